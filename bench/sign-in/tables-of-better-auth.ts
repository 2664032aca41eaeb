// Better Auth's tables, made by its own migrations and filled as its own sign-up and enrolment would fill them.
import { createHmac, randomBytes } from 'node:crypto'
import { symmetricEncrypt } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import type pg from 'pg'
import { betterAuthOptions, betterAuthSecret } from './better-auth-options.ts'
import type { Person } from './people.ts'
import type { Fill } from './tables-of-countersign.ts'

const userIdOf = (person: Person) => `user-${person.number}`

export async function fillBetterAuth({ url, superuser, people, passwordHash }: Fill): Promise<void> {
  const options = betterAuthOptions(url, 0, 'argon2id')
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  await options.database.end()

  const ids = people.map(userIdOf)
  await superuser.query(
    `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt", "twoFactorEnabled")
     SELECT p.id, 'Person', p.email, true, now(), now(), true FROM unnest($1::text[], $2::text[]) AS p (id, email)`,
    [ids, people.map((person) => person.email)],
  )
  await superuser.query(
    `INSERT INTO account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     SELECT 'account-' || id, id, 'credential', id, $2, now(), now() FROM unnest($1::text[]) AS id`,
    [ids, passwordHash],
  )
  const secrets = []
  for (const person of people) {
    secrets.push(await symmetricEncrypt({ key: betterAuthSecret, data: person.secret }))
  }
  await superuser.query(
    `INSERT INTO "twoFactor" (id, secret, "backupCodes", "userId", verified, "failedVerificationCount")
     SELECT 'factor-' || p.id, p.secret, p.secret, p.id, true, 0
     FROM unnest($1::text[], $2::text[]) AS p (id, secret)`,
    [ids, secrets],
  )
}

/** Its challenge is a signed cookie that names a row; another row beside it counts the attempts. */
export async function challengeInBetterAuth(pool: pg.Pool, people: readonly Person[]): Promise<string[]> {
  const names = people.map(() => `2fa-${randomBytes(15).toString('base64url')}`)
  const ids = people.map(userIdOf)
  await pool.query(
    `UPDATE "twoFactor" SET "failedVerificationCount" = 0, "lockedUntil" = NULL
     WHERE "userId" = ANY ($1) AND "failedVerificationCount" > 0`,
    [ids],
  )
  await pool.query(
    `INSERT INTO verification (id, identifier, value, "expiresAt", "createdAt", "updatedAt")
     SELECT gen_random_uuid()::text, v.identifier, v.value, now() + interval '10 minutes', now(), now()
     FROM unnest($1::text[], $2::text[]) AS v (identifier, value)`,
    [
      [...names, ...names.map((name) => `2fa-attempts-${name}`)],
      [...ids, ...names.map(() => '0')],
    ],
  )
  return names.map((name) => {
    const signature = createHmac('sha256', betterAuthSecret).update(name).digest('base64')
    return `better-auth.two_factor=${encodeURIComponent(`${name}.${signature}`)}`
  })
}
