// Countersign's own tables, migrated by its own code and filled with people; seeds sealed by its own vault.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type pg from 'pg'
import { migrateDatabase } from '../../server/database/migrate.ts'
import { sealSeed } from '../../server/totp/seed.ts'
import { parseKeyring } from '../../server/vault/keyring.ts'
import { createVault, type Vault } from '../../server/vault/vault.ts'
import { userAgent } from './journeys.ts'
import { idOf, idPrefixes, type Person } from './people.ts'

const organizationId = '019aa003-0000-7000-8000-000000000001'

export function makeKeyFile(path: string): Vault {
  const keys = `k1 ${randomBytes(32).toString('base64')}\n`
  writeFileSync(path, keys, { mode: 0o600 })
  return createVault(parseKeyring(keys, path), randomBytes)
}

export interface Fill {
  url: string
  /** May switch off the checks of foreign keys while the tables are filled, and does. */
  superuser: pg.Client
  accounts: number
  people: readonly Person[]
  passwordHash: string
}

/**
 * So many enrolled accounts, each with a session, an authenticator and a recovery code that is left. Those who are
 * to sign in have seeds that open; the seeds of the others are noise of the same length.
 */
export async function fillCountersign(fill: Fill & { vault: Vault }): Promise<void> {
  const { url, superuser, accounts, people, passwordHash, vault } = fill
  await migrateDatabase({ url })
  const seals = people.map((person) => {
    const rowId = idOf('authenticator', person.number)
    const owner = { organizationId, accountId: idOf('account', person.number) }
    return sealSeed(vault, Buffer.from(person.secret), 'authenticators', owner, rowId)
  })
  const noiseBytes = seals[0]?.length ?? 0
  const id = (kind: keyof typeof idPrefixes) => `('${idPrefixes[kind]}' || lpad(to_hex(n), 12, '0'))::uuid`
  await superuser.query(`SET session_replication_role = replica`)
  await superuser.query(`INSERT INTO installation VALUES (true, now())`)
  await superuser.query(`INSERT INTO organizations VALUES ($1, 'Bench', now())`, [organizationId])
  await superuser.query(
    `INSERT INTO accounts (organization_id, id, email, email_key, name, role, password_hash,
       requires_second_factor, second_factor_required_at, enrolled_at, created_at, last_sign_in_at)
     SELECT $1, ${id('account')}, 'person-' || n || '@bench.example', 'person-' || n || '@bench.example',
       'Person ' || n, 'agent', $2, true, now(), now(), now(), now()
     FROM generate_series(1, $3::int) n`,
    [organizationId, passwordHash, accounts],
  )
  await superuser.query(`CREATE TEMP TABLE walkers (n int PRIMARY KEY, seed bytea)`)
  await superuser.query(`INSERT INTO walkers SELECT * FROM unnest($1::int[], $2::bytea[])`, [
    people.map((person) => person.number),
    seals,
  ])
  await superuser.query(
    `INSERT INTO authenticators (organization_id, id, account_id, kind, name, state, seed, digits,
       period_seconds, algorithm, last_step, created_at, last_used_at)
     SELECT $1, ${id('authenticator')}, ${id('account')}, 'totp', 'Authenticator app', 'active',
       coalesce(w.seed, substr(sha256(n::text::bytea) || sha256(n::text::bytea), 1, $3::int)), 6, 30, 'SHA1', 1, now(), now()
     FROM generate_series(1, $2::int) n LEFT JOIN walkers w USING (n)`,
    [organizationId, accounts, noiseBytes],
  )
  await superuser.query(
    `INSERT INTO recovery_codes (organization_id, account_id, code_hash, created_at)
     SELECT $1, ${id('account')}, sha256(('code ' || n)::bytea), now() FROM generate_series(1, $2::int) n`,
    [organizationId, accounts],
  )
  await superuser.query(
    `INSERT INTO sessions (organization_id, id, account_id, token_hash, client, user_agent, address, address_key,
       started_at, last_seen_at, expires_at, password_proven_at, second_factor_proven_at, second_factor_method,
       device_hash)
     SELECT $1, ${id('session')}, ${id('account')}, sha256(n::text::bytea), 'web', '${userAgent}', '127.0.0.1',
       '127.0.0.1', now(), now(), now() + interval '12 hours', now(), now(), 'totp',
       sha256(('device-' || lpad(n::text, 36, '0'))::bytea)
     FROM generate_series(1, $2::int) n`,
    [organizationId, accounts],
  )
  await superuser.query(`DROP TABLE walkers`)
}

/** What a right password would have left, without paying the hash; old failures are forgotten. */
export async function challengeInCountersign(pool: pg.Pool, people: readonly Person[]): Promise<string[]> {
  const challenges = people.map(() => randomBytes(32).toString('base64url'))
  const accountIds = people.map((person) => idOf('account', person.number))
  await pool.query(
    `UPDATE accounts SET code_failures = 0, codes_blocked_until = NULL
     WHERE organization_id = $1 AND id = ANY ($2::uuid[]) AND code_failures > 0`,
    [organizationId, accountIds],
  )
  await pool.query(
    `INSERT INTO challenges (organization_id, token_hash, account_id, purpose, client, user_agent_hash, created_at,
       password_proven_at, expires_at)
     SELECT $1, c.token_hash, c.account_id, 'code', 'web', $4, now(), now(), now() + interval '5 minutes'
     FROM unnest($2::bytea[], $3::uuid[]) AS c (token_hash, account_id)`,
    [
      organizationId,
      challenges.map((token) => createHash('sha256').update(token).digest()),
      accountIds,
      createHash('sha256').update(userAgent).digest(),
    ],
  )
  return challenges
}
