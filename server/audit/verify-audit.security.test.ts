// Attacks on the trail: whoever owns the database alters, removes, inserts, re-orders or cuts it, or writes it all anew.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../database/database.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { appendAuditEvent, hashAuditRow, type AuditRow } from './audit.store.ts'
import { parseExpectedHead, verifyAuditLog } from './verify-audit.ts'

let own: TestDatabase
let database: Database
let organizationId: string

beforeAll(async () => {
  own = await createTestDatabase()
  database = openDatabase(own.connection, { maxConnections: 4, onIdleError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await own.drop()
})
beforeEach(async () => {
  await asOwner('DELETE FROM audit_events')
  await asOwner('DELETE FROM audit_heads')
  organizationId = randomUUID()
  for (let index = 1; index <= 10; index += 1) await append(organizationId, `test.${index}`)
  await append(randomUUID(), 'test.of_another')
})

function append(of: string, action: string): Promise<void> {
  const event = { organizationId: of, actor: { kind: 'system' }, action, facts: { index: action } } as const
  return database.query
    .transaction()
    .execute((transaction) => appendAuditEvent(transaction, event, new Date('2026-11-23T09:00:00.123Z')))
}

/** What only the owner of the tables can do: with the triggers switched off. */
async function asOwner(statement: string, values: unknown[] = []): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('ALTER TABLE audit_events DISABLE TRIGGER USER')
    await client.query(statement, values)
    await client.query('ALTER TABLE audit_events ENABLE TRIGGER USER')
  } finally {
    client.release()
  }
}

const broken = async () => (await verifyAuditLog(database)).broken

test('an untouched log is whole, and its heads are told', async () => {
  const { verified, broken: none } = await verifyAuditLog(database)
  expect(none).toEqual([])
  expect(verified.find((chain) => chain.organizationId === organizationId)).toMatchObject({ events: 10 })
})

describe('the first broken row is named when', () => {
  test.each([
    ['what was done is altered', `UPDATE audit_events SET action = 'test.else' WHERE sequence = 4`],
    ['why is altered', `UPDATE audit_events SET facts = '{"index":"x"}' WHERE sequence = 4`],
    ['when is altered', `UPDATE audit_events SET at = at + interval '1 second' WHERE sequence = 4`],
    ['who is altered', `UPDATE audit_events SET actor_kind = 'operator' WHERE sequence = 4`],
  ])('%s', async (_, statement) => {
    await asOwner(`${statement} AND organization_id = '${organizationId}'`)
    expect(await broken()).toEqual([{ organizationId, sequence: 4, reason: 'altered' }])
  })

  test('a row is removed from the middle', async () => {
    await asOwner(`DELETE FROM audit_events WHERE sequence = 4 AND organization_id = '${organizationId}'`)
    expect(await broken()).toEqual([{ organizationId, sequence: 4, reason: 'missing' }])
  })

  test('the beginning is removed', async () => {
    await asOwner(`DELETE FROM audit_events WHERE sequence < 3 AND organization_id = '${organizationId}'`)
    expect(await broken()).toEqual([{ organizationId, sequence: 1, reason: 'missing' }])
  })

  test('the end is cut off', async () => {
    await asOwner(`DELETE FROM audit_events WHERE sequence > 7 AND organization_id = '${organizationId}'`)
    expect(await broken()).toEqual([{ organizationId, sequence: 8, reason: 'cut off' }])
  })

  test('all of it is gone', async () => {
    await asOwner(`DELETE FROM audit_events WHERE organization_id = '${organizationId}'`)
    expect(await broken()).toEqual([{ organizationId, sequence: 1, reason: 'cut off' }])
  })

  test('a row is altered together with its own hash', async () => {
    const row = await database.query
      .selectFrom('audit_events')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('sequence', '=', 4)
      .executeTakeFirstOrThrow()
    const hash = hashAuditRow(row.previous_hash, { ...row, action: 'test.else' })
    await asOwner(
      `UPDATE audit_events SET action = 'test.else', hash = $1 WHERE sequence = 4 AND organization_id = $2`,
      [hash, organizationId],
    )
    expect(await broken()).toEqual([{ organizationId, sequence: 5, reason: 'not linked' }])
  })
})

test('a chain that was written anew as a whole is caught by a head that was kept elsewhere', async () => {
  const { verified } = await verifyAuditLog(database)
  const kept = verified.find((chain) => chain.organizationId === organizationId)
  const note = parseExpectedHead(`${organizationId}:10:${kept?.head ?? ''}`)
  expect(note).toBeDefined()
  if (note === undefined) return
  await append(organizationId, 'test.later')
  expect((await verifyAuditLog(database, [note])).broken).toEqual([])

  const rows = await database.query
    .selectFrom('audit_events')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('sequence')
    .execute()
  let previous: Buffer = Buffer.alloc(32)
  for (const row of rows) {
    const anew: AuditRow = row.sequence === 4 ? { ...row, action: 'test.else' } : row
    const hash = hashAuditRow(previous, anew)
    await asOwner(
      `UPDATE audit_events SET action = $1, previous_hash = $2, hash = $3 WHERE organization_id = $4 AND sequence = $5`,
      [anew.action, previous, hash, organizationId, row.sequence],
    )
    previous = hash
  }
  await asOwner(`UPDATE audit_heads SET hash = $1 WHERE organization_id = $2`, [previous, organizationId])
  expect(await broken()).toEqual([])
  expect((await verifyAuditLog(database, [note])).broken).toEqual([
    { organizationId, sequence: 10, reason: 'not as expected' },
  ])
})

test.each([
  ['altered', `UPDATE audit_events SET action = 'x'`],
  ['removed', 'DELETE FROM audit_events'],
  ['emptied', 'TRUNCATE audit_events'],
])('with its triggers on nothing is %s, whoever asks', async (_, statement) => {
  await expect(database.pool.query(statement)).rejects.toThrow('only ever added to')
})

test('an event goes at the end of its chain or nowhere', async () => {
  const wrong = database.pool.query(
    `SELECT append_audit_event($1, now(), 'system', NULL, 'x', NULL, '{}', $2, $2)`,
    [organizationId, Buffer.alloc(32)],
  )
  await expect(wrong).rejects.toThrow('at the end of its chain')
  expect(await broken()).toEqual([])
})
