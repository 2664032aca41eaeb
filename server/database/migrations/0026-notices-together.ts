// The mails of notices that are written together are queued together.
import { sql, type Kysely } from 'kysely'

const statements = [
  `DROP TRIGGER notices_are_mailed ON notices`,
  /* One by one they took a millisecond and a half each, for as long as whoever tells ten thousand people holds a lock. */
  `CREATE OR REPLACE FUNCTION queue_notice_mail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM added) THEN
        PERFORM graphile_worker.add_jobs(ARRAY(
          SELECT json_populate_record(NULL::graphile_worker.job_spec, json_build_object('identifier', 'mail_notice',
            'payload', json_build_object('organizationId', organization_id, 'noticeId', id)))
          FROM added));
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER notices_are_mailed AFTER INSERT ON notices REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION queue_notice_mail()`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
