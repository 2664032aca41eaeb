// The three tables of the bare server.
import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Person } from './people.ts'
import type { Fill } from './tables-of-countersign.ts'

export async function fillBare({ superuser, people, passwordHash }: Fill): Promise<void> {
  await superuser.query(
    `CREATE TABLE accounts (id integer PRIMARY KEY, email text NOT NULL UNIQUE, password_hash text NOT NULL,
       secret bytea NOT NULL, last_step integer NOT NULL, failures integer NOT NULL) WITH (fillfactor = 85);
     CREATE TABLE challenges (token_hash bytea PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts,
       expires_at timestamptz NOT NULL);
     CREATE TABLE sessions (token_hash bytea PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts,
       expires_at timestamptz NOT NULL);
     CREATE INDEX ON sessions (account_id);
     GRANT ALL ON ALL TABLES IN SCHEMA public TO countersign`,
  )
  await superuser.query(
    `INSERT INTO accounts SELECT p.number, p.email, $1, convert_to(p.secret, 'UTF8'), 1, 0
     FROM unnest($2::int[], $3::text[], $4::text[]) AS p (number, email, secret)`,
    [
      passwordHash,
      people.map((person) => person.number),
      people.map((person) => person.email),
      people.map((person) => person.secret),
    ],
  )
}

export async function challengeInBare(pool: pg.Pool, people: readonly Person[]): Promise<string[]> {
  const challenges = people.map(() => randomBytes(32).toString('base64url'))
  await pool.query(
    `INSERT INTO challenges SELECT c.token_hash, c.number, now() + interval '5 minutes'
     FROM unnest($1::bytea[], $2::int[]) AS c (token_hash, number)`,
    [
      challenges.map((token) => createHash('sha256').update(token).digest()),
      people.map((person) => person.number),
    ],
  )
  return challenges
}
