// Rotation of the keys: everything gets the new one while people sign in, and the old one can go.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addEnrolledUser, signInFully, signInWithRecoveryCode } from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { addKey, KeyringError, parseKeyring, readKeyFile, removeKey } from './keyring.ts'
import { countByKey, readFingerprintRoot, resealAll, sealedColumns } from './reseal.store.ts'
import { createVault, type Vault } from './vault.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const k1 = `k1 ${Buffer.alloc(32, 7).toString('base64')}`
const k2 = `k2 ${Buffer.alloc(32, 8).toString('base64')}`
const vaultOf = (...lines: string[]) => createVault(parseKeyring(lines.join('\n'), 'the test'), randomBytes)

/** The application as it is, with other keys: what a server that has read the file anew works with. */
function useVault(vault: Vault): void {
  Object.assign(app.services.vault, vault)
}

test('while people sign in and enrol, everything is sealed anew; with the old key gone all of it still opens', async () => {
  const people = []
  for (let index = 0; index < 6; index += 1) people.push(await addEnrolledUser(app, admin))
  const connections = [await addConnection(app, admin), await addConnection(app, admin, { secret: null })]
  const both = vaultOf(k1, k2)
  useVault(both)
  const [during] = await Promise.all([
    addEnrolledUser(app, admin),
    ...people.map((person) => signInFully(app, person)),
    resealAll(app.database, both),
    resealAll(app.database, both),
  ])
  await resealAll(app.database, both)
  expect([...(await countByKey(app.database)).keys()]).toEqual(['k2'])

  // The fingerprints of the recovery codes are made with what does not change.
  const root = Buffer.alloc(32, 7)
  useVault(createVault(parseKeyring(k2, 'the test'), randomBytes, { fingerprintRoot: root }))
  app.advance(60)
  for (const person of [...people, during]) await signInFully(app, person)
  const [connection] = connections
  const code = await app.get(`/api/v1/connections/${connection?.id}/code`, { cookie: admin })
  expect(code.body.code).toBe(codeOf(connection?.secret ?? '', app.now()))
  const [first] = people
  const answer = first && (await signInWithRecoveryCode(app, first, first.recoveryCodes[0] ?? ''))
  expect(answer?.status).toBe(200)
})

test('a row that changes meanwhile keeps its newer value, and one that does not open is left as it is', async () => {
  useVault(vaultOf(k1))
  const person = await addEnrolledUser(app, admin)
  const where = app.database.query.updateTable('authenticators').where('account_id', '=', person.id)
  await where
    .set({ seed: Buffer.concat([Buffer.from([1, 2]), Buffer.from('k1'), Buffer.alloc(60)]) })
    .execute()
  const result = await resealAll(app.database, vaultOf(k1, k2))
  expect(result.broken).toBe(1)
})

test('every sealed column is known to the rotation', async () => {
  const { rows } = await app.database.pool.query<{ table_name: string; column_name: string }>(`
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'bytea' AND (column_name = 'seed' OR column_name LIKE '%sealed%')
    ORDER BY 1, 2`)
  const found = rows.map((row) => `${row.table_name}.${row.column_name}`)
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`)
  expect(found).toEqual([...known, 'vault_fingerprint_root.sealed'].toSorted())
})

test('of two servers that start at once on an empty database both take the same root of the fingerprints', async () => {
  const fresh = await startTestApp()
  const vault = vaultOf(k1)
  const ask = () =>
    readFingerprintRoot(fresh.database, vault, { oldestKey: Buffer.alloc(32), random: randomBytes(32) })
  const [one, other] = await Promise.all([ask(), ask()])
  expect(one).toEqual(other)
  await resealAll(fresh.database, vaultOf(k1, k2))
  const after = readFingerprintRoot(fresh.database, vaultOf(k2), {
    oldestKey: Buffer.alloc(32),
    random: randomBytes(32),
  })
  expect(await after).toEqual(one)
  await fresh.close()
})

describe('the key file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'))
  const path = join(folder, 'vault.keys')
  afterAll(() => rmSync(folder, { recursive: true }))

  test('gets a key that seals from then on, and lets the old one go; it stays for its owner alone', () => {
    readKeyFile(path, { mayCreate: true, randomBytes })
    expect(addKey(path, { randomBytes })).toBe('k2')
    expect(readKeyFile(path, { mayCreate: false, randomBytes }).current.id).toBe('k2')
    removeKey(path, 'k1', {})
    expect(readKeyFile(path, { mayCreate: false, randomBytes }).all.map(({ id }) => id)).toEqual(['k2'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('is read anew by a server that meets a key it does not know, and then fails closed', () => {
    const place = { organizationId: 'o', table: 't', column: 'c', rowId: 'r' }
    const read = () => readKeyFile(path, { mayCreate: false, randomBytes })
    const server = createVault(read(), randomBytes, { readKeys: read })
    addKey(path, { randomBytes })
    const sealed = createVault(read(), randomBytes).seal(Buffer.from('seed'), place)
    expect(server.open(sealed, place).toString()).toBe('seed')
    expect(server.currentKeyId()).toBe(read().current.id)
    const foreign = vaultOf(`k9 ${randomBytes(32).toString('base64')}`).seal(Buffer.from('seed'), place)
    expect(() => server.open(foreign, place)).toThrow('its key is not in the key file')
  })

  test('holds nothing to read when a command wraps it, and a command that fails is told without its words', () => {
    const wrapped = join(folder, 'wrapped.keys')
    const secret = join(folder, 'passphrase')
    writeFileSync(secret, 'a passphrase of the key service', { mode: 0o600 })
    const openssl = `openssl enc -aes-256-cbc -pbkdf2 -pass file:${secret}`
    const options = { randomBytes, wrapCommand: openssl, unwrapCommand: `${openssl} -d` }
    const made = readKeyFile(wrapped, { mayCreate: true, ...options })
    expect(readFileSync(wrapped).includes(made.current.bytes.toString('base64'))).toBe(false)
    addKey(wrapped, options)
    expect(readKeyFile(wrapped, { mayCreate: false, ...options }).all.map(({ id }) => id)).toEqual([
      'k1',
      'k2',
    ])
    const failing = { ...options, unwrapCommand: `cat ${secret} >&2; exit 1` }
    expect(() => readKeyFile(wrapped, { mayCreate: false, ...failing })).toThrow(KeyringError)
    expect(() => readKeyFile(wrapped, { mayCreate: false, ...failing })).toThrow(
      /^COUNTERSIGN_KEY_UNWRAP_COMMAND failed/,
    )
  })
})
