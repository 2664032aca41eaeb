// The proofs of the keys: a server with other keys than the database's own does not start on it.
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '../database/database.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { parseKeyring } from './keyring.ts'
import { createVault } from './vault.ts'
import { confirmKeys, hasKeyProofs } from './vault.store.ts'

const now = new Date('2026-11-23T09:00:00Z')
const line = (id: string, filler: number) => `${id} ${Buffer.alloc(32, filler).toString('base64')}`
const vaultOf = (...lines: string[]) => createVault(parseKeyring(lines.join('\n'), 'the test'), randomBytes)

let own: TestDatabase
let database: Database
beforeEach(async () => {
  own = await createTestDatabase()
  database = openDatabase(own.connection, { maxConnections: 4, onIdleError: () => undefined })
})
afterEach(async () => {
  await database.close()
  await own.drop()
})

test('a new database takes the keys it is started with, and knows them from then on', async () => {
  expect(await hasKeyProofs(database)).toBe(false)
  await confirmKeys(database, vaultOf(line('k1', 1)), now)
  expect(await hasKeyProofs(database)).toBe(true)
  await confirmKeys(database, vaultOf(line('k1', 1)), now)
})

test('another key under the same name is refused, and leaves no trace', async () => {
  await confirmKeys(database, vaultOf(line('k1', 1)), now)
  await expect(confirmKeys(database, vaultOf(line('k1', 2)), now)).rejects.toThrow(
    'The keys do not belong to this database: the key "k1" is missing or is another one.',
  )
  await confirmKeys(database, vaultOf(line('k1', 1)), now)
})

test('a key may be added, and none may go missing while the database knows it', async () => {
  await confirmKeys(database, vaultOf(line('k1', 1)), now)
  await confirmKeys(database, vaultOf(line('k1', 1), line('k2', 2)), now)
  await expect(confirmKeys(database, vaultOf(line('k2', 2)), now)).rejects.toThrow('"k1" is missing')
  await expect(confirmKeys(database, vaultOf(line('k1', 1)), now)).rejects.toThrow('"k2" is missing')
})

test('of two servers that start at once with different keys one is refused', async () => {
  const outcomes = await Promise.allSettled([
    confirmKeys(database, vaultOf(line('k1', 1)), now),
    confirmKeys(database, vaultOf(line('k1', 2)), now),
  ])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('of two servers that start at once with the same key both go on', async () => {
  await Promise.all([
    confirmKeys(database, vaultOf(line('k1', 1)), now),
    confirmKeys(database, vaultOf(line('k1', 1)), now),
  ])
})
