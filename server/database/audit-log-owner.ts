// Takes the audit log away from the role that the server works with: it adds to it by two functions, and reads it.
import type { ClientBase } from 'pg'
import type { Database } from './database.ts'

const OWNER = 'countersign_audit'

/**
 * Run by a superuser after the migrations, on the embedded one at every start; running it again changes nothing. From
 * then on the tables belong to a role that nobody signs in as: neither an UPDATE nor switching a trigger off is left to
 * the server.
 */
export async function protectAuditLog(client: ClientBase, serverRole: string): Promise<void> {
  const role = client.escapeIdentifier(serverRole)
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${OWNER}') THEN CREATE ROLE ${OWNER} NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`)
  // Whoever owns a schema may drop what others own in it.
  await client.query(`ALTER SCHEMA public OWNER TO ${OWNER}`)
  await client.query(`GRANT ALL ON SCHEMA public TO ${role}`)
  for (const table of ['audit_events', 'audit_heads']) {
    await client.query(`ALTER TABLE ${table} OWNER TO ${OWNER}`)
    await client.query(`REVOKE ALL ON ${table} FROM PUBLIC, ${role}`)
    await client.query(`GRANT SELECT ON ${table} TO ${role}`)
  }
  const append = 'append_audit_event(uuid, timestamptz, text, uuid, text, uuid, jsonb, bytea, bytea)'
  for (const signature of ['lock_audit_head(uuid)', append, 'refuse_audit_change()']) {
    await client.query(`ALTER FUNCTION ${signature} OWNER TO ${OWNER}`)
    await client.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${role}`)
  }
}

/** Whether the role of this connection is neither the owner of the log nor allowed to act as the owner. */
export async function isAuditLogProtected({ pool }: Pick<Database, 'pool'>): Promise<boolean> {
  const { rows } = await pool.query<{ mayChange: boolean }>(
    `SELECT pg_has_role(current_user, relowner, 'MEMBER') AS "mayChange"
     FROM pg_class WHERE oid = 'audit_events'::regclass`,
  )
  return rows[0]?.mayChange === false
}
