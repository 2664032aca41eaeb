// Web Push for sign-ins that wait: sent to a real receiver, which reads it as a browser does; and nothing that goes wrong
// with it holds up a sign-in.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Worker } from '../jobs/worker.ts'
import { addEnrolledUser, signInAdmin } from '../testing/people.ts'
import { addPhone, approveOn, askPhone, denyOn, waitFor, waitingId } from '../testing/phones.ts'
import {
  decryptPush,
  makeBrowserKeys,
  readVapid,
  startPushReceiver,
  type PushReceiver,
} from '../testing/push-receiver.ts'
import { app, openPhoneForTests, person, phone } from '../testing/phone-under-test.ts'
import { startTestApp } from '../testing/test-app.ts'
import { startTestWorker } from '../testing/test-worker.ts'
import { pushApproval } from './push-approval.ts'
import { publicKeyOf } from './web-push.ts'

const vapidKey = randomBytes(32)
let receiver: PushReceiver
let worker: Worker
const browser = makeBrowserKeys()

beforeAll(async () => {
  receiver = await startPushReceiver()
})
afterAll(() => receiver.close())
openPhoneForTests(() => ({
  COUNTERSIGN_VAPID_KEY: vapidKey.toString('base64url'),
  COUNTERSIGN_VAPID_SUBJECT: 'mailto:admin@northwind.example',
  COUNTERSIGN_WEBHOOK_ALLOW: receiver.place,
}))
beforeAll(async () => {
  worker = await startTestWorker(app)
})
afterAll(() => worker.stop())
beforeEach(() => {
  receiver.received.length = 0
  receiver.answerWith(201)
})

const pathOf = () => `/api/v1/me/authenticators/${phone.id}/push`
const subscriptionAt = (endpoint: string) => ({
  endpoint,
  keys: { p256dh: browser.publicKey.toString('base64url'), auth: browser.auth.toString('base64url') },
})
const subscribe = (endpoint = `${receiver.origin}/push/secret-path`) =>
  app.post(pathOf(), subscriptionAt(endpoint), { token: phone.token })
/** The worker has other things to do, too, on a slow machine. */
const patience = { timeout: 30_000 }
const pushed = (times: number) => expect.poll(() => receiver.received.length, patience).toBe(times)
const countSubscriptions = async () =>
  (
    await app.database.query
      .selectFrom('push_subscriptions')
      .select('id')
      .where('id', '=', phone.id)
      .execute()
  ).length

/** The job, as the worker runs it. */
async function push(): Promise<void> {
  const { organization_id: organizationId, id: approvalId } = await app.database.query
    .selectFrom('approvals')
    .select(['organization_id', 'id'])
    .where('account_id', '=', person.id)
    .orderBy('asked_at', 'desc')
    .executeTakeFirstOrThrow()
  await pushApproval(app.services, { organizationId, approvalId, phoneId: phone.id }, app.now())
}

test('a closed app is told that a sign-in waits, for as long as it does, and nothing else', async () => {
  const { pushKey } = (await app.get('/api/v1/me/approvals', { token: phone.token })).body
  expect(pushKey).toBe(publicKeyOf(vapidKey).toString('base64url'))
  expect((await subscribe()).status).toBe(204)
  const { challenge, number } = await askPhone(app, person)
  await pushed(1)
  const [one] = receiver.received
  const id = await waitingId(app, phone)
  expect(one?.path).toBe('/push/secret-path')
  expect(JSON.parse(decryptPush(one?.body ?? Buffer.alloc(0), browser))).toEqual({ type: 'approval', id })
  expect(one?.headers).toMatchObject({
    ttl: '180',
    urgency: 'high',
    topic: 'approval',
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
  })
  const { publicKey, claims } = readVapid(one?.headers.authorization ?? '')
  expect(publicKey).toBe(pushKey)
  expect(claims).toMatchObject({ aud: receiver.origin, sub: 'mailto:admin@northwind.example' })
  // Asked again it is the same sign-in, of which the phone has been told.
  await app.post('/api/v1/sign-in/approval', { challenge })
  await approveOn(app, phone, id, number)
  expect((await waitFor(app, challenge)).body.step).toBe('done')
  await push()
  expect(receiver.received).toHaveLength(1)
})

test.each([404, 410])('a subscription that is gone (%i) is forgotten', async (status) => {
  await subscribe()
  receiver.answerWith(status)
  await askPhone(app, person)
  await pushed(1)
  await expect.poll(countSubscriptions, patience).toBe(0)
})

test('a push service that fails, is not there or never answers holds up nothing, and keeps its subscription', async () => {
  await subscribe()
  receiver.answerWith(500)
  const first = await askPhone(app, person)
  await pushed(1)
  await expect(push()).rejects.toThrow('A phone was not told: 500')
  const id = await waitingId(app, phone)
  expect((await approveOn(app, phone, id, first.number)).status).toBe(204)
  expect((await waitFor(app, first.challenge)).body.step).toBe('done')
  expect(await countSubscriptions()).toBe(1)

  receiver.answerWith(0)
  const before = receiver.received.length
  const second = await askPhone(app, person)
  await expect.poll(() => receiver.received.length, patience).toBeGreaterThan(before)
  expect((await approveOn(app, phone, await waitingId(app, phone), second.number)).status).toBe(204)
})

