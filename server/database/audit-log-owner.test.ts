// The server's role and the audit log on the embedded PostgreSQL: it adds to it, and that is all that it can do.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { verifyAuditLog } from '../audit/verify-audit.ts'
import { openDatabase, type Database } from './database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'
import { migrateDatabase } from './migrate.ts'

let dataDir: string
let postgres: EmbeddedPostgres
let database: Database

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-audit-'))
  postgres = await startEmbeddedPostgres({ dataDir, say: () => undefined })
  await migrateDatabase(postgres.connection)
  await postgres.protectAuditLog()
  // As at every further start.
  await postgres.protectAuditLog()
  database = openDatabase(postgres.connection, { maxConnections: 2, onIdleError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test('adds to it, in the order of the chain', async () => {
  const event = { organizationId: randomUUID(), actor: { kind: 'system' }, action: 'test.done' } as const
  for (let index = 0; index < 3; index += 1) {
    await database.query
      .transaction()
      .execute((transaction) => appendAuditEvent(transaction, event, new Date()))
  }
  const { verified, broken } = await verifyAuditLog(database)
  expect(broken).toEqual([])
  expect(verified).toMatchObject([{ events: 3 }])
})

test.each([
  `INSERT INTO audit_heads VALUES (gen_random_uuid(), 0, '')`,
  `UPDATE audit_heads SET sequence = 0`,
  `UPDATE audit_events SET action = 'x'`,
  `DELETE FROM audit_events`,
  `TRUNCATE audit_events`,
  `DROP TABLE audit_events`,
  `ALTER TABLE audit_events DISABLE TRIGGER ALL`,
  `ALTER TABLE audit_events OWNER TO CURRENT_USER`,
  `DROP FUNCTION append_audit_event`,
  `SET ROLE countersign_audit`,
  `SET session_replication_role = replica`,
])('cannot: %s', async (statement) => {
  await expect(database.pool.query(statement)).rejects.toThrow(/permission denied|must be (able|owner)/)
})

test('cannot replace the function that appends by one of its own', async () => {
  const replace = `CREATE OR REPLACE FUNCTION lock_audit_head(of_organization uuid, OUT last_sequence bigint,
    OUT last_hash bytea) LANGUAGE sql AS $$ SELECT 0::bigint, ''::bytea $$`
  await expect(database.pool.query(replace)).rejects.toThrow(/must be owner|permission denied/)
})
