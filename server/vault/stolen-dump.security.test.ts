// A thief has a dump of the database, without the key, and tries: to read secrets in it, to open what is sealed, to use
// what stands there as a token, and to find short codes by trying them (ASVS 11.4.1; attack 59).
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBase32, encodeBase32 } from '../../otp/base32.ts'
import { addConnection, type TestConnection } from '../testing/connections.ts'
import { addEnrolledUser, addUser, signInAdmin, signInFully, type EnrolledPerson } from '../testing/people.ts'
import { ADMIN, codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { parseKeyring } from './keyring.ts'
import { openSeed } from '../totp/seed.ts'
import { createVault, SealError, type Vault } from './vault.ts'

let app: TestApp
let victim: EnrolledPerson
/** Every row of every table as PostgreSQL prints it, bytes in hexadecimal: what stands in a dump. */
let dump: string
let session: string
let bypassCode: string
let ticket: string
let invitation: string
let connection: TestConnection

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  const admin = await signInAdmin(app)
  victim = await addEnrolledUser(app, admin)
  session = (await signInFully(app, victim)) ?? ''
  const as = { cookie: admin }
  const forVictim = `/api/v1/users/${victim.id}`
  bypassCode = (await app.post(`${forVictim}/bypass-codes`, { reason: 'Lost', minutes: 60 }, as)).body
    .code as string
  const other = await addUser(app, admin, { requireSecondFactor: true })
  ticket = (await app.post(`/api/v1/users/${other.id}/enrolment-tickets`, {}, as)).body.code as string
  const invited = { email: 'new@northwind.example', role: 'agent', requireSecondFactor: true }
  invitation = new URL(
    (await app.post('/api/v1/users', invited, as)).body.invitation.url as string,
  ).hash.slice(1)
  connection = await addConnection(app, admin)
  await app.get(`/api/v1/connections/${connection.id}/code`, as)
  // Somebody is in the middle of a sign-in, and somebody guesses.
  await app.post('/api/v1/sign-in', { email: victim.email, password: victim.password })
  await app.post('/api/v1/sign-in', { email: 'guessed@northwind.example', password: 'wrong password' })
  dump = await dumpOf(app)
})
afterAll(() => app.close())

async function dumpOf({ database }: TestApp): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
      return rows.map(({ row }) => row).join('\n')
    }),
  )
  return texts.join('\n')
}

const secretsOf = () => ({
  'the seed': victim.secret,
  'the password of a user': victim.password,
  'the password of an admin': ADMIN.password,
  'the session': session,
  'a bypass code': bypassCode,
  'a ticket': ticket,
  'an invitation': invitation,
  'the password of a connection': connection.password,
  'the secret of a connection': connection.secret,
  ...Object.fromEntries(victim.recoveryCodes.map((code, index) => [`recovery code ${index + 1}`, code])),
})

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('the dump is one: it holds the people, the hash of the session, and the sealed seed', async () => {
  expect(Object.values(secretsOf()).every((secret) => secret.length > 10)).toBe(true)
  expect(dump).toContain(victim.email)
  expect(dump).toContain(hex(createHash('sha256').update(session).digest()))
  const { rows } = await app.database.pool.query<{ seed: Buffer }>('SELECT seed FROM authenticators')
  expect(dump).toContain(hex(rows[0]!.seed))
})

test('no secret stands in it, as text, without its hyphens, or as bytes', () => {
  const found = Object.entries(secretsOf()).flatMap(([what, secret]) => {
    const plain = secret.replaceAll('-', '')
    const spellings = [secret, plain, plain.toLowerCase(), hex(Buffer.from(secret)), hex(Buffer.from(plain))]
    const isBase32 = /^[A-Z2-7]{16,}$/.test(plain)
    if (isBase32) spellings.push(hex(decodeBase32(plain)))
    return spellings.some((spelling) => dump.includes(spelling)) ? [what] : []
  })
  expect(found).toEqual([])
})

describe('what is sealed', () => {
  const strange = (keys: string) => createVault(parseKeyring(keys, 'the thief'), randomBytes)

  test('opens with no key of the thief’s, under the name of the real one either', async () => {
    const rows = await app.database.query.selectFrom('authenticators').selectAll().execute()
    const guesses = [randomBytes(32), Buffer.alloc(32), createHash('sha256').update(dump).digest()]
    for (const { id, organization_id: organizationId, account_id: accountId, seed } of rows) {
      const open = (vault: Vault) =>
        openSeed(vault, seed ?? Buffer.alloc(0), 'authenticators', { organizationId, accountId }, id)
      for (const bytes of guesses) {
        expect(() => open(strange(`k1 ${bytes.toString('base64')}`))).toThrow(SealError)
      }
      // It is asked for rightly: with the real key it opens.
      expect(hex(open(app.services.vault))).not.toBe('')
    }
  })

  test('makes no code: what a thief could take for a seed signs in nowhere', async () => {
    const { rows } = await app.database.pool.query<{ seed: Buffer }>(
      'SELECT seed FROM authenticators WHERE account_id = $1',
      [victim.id],
    )
    const sealed = rows[0]!.seed
    const real = codeOf(victim.secret, app.now())
    // Every stretch of twenty bytes in it, as if it were the seed in clear.
    const codes = Array.from({ length: sealed.length - 19 }, (_, start) =>
      codeOf(encodeBase32(sealed.subarray(start, start + 20)), app.now()),
    )
    expect(codes.filter((code) => code === real)).toEqual([])
  })
})

test('the hash of a session is no session, however it is spelled', async () => {
  const { rows } = await app.database.pool.query<{ token_hash: Buffer }>('SELECT token_hash FROM sessions')
  expect(rows.length).toBeGreaterThan(1)
  for (const { token_hash: hash } of rows) {
    for (const spelling of [hash.toString('base64url'), hex(hash), hash.toString('base64')]) {
      expect((await app.get('/api/v1/me', { cookie: spelling })).status).toBe(401)
      expect((await app.get('/api/v1/me', { token: spelling })).status).toBe(401)
    }
  }
})

test('a code from paper cannot be tried on the dump: no common hash of it stands there', () => {
  const salts = ['', victim.id, victim.email]
  for (const code of [...victim.recoveryCodes, bypassCode, ticket]) {
    for (const text of [code, code.replaceAll('-', ''), code.replaceAll('-', '').toLowerCase()]) {
      for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
        for (const salt of salts) {
          const hash = createHash(algorithm).update(salt).update(text).digest('hex')
          expect(dump.includes(hash)).toBe(false)
        }
      }
    }
  }
})

test('which secret a connection has cannot be tried on the dump either: no common hash of it stands there', () => {
  const bytes = decodeBase32(connection.secret)
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
    for (const secret of [bytes, Buffer.from(connection.secret), Buffer.from(hex(bytes))]) {
      for (const key of ['', connection.id]) {
        expect(dump).not.toContain(createHash(algorithm).update(key).update(secret).digest('hex'))
        expect(dump).not.toContain(createHmac(algorithm, key).update(secret).digest('hex'))
        expect(dump).not.toContain(createHmac(algorithm, secret).update(key).digest('hex'))
      }
    }
  }
})

test('whose sign-in was guessed at does not stand there: addresses without an account are keyed hashes', () => {
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
    expect(dump).not.toContain(createHash(algorithm).update('guessed@northwind.example').digest('hex'))
  }
  expect(dump).not.toContain('guessed@northwind.example')
})