test('70: a colleague neither changes nor forgets where a phone is told', async () => {
  await subscribe()
  const kept = () =>
    app.database.query.selectFrom('push_subscriptions').selectAll().where('id', '=', phone.id).execute()
  const before = await kept()
  expect(before).toHaveLength(1)
  const colleague = await addPhone(app, await addEnrolledUser(app, await signInAdmin(app)))
  const as = { token: colleague.token }
  const theirs = subscriptionAt(`${receiver.origin}/push/of-a-colleague`)
  const none = { status: 404, body: { code: 'authenticator.not_found' } }
  expect(await app.post(pathOf(), theirs, as)).toMatchObject(none)
  expect(await app.request('DELETE', pathOf(), as)).toMatchObject(none)
  expect(await kept()).toEqual(before)
})

test('a phone that tells nothing holds up no mail: its job comes behind them, is tried twice, and has a limit', async () => {
  await subscribe()
  receiver.answerWith(500)
  await askPhone(app, person)
  await pushed(1)
  const { rows } = await app.database.pool.query(
    `SELECT max_attempts, priority > 0 AS "isBehind" FROM graphile_worker.jobs
    WHERE task_identifier = 'push_approval' ORDER BY id DESC LIMIT 1`,
  )
  expect(rows).toEqual([{ max_attempts: 2, isBehind: true }])
  receiver.answerWith(0)
  await expect(push()).rejects.toThrow('A phone was not told: too_slow')
  // What is over is not tried again.
  await denyOn(app, phone, await waitingId(app, phone))
})

test('a sign-in that nobody answers is in the history, also when its maker goes away', async () => {
  await askPhone(app, person, { remoteAddress: '203.0.113.9' })
  // By now the sign-in is over, too, and is swept with it.
  app.advance(400)
  const failed = async () =>
    (await app.get('/api/v1/me/sign-ins?outcome=failure', { token: phone.token })).body.items
  expect(await failed()).toEqual([])
  await app.database.pool.query(`SELECT graphile_worker.add_job('sweep')`)
  await expect.poll(async () => (await failed()).length, patience).toBe(1)
  const at = new Date(app.now().getTime() - 220_000).toISOString()
  const expected = { at, step: 'approval', reason: 'approval.expired', address: '203.0.113.9' }
  expect(await failed()).toMatchObject([expected])
})

test('an address inside is not dialled, and what goes wrong names no address', async () => {
  const inside = await startPushReceiver()
  try {
    expect((await subscribe(`${inside.origin}/secret-path`)).status).toBe(204)
    await askPhone(app, person)
    await push()
    expect(inside.received).toEqual([])
    expect(app.logs.join('')).toContain('a push address was refused')
    expect(app.logs.join('')).not.toContain('secret-path')
  } finally {
    inside.close()
  }
})

test('what is kept of a subscription is sealed, is replaced by a new one, and goes when it is wanted no more', async () => {
  await subscribe()
  expect((await subscribe(`${receiver.origin}/push/another-path`)).status).toBe(204)
  const { rows } = await app.database.pool.query<{ row: string }>(
    `SELECT s::text || encode(sealed, 'escape') AS row FROM push_subscriptions s`,
  )
  expect(rows.map(({ row }) => row).join('')).not.toContain('-path')
  await askPhone(app, person)
  await pushed(1)
  expect(receiver.received[0]?.path).toBe('/push/another-path')
  await denyOn(app, phone, await waitingId(app, phone))
  const stop = () => app.request('DELETE', pathOf(), { token: phone.token })
  expect((await stop()).status).toBe(204)
  expect((await stop()).body.code).toBe('authenticator.not_found')
  await askPhone(app, person)
  await push()
  expect(receiver.received).toHaveLength(1)
})

test.each([
  ['http to another machine', 'http://push.example/x'],
  ['another scheme', 'ftp://push.example/x'],
  ['a name before the host', 'https://user:secret@push.example/x'],
  ['no address', 'push'],
])('an endpoint with %s is refused', async (_, endpoint) => {
  expect(await subscribe(endpoint)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
})

test('keys that nothing can be encrypted for are refused, and a server without a key takes none', async () => {
  const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'AAAAAAAAAAAAAAAAAAAAAA' }
  const answer = await app.post(
    pathOf(),
    { endpoint: 'https://push.example/x', keys },
    { token: phone.token },
  )
  expect(answer.body.code).toBe('approval.key_wrong')
  const beside = await startTestApp({ beside: app })
  try {
    const subscription = subscriptionAt('https://push.example/x')
    const refused = await beside.post(pathOf(), subscription, { token: phone.token })
    expect(refused.body.code).toBe('approval.no_push')
    const { body } = await beside.get('/api/v1/me/approvals', { token: phone.token })
    expect(body).toEqual({ items: [] })
  } finally {
    await beside.close()
  }
})
