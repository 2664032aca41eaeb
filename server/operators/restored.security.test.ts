// Attack 112: yesterday's backup is brought back, and with it what was used, ended or taken back since. A copy of the
// database is the backup; what it would do comes first, and then the same after `countersign restored`.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditLog } from '../audit/verify-audit.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  type EnrolledPerson,
} from '../testing/people.ts'
import { copyTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'
import { voidWhatBackupHolds } from './restored.store.ts'

let app: TestApp
let backup: TestDatabase
let victim: EnrolledPerson
let endedSession: string
let usedCode: string
let usedBypassCode: string
let revokedInvitation: string
let usedRecoveryCode: string
const copies: TestDatabase[] = []

/** A server on a copy of the database as it was before anything was used. */
async function bringBack(): Promise<TestApp> {
  const copy = await copyTestDatabase(backup.connection)
  copies.push(copy)
  return startTestApp({ beside: copy, startAt: app.now() })
}

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  const as = { cookie: await signInAdmin(app) }
  victim = await addEnrolledUser(app, as.cookie)
  endedSession = (await signInFully(app, victim)) ?? ''
  app.advance(60)
  const issued = await app.post(
    `/api/v1/users/${victim.id}/bypass-codes`,
    { reason: 'Lost', minutes: 60 },
    as,
  )
  usedBypassCode = issued.body.code as string
  const invited = await app.post(
    '/api/v1/users',
    { email: 'new@northwind.example', requireSecondFactor: false },
    as,
  )
  revokedInvitation = new URL(invited.body.invitation.url as string).hash.slice(1)

  backup = await copyTestDatabase(app.connection as { database: string })

  // And then the day goes on.
  usedCode = codeOf(victim.secret, app.now())
  usedRecoveryCode = victim.recoveryCodes[0] ?? ''
  expect((await give('totp', usedCode)).status).toBe(200)
  expect((await give('recovery-code', usedRecoveryCode)).status).toBe(200)
  expect((await app.get('/api/v1/me', { cookie: endedSession })).status).toBe(200)
  await app.request('DELETE', '/api/v1/session', { cookie: endedSession })
  await app.request('DELETE', `/api/v1/users/${invited.body.id}`, as)
})
afterAll(async () => {
  await app.close()
  for (const copy of [...copies, backup]) await copy.drop()
})

async function give(
  door: 'totp' | 'recovery-code' | 'bypass-code',
  code: string,
  where = app,
): Promise<Answer> {
  const { challenge } = await beginSignIn(where, victim)
  return where.post(`/api/v1/sign-in/${door}`, { challenge, code })
}

const acceptInvitation = (where: TestApp) =>
  where.post('/api/v1/invitations/accept', { token: revokedInvitation, password: 'velvet harbor pencil 93' })

describe('112: a backup that is brought back', () => {
  test('112: without the command gives the thief everything of that day', async () => {
    const back = await bringBack()
    expect((await back.get('/api/v1/me', { cookie: endedSession })).status).toBe(200)
    expect((await give('totp', usedCode, back)).status).toBe(200)
    expect((await give('recovery-code', usedRecoveryCode, back)).status).toBe(200)
    expect((await acceptInvitation(back)).status).toBe(200)
    await back.close()
  })

  test('112: after the command gives none of it, and its owners sign in with the next code', async () => {
    const back = await bringBack()
    const voided = await voidWhatBackupHolds(back.database, back.now())
    expect(voided.sessions).toBeGreaterThan(1)
    expect(voided.recoveryCodes).toBe(10)
    expect((await back.get('/api/v1/me', { cookie: endedSession })).status).toBe(401)
    expect((await give('totp', usedCode, back)).body.code).toBe('second_factor.code_used')
    expect((await give('recovery-code', usedRecoveryCode, back)).body.code).toBe('recovery_code.wrong')
    expect((await give('bypass-code', usedBypassCode, back)).body.code).toBe('bypass_code.wrong')
    expect((await acceptInvitation(back)).body.code).toBe('invitation.invalid')
    back.advance(30)
    expect(await signInFully(back, victim)).toBeDefined()
    expect((await addUser(back, await signInAdmin(back))).id).toBeDefined()
    await back.close()
  })

  test('112: and each organization has it in its audit log, whose chain goes on', async () => {
    const back = await bringBack()
    await voidWhatBackupHolds(back.database, back.now())
    const { body } = await back.get('/api/v1/audit-events', { cookie: await signInAdmin(back) })
    expect((body.items as { action: string }[]).map(({ action }) => action)).toContain(
      'installation.restored',
    )
    expect((await verifyAuditLog(back.database)).broken).toEqual([])
    await back.close()
  })
})
