// What a person sees and does who has taken over: for minutes, so neither is worth the log of the database.
import { sql, type Kysely } from 'kysely'

const statements = [
  `CREATE UNLOGGED TABLE live_views (
    organization_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    number integer NOT NULL,
    picture bytea,
    width integer NOT NULL,
    height integer NOT NULL,
    host text NOT NULL,
    is_given_back boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, attempt_id),
    FOREIGN KEY (organization_id, attempt_id) REFERENCES attempts ON DELETE CASCADE
  )`,
  // Sealed: a person may type a password.
  `CREATE UNLOGGED TABLE live_inputs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, attempt_id) REFERENCES attempts ON DELETE CASCADE
  )`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
