// `countersign audit protect` on a PostgreSQL of one's own: what the servers' role can do before and after.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAuditLogProtected } from '../database/audit-log-owner.ts'
import { openDatabase, type Database } from '../database/database.ts'
import { migrateDatabase } from '../database/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { appendAuditEvent } from './audit.store.ts'
import { protect } from './audit-command.ts'
import { verifyAuditLog } from './verify-audit.ts'

const organizationId = '018f0000-0000-7000-8000-000000000001'

let own: TestDatabase
let superuser: Database
let servers: Database

beforeAll(async () => {
  own = await createTestDatabase()
  const open = (user: string) =>
    openDatabase({ ...own.connection, user }, { maxConnections: 2, onIdleError: () => undefined })
  servers = open(own.connection.user)
  superuser = open('postgres')
})
afterAll(async () => {
  await servers.close()
  await superuser.close()
  await own.drop()
})

const append = () =>
  servers.query
    .transaction()
    .execute((transaction) =>
      appendAuditEvent(
        transaction,
        { organizationId, actor: { kind: 'system' }, action: 'test.done' },
        new Date(),
      ),
    )

test('before it, the servers’ role could take the trigger away, and the proof says that it could', async () => {
  await append()
  expect(await isAuditLogProtected(servers)).toBe(false)
  await servers.pool.query('ALTER TABLE audit_events DISABLE TRIGGER ALL')
  await servers.pool.query('ALTER TABLE audit_events ENABLE TRIGGER ALL')
})

test('it is refused to the servers’ own role, for a role that is not there, and for a superuser', async () => {
  await expect(protect(servers, own.connection.user)).rejects.toThrow('takes a superuser')
  await expect(protect(superuser, 'nobody')).rejects.toThrow('no role "nobody"')
  await expect(protect(superuser, 'postgres')).rejects.toThrow('is a superuser')
  expect(await isAuditLogProtected(servers)).toBe(false)
})

test('after it, once or twice, the role adds and changes nothing', async () => {
  await protect(superuser, own.connection.user)
  await protect(superuser, own.connection.user)
  await append()
  expect(await isAuditLogProtected(servers)).toBe(true)
  for (const statement of [
    `UPDATE audit_events SET action = 'x'`,
    'DELETE FROM audit_events',
    'ALTER TABLE audit_events DISABLE TRIGGER ALL',
    'DROP TABLE audit_events',
  ]) {
    await expect(servers.pool.query(statement), statement).rejects.toThrow(/permission denied|must be owner/)
  }
  const { verified, broken } = await verifyAuditLog(servers)
  expect({ verified: verified.map(({ events }) => events), broken }).toEqual({ verified: [2], broken: [] })
})

test('and a server goes on starting with it: there is nothing left to migrate', async () => {
  expect(await migrateDatabase(own.connection)).toEqual([])
})
