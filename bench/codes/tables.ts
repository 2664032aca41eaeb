// The tables of both servers, made by Countersign's own migrations: the bare one reads the secrets as they are, ours
// reads them sealed.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { sealSecret } from '../../server/connections/sealed-login.ts'
import { migrateDatabase } from '../../server/database/migrate.ts'
import type { Vault } from '../../server/vault/vault.ts'
import { idOf, organizationOf, secretOf, tokenOf } from './stored-secrets.ts'

export interface Fill {
  url: string
  /** May switch off the checks of foreign keys while the tables are filled, and does. */
  superuser: pg.Client
  organizations: number
  connections: number
  /** Nothing: secrets are kept in clear. */
  vault: Vault | undefined
}

const parameters = { digits: 6, periodSeconds: 30, algorithm: 'SHA1' } as const

export async function fillTables({ url, superuser, organizations, connections, vault }: Fill): Promise<void> {
  await migrateDatabase({ url })
  await superuser.query(`SET session_replication_role = replica`)
  await superuser.query(`INSERT INTO installation VALUES (true, now())`)
  const admins = Array.from({ length: organizations }, (_, index) => index + 1)
  await superuser.query(
    `INSERT INTO organizations (id, name, created_at)
     SELECT id, 'Bench', now() FROM unnest($1::uuid[]) AS list (id)`,
    [admins.map((one) => idOf('organization', one))],
  )
  await superuser.query(
    `INSERT INTO accounts (organization_id, id, email, email_key, name, role, password_hash, requires_second_factor,
       enrolled_at, created_at)
     SELECT o, a, e, e, 'Admin', 'admin', '-', false, now(), now()
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS list (o, a, e)`,
    [
      admins.map((one) => idOf('organization', one)),
      admins.map((one) => idOf('account', one)),
      admins.map((one) => `admin-${one}@bench.example`),
    ],
  )
  await superuser.query(
    `INSERT INTO sessions (organization_id, id, account_id, token_hash, client, user_agent, address, address_key,
       started_at, last_seen_at, expires_at, password_proven_at, second_factor_proven_at, second_factor_method)
     SELECT o, s, a, t, 'cli', 'Bench/1.0', '127.0.0.1', '127.0.0.1', now(), now(), now() + interval '12 hours',
       now(), now(), 'totp'
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) AS list (o, s, a, t)`,
    [
      admins.map((one) => idOf('organization', one)),
      admins.map((one) => idOf('session', one)),
      admins.map((one) => idOf('account', one)),
      admins.map((one) => createHash('sha256').update(tokenOf(one)).digest()),
    ],
  )
  const stored = Array.from({ length: connections }, (_, index) => {
    const { number, id, secret } = secretOf(index + 1)
    const organization = organizationOf(number, organizations)
    const organizationId = idOf('organization', organization)
    const kept =
      vault === undefined
        ? secret
        : sealSecret(vault, { bytes: secret, ...parameters }, { organizationId, id })
    return { id, organizationId, kept, admin: idOf('account', organization) }
  })
  await superuser.query(
    `INSERT INTO connections (organization_id, id, service, name, url, username, sealed_secret, secret_digits,
       secret_period_seconds, secret_algorithm, created_at, created_by)
     SELECT o, c, 'any', 'Wall', 'https://wall.example/', 'wall', s, 6, 30, 'SHA1', now(), a
     FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::uuid[]) AS list (o, c, s, a)`,
    [
      stored.map((one) => one.organizationId),
      stored.map((one) => one.id),
      stored.map((one) => one.kept),
      stored.map((one) => one.admin),
    ],
  )
}

/** As every admin would do it: the proof that a code asks for is minutes old. */
export async function proveAgain(pool: pg.Pool): Promise<void> {
  await pool.query(`UPDATE sessions SET second_factor_proven_at = now(), last_seen_at = now()`)
}
