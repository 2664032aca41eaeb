// Codes of connections: what they are, who is written down for them, and what is forgotten of them when.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeBase32 } from '../../otp/base32.ts'
import { readStoredSecret } from './codes.store.ts'
import { takeStep, type StepAsk } from './take-step.store.ts'
import { stepsAt } from './next-step.ts'
import { sweep } from '../jobs/sweep.ts'
import { voidWhatBackupHolds } from '../operators/restored.store.ts'
import { addConnection, proveAgain, stepOf } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

const ask = (id: string): Promise<Answer> => app.get(`/api/v1/connections/${id}/code`, { cookie: admin })
const stepNow = () => Math.floor(app.now().getTime() / 1000 / 30)

test('a code has the digits, the period and the algorithm of its secret', async () => {
  // RFC 6238, appendix B, at second 1111111111, with the secret of SHA256.
  const secret = encodeBase32(Buffer.from('12345678901234567890123456789012'))
  const uri = `otpauth://totp/RFC:6238?secret=${secret}&digits=8&algorithm=SHA256`
  const early = await startTestApp({ startAt: new Date(1_111_111_111_000) })
  const cookie = await early.setUp()
  const { id } = await addConnection(early, cookie, { secret: uri })
  const { body } = await early.get(`/api/v1/connections/${id}/code`, { cookie })
  expect(body.code).toBe('67062674')
  await early.close()
})

test('a secret that is replaced or taken away while its code is made gives no code, and spends no step', async () => {
  const { id } = await addConnection(app, admin)
  const { body: me } = await app.get('/api/v1/me', { cookie: admin })
  const connection = { organizationId: String(me.organization.id), id }
  const to = { accountId: String(me.account.id) }
  const now = app.now()
  const take = async (change: object) => {
    const stored = await readStoredSecret(app.database, connection, to)
    if (typeof stored === 'string') throw new Error(stored)
    await app.request('PATCH', `/api/v1/connections/${id}`, { cookie: admin, body: change })
    const { sealed, periodSeconds } = stored
    const fingerprint = randomBytes(32)
    const ask: StepAsk = {
      connection,
      sealed,
      fingerprint,
      periodSeconds,
      range: stepsAt(now, 30),
      to,
      by: { kind: 'account', id: to.accountId },
      action: 'code.revealed',
      facts: {},
    }
    const taken = await takeStep(app.database, ask, now)
    const spent = await app.database.query
      .selectFrom('code_steps')
      .select('last_step')
      .where('secret_fingerprint', '=', fingerprint)
      .execute()
    return { taken, spent }
  }
  const nothing = { taken: 'changed', spent: [] }
  expect(await take({ secret: encodeBase32(randomBytes(20)) })).toEqual(nothing)
  expect(await take({ secret: null })).toEqual(nothing)
  expect((await ask(id)).body.code).toBe('connection.has_no_secret')
})

test('a step that fails to be written down is handed out to nobody', async () => {
  const { id, secret } = await addConnection(app, admin)
  const current = stepNow()
  await app.database.pool.query('ALTER FUNCTION append_audit_event RENAME TO append_audit_event_away')
  expect((await ask(id)).status).toBe(500)
  await app.database.pool.query('ALTER FUNCTION append_audit_event_away RENAME TO append_audit_event')
  expect(stepOf(await ask(id), secret)).toBe(current)
})

test('every code is in the audit log: who was given it, of which connection, which step', async () => {
  const { id, secret } = await addConnection(app, admin)
  const step = stepOf(await ask(id), secret)
  const { body: me } = await app.get('/api/v1/me', { cookie: admin })
  const { body } = await app.get('/api/v1/audit-events?action=code.&limit=1', { cookie: admin })
  expect(body.items[0]).toMatchObject({
    actor: { kind: 'account', person: { id: me.account.id } },
    action: 'code.revealed',
    facts: { connection: id, step },
  })
})

test('the codes that were shown while the secret was taken in are not given again', async () => {
  const secret = encodeBase32(randomBytes(20))
  const shown = stepNow()
  const inspected = await app.post('/api/v1/secrets/inspect', { text: secret }, { cookie: admin })
  expect(inspected.body).toMatchObject({
    code: codeOf(secret, app.now()),
    nextCode: codeOf(secret, app.now(), 1),
  })
  const { id } = await addConnection(app, admin, { secret })
  const asked = ask(id)
  await expect.poll(() => app.waits()).toEqual([new Date((shown + 2) * 30_000)])
  app.advance(60)
  expect(stepOf(await asked, secret)).toBe(shown + 2)
})

test('a proof that is too old gives no code, and spends no step', async () => {
  const { id, secret } = await addConnection(app, admin)
  app.advance(11 * 60)
  expect((await ask(id)).body.code).toBe('access.step_up_required')
  await proveAgain(app, admin)
  expect(stepOf(await ask(id), secret)).toBe(stepNow())
})

test('sweeping forgets steps that are long over, and no others', async () => {
  const own = await startTestApp()
  const cookie = await own.setUp()
  const { id } = await addConnection(own, cookie)
  await own.get(`/api/v1/connections/${id}/code`, { cookie })
  const sweepLater = async (hours: number) => {
    await sweep(own.database, new Date(own.now().getTime() + hours * 3_600_000))
    return own.database.query.selectFrom('code_steps').select('last_step').execute()
  }
  expect(await sweepLater(23)).toHaveLength(1)
  expect(await sweepLater(25)).toHaveLength(0)
  await own.close()
})

test('after a backup was brought back, the steps that may have gone out since are not repeated', async () => {
  const { id, secret } = await addConnection(app, admin)
  await ask(id)
  app.advance(300)
  await voidWhatBackupHolds(app.database, app.now())
  admin = await signInAdmin(app)
  const refused = await ask(id)
  expect(refused.body).toMatchObject({ code: 'connection.code_not_yet', retryAfterSeconds: 20 })
  app.advance(80)
  expect(stepOf(await ask(id), secret)).toBe(stepNow())
})
