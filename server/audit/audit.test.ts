// The audit log as a chain: every action's row follows the one before, also when many are written at once.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../database/database.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { appendAuditEvent, hashAuditRow } from './audit.store.ts'

const now = new Date('2026-11-23T09:00:00.123Z')
let own: TestDatabase
let database: Database

beforeAll(async () => {
  own = await createTestDatabase()
  database = openDatabase(own.connection, { maxConnections: 10, onIdleError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await own.drop()
})

const append = (organizationId: string, action: string) =>
  database.query.transaction().execute((transaction) =>
    appendAuditEvent(
      transaction,
      {
        organizationId,
        actor: { kind: 'account', id: randomUUID() },
        action,
        subjectId: randomUUID(),
        facts: { b: 'later in the alphabet', a: 1, c: ['x', 'y'], d: true },
      },
      now,
    ),
  )

const rowsOf = (organizationId: string) =>
  database.query
    .selectFrom('audit_events')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('sequence')
    .execute()

test('events that are written at the same moment follow one another without a gap or a fork', async () => {
  const [one, other] = [randomUUID(), randomUUID()]
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => append(index % 2 === 0 ? one : other, `test.${index}`)),
  )
  for (const organizationId of [one, other]) {
    const rows = await rowsOf(organizationId)
    expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    let previous: Buffer = Buffer.alloc(32)
    for (const row of rows) {
      expect(row.previous_hash).toEqual(previous)
      // Read back from the database, the row still gives the hash that was written with it.
      expect(hashAuditRow(previous, row)).toEqual(row.hash)
      previous = row.hash
    }
  }
})

test('an action that is rolled back leaves no event, and the next one takes its place', async () => {
  const organizationId = randomUUID()
  await append(organizationId, 'test.first')
  const failing = database.query.transaction().execute(async (transaction) => {
    await appendAuditEvent(
      transaction,
      { organizationId, actor: { kind: 'system' }, action: 'test.undone' },
      now,
    )
    throw new Error('the action failed')
  })
  await expect(failing).rejects.toThrow('the action failed')
  await append(organizationId, 'test.second')
  expect((await rowsOf(organizationId)).map((row) => [row.sequence, row.action])).toEqual([
    [1, 'test.first'],
    [2, 'test.second'],
  ])
})
