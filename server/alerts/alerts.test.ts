// Alerts as an organization gets them: once each, by webhook and by mail, and once more when it is well again.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, proveAgain } from '../testing/connections.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { addScreen } from '../testing/screens.ts'
import { BASE_URL, startTestApp, type TestApp } from '../testing/test-app.ts'
import { deliverAlert } from './deliver-alert.ts'
import { watchWall } from './watch-wall.ts'

interface Hook {
  headers: IncomingHttpHeaders
  body: string
}

let mailServer: MailServer
let receiver: Server
let hooks: Hook[]
let answerWith: number
let url: string
let app: TestApp
let admin: string
let runner: TestRunner

beforeAll(async () => {
  mailServer = await startMailServer()
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      hooks.push({ headers: request.headers, body })
      response.writeHead(answerWith).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  url = `http://127.0.0.1:${port}/hook/secret-path`
  app = await startTestApp({
    env: {
      COUNTERSIGN_SMTP_URL: mailServer.url,
      COUNTERSIGN_MAIL_FROM: 'Countersign <login@northwind.example>',
      COUNTERSIGN_WEBHOOK_ALLOW: `127.0.0.1:${port}`,
    },
  })
  await app.setUp()
})
beforeEach(async () => {
  for (const table of [
    'password_budgets',
    'connections',
    'alert_targets',
    'wall_states',
    'wall_events',
    'runners',
  ] as const) {
    await app.database.query.deleteFrom(table).execute()
  }
  mailServer.mails.length = 0
  hooks = []
  answerWith = 204
  admin = await signInAdmin(app)
  await proveAgain(app, admin)
  runner = await addTestRunner(app)
})
afterAll(async () => {
  await app.close()
  await mailServer.close()
  receiver.close()
})

const PICTURE = Buffer.from('/9j/2Q==', 'base64')

async function addTarget(body: object): Promise<{ id: string; secret: string }> {
  const answer = await app.post('/api/v1/alert-targets', body, { cookie: admin })
  expect(answer.status).toBe(201)
  return answer.body as { id: string; secret: string }
}

/** What the worker does: looks, then sends what is to be sent. */
async function lookAndSend(): Promise<void> {
  await watchWall(app.services, app.now())
  const due = await app.database.query
    .selectFrom('alert_deliveries')
    .select(['organization_id as organizationId', 'id as deliveryId'])
    .where('done_at', 'is', null)
    .execute()
  for (const key of due) await deliverAlert(app.services, key, app.now())
}

async function signIn(connection: string, outcome: object): Promise<void> {
  await app.post(`/api/v1/connections/${connection}/sign-in`, {}, { cookie: admin })
  const lease = (await runner.takeWork()).find((one) => one.connection === connection)
  if (lease === undefined) throw new Error('There is work for the runner.')
  const step = { number: 1, what: 'stopped', page: 'any.refused', host: 'board.example' }
  await runner.tell(lease, 'steps', { ...step, picture: PICTURE.toString('base64') })
  expect((await runner.tell(lease, 'outcome', { hasTyped: true, ...outcome })).status).toBe(204)
}

const told = () => hooks.map(({ body }) => (JSON.parse(body) as { type: string }).type)

describe('a sign-in that fails', () => {
  test('is told once by webhook, signed, with a picture whose fields are blank; and that it works again', async () => {
    const { id: target, secret } = await addTarget({ url })
    const { id } = await addConnection(app, admin, { name: 'Sales floor' })
    await signIn(id, { cause: 'wrong_password' })
    await lookAndSend()
    await lookAndSend()
    const [hook, ...more] = hooks
    expect(more).toEqual([])
    const { type, text, data } = JSON.parse(hook?.body ?? '') as Record<string, unknown>
    expect(type).toBe('connection.sign_in_failed')
    expect(text).toBe(
      'The sign-in of Sales floor failed. The service refused the name or the password. Sign in there by hand, then type the password here again.',
    )
    expect(data).toMatchObject({
      connection: { id, name: 'Sales floor' },
      reason: 'wrong_password',
      link: `${BASE_URL}/connections/${id}`,
      picture: { type: 'image/jpeg', base64: PICTURE.toString('base64') },
    })
    const signed = `${String(hook?.headers['webhook-id'])}.${String(hook?.headers['webhook-timestamp'])}.${hook?.body}`
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(signed).digest('base64')
    expect(hook?.headers['webhook-signature']).toBe(`v1,${signature}`)

    await app.request('PATCH', `/api/v1/connections/${id}`, {
      cookie: admin,
      body: { password: 'another one' },
    })
    await signIn(id, {})
    await lookAndSend()
    expect(told()).toEqual(['connection.sign_in_failed', 'connection.signed_in'])
    const list = await app.get('/api/v1/alert-targets', { cookie: admin })
    expect(list.body.items).toMatchObject([{ id: target, last: { isDelivered: true, status: 204 } }])
  })

  test('is told by mail, the picture in it', async () => {
    await addTarget({ address: 'night@northwind.example' })
    const { id } = await addConnection(app, admin, { name: 'Sales floor' })
    await signIn(id, { cause: 'wrong_password' })
    await lookAndSend()
    const [mail, ...more] = mailServer.mails
    expect(more).toEqual([])
    expect(mail?.subject).toBe('The sign-in of Sales floor failed (Northwind)')
    expect(mail?.text).toContain(`${BASE_URL}/connections/${id}`)
    expect(mail?.attachments[0]?.content).toEqual(PICTURE)
  })

  test('wakes nobody while the service is down for minutes; only when it stays so', async () => {
    await addTarget({ url })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'service_down' })
    await lookAndSend()
    app.advance(9 * 60)
    await lookAndSend()
    expect(told()).not.toContain('connection.sign_in_failed')
    app.advance(60)
    await lookAndSend()
    expect(told()).toContain('connection.sign_in_failed')
  })

  test('that works again before anybody was told is not told at all', async () => {
    await addTarget({ url })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'service_down' })
    await lookAndSend()
    app.advance(60)
    await signIn(id, {})
    await lookAndSend()
    expect(told()).toEqual([])
  })

  test('is told once, however many servers look at once', async () => {
    await addTarget({ url })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'wrong_password' })
    await Promise.all([1, 2, 3, 4].map(() => watchWall(app.services, app.now())))
    await lookAndSend()
    expect(told()).toEqual(['connection.sign_in_failed'])
  })

  test('of a connection that a person paused is no news, and neither is it when that goes on', async () => {
    await addTarget({ url })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'service_down' })
    await lookAndSend()
    await app.post(`/api/v1/connections/${id}/pause`, {}, { cookie: admin })
    app.advance(3600)
    await lookAndSend()
    expect(told().filter((type) => type.startsWith('connection'))).toEqual([])
  })
})

test('a runner that is gone is told, and that it is there again', async () => {
  await addTarget({ url, about: ['runner'] })
  const { id } = await addConnection(app, admin)
  await signIn(id, {})
  await lookAndSend()
  app.advance(91)
  await lookAndSend()
  app.advance(60)
  await lookAndSend()
  expect(told()).toEqual(['runner.gone'])
  await runner.takeWork(0)
  await lookAndSend()
  expect(told()).toEqual(['runner.gone', 'runner.back'])
})

test('a dashboard that stands still is told; not where its connection could not sign in', async () => {
  await addTarget({ url })
  const { id } = await addConnection(app, admin, { name: 'Sales floor' })
  const { organizationId } = await app.database.query
    .selectFrom('connections')
    .select('organization_id as organizationId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const dashboard = {
    organization_id: organizationId,
    url: 'https://board.example/',
    capture: JSON.stringify({}),
    refresh_seconds: 60,
    is_live: false,
    is_paused: false,
    created_at: app.now(),
    created_by: organizationId,
  }
  const ids = ['01a207a2-0000-7000-8000-00000000000a', '01a207a2-0000-7000-8000-00000000000b']
  for (const [index, of] of ids.entries()) {
    const connection_id = index === 0 ? id : null
    const name = index === 0 ? 'Behind the login' : 'Public'
    const row = { ...dashboard, id: of, name, connection_id }
    await app.database.query.insertInto('dashboards').values(row).execute()
  }
  await signIn(id, { cause: 'wrong_password' })
  app.advance(301)
  await runner.takeWork(0)
  await lookAndSend()
  await lookAndSend()
  expect(told().toSorted()).toEqual(['connection.sign_in_failed', 'dashboard.frames_stopped'])
  expect(hooks.some(({ body }) => body.includes('Public stands still'))).toBe(true)
  await app.database.query.updateTable('dashboards').set({ created_at: app.now() }).execute()
  await lookAndSend()
  expect(told().at(-1)).toBe('dashboard.frames_again')
})

test('a screen that is gone for minutes is told, and that it is there again', async () => {
  await addTarget({ url, about: ['screen'] })
  const { organizationId } = await app.database.query
    .selectFrom('organizations as o')
    .innerJoin('accounts as a', 'a.organization_id', 'o.id')
    .select('o.id as organizationId')
    .executeTakeFirstOrThrow()
  const seen = { organization_id: organizationId, last_seen_at: app.now() }
  const paired = { token_since: app.now(), paired_at: app.now(), paired_by: organizationId }
  const id = '01a207a2-0000-7000-8000-00000000000c'
  await app.database.query
    .insertInto('screens')
    .values({ ...seen, ...paired, id, name: 'Reception', tags: [], user_agent: 'TV', address: '192.0.2.7' })
    .execute()
  await lookAndSend()
  app.advance(61)
  await lookAndSend()
  app.advance(239)
  await lookAndSend()
  expect(told()).toEqual([])
  app.advance(1)
  await lookAndSend()
  await app.database.query.updateTable('screens').set({ last_seen_at: app.now() }).execute()
  await lookAndSend()
  expect(told()).toEqual(['screen.offline', 'screen.back'])
})

test('a screen with hours is missed within them, and not when it is switched off for the night', async () => {
  await app.database.query.deleteFrom('screens').execute()
  await addTarget({ url, about: ['screen'] })
  const screen = await addScreen(app, admin)
  const change = (hours: object | null) =>
    app.request('PATCH', `/api/v1/screens/${screen.id}`, { cookie: admin, body: { hours } })
  const hours = (from: string, to: string) => ({
    timeZone: 'UTC',
    spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from, to }],
  })
  const minuteOf = (moment: Date) => moment.toISOString().slice(11, 16)
  const inMinutes = (minutes: number) => minuteOf(new Date(app.now().getTime() + minutes * 60_000))
  await screen.report()
  // On until in a minute.
  expect((await change(hours(inMinutes(-600), inMinutes(1)))).body.hours.spans).toHaveLength(1)
  await lookAndSend()
  app.advance(120)
  await lookAndSend()
  app.advance(3_600)
  await lookAndSend()
  await lookAndSend()
  expect(told()).toEqual([])
  admin = await signInAdmin(app)
  const read = async () => (await app.get(`/api/v1/screens/${screen.id}`, { cookie: admin })).body
  expect((await read()).state).toBe('resting')
  expect((await change(null)).body).not.toHaveProperty('hours')
  expect((await read()).state).toBe('offline')
  await lookAndSend()
  app.advance(240)
  await lookAndSend()
  expect(told()).toEqual(['screen.offline'])
})

describe('a target', () => {
  test('that is switched off, or wants to hear of other things, is told nothing', async () => {
    const off = await addTarget({ url })
    await addTarget({ url, about: ['screen'] })
    await app.request('PATCH', `/api/v1/alert-targets/${off.id}`, { cookie: admin, body: { isOn: false } })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'wrong_password' })
    await lookAndSend()
    expect(hooks).toEqual([])
  })

  test('that does not take it is tried again with the same id; one that is gone for good is switched off', async () => {
    const target = await addTarget({ url })
    const { id } = await addConnection(app, admin)
    await signIn(id, { cause: 'wrong_password' })
    answerWith = 503
    await expect(lookAndSend()).rejects.toThrow('An alert was not delivered: not_accepted 503')
    answerWith = 410
    await lookAndSend()
    expect(new Set(hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const list = await app.get('/api/v1/alert-targets', { cookie: admin })
    const last = { isDelivered: false, problem: 'not_accepted', status: 410 }
    expect(list.body.items).toMatchObject([{ id: target.id, isOn: false, last }])
  })

  test('gets a test when somebody asks for one, even while it is switched off', async () => {
    const { id } = await addTarget({ url })
    await app.request('PATCH', `/api/v1/alert-targets/${id}`, { cookie: admin, body: { isOn: false } })
    expect((await app.post(`/api/v1/alert-targets/${id}/test`, {}, { cookie: admin })).status).toBe(202)
    await lookAndSend()
    expect(told()).toEqual(['test'])
  })

  test('is sent no tests without end: an admin who would fill a stranger’s mailbox is stopped', async () => {
    await app.database.query.deleteFrom('password_budgets').execute()
    const statuses: number[] = []
    for (let count = 0; count < 30; count += 1) {
      // Taken away and added anew in between, which changes nothing.
      const { id } = await addTarget({ address: 'stranger@elsewhere.example' })
      const answer = await app.post(`/api/v1/alert-targets/${id}/test`, {}, { cookie: admin })
      statuses.push(answer.status)
      await app.request('DELETE', `/api/v1/alert-targets/${id}`, { cookie: admin })
    }
    expect(statuses[0]).toBe(202)
    expect(statuses.filter((status) => status === 202).length).toBeLessThan(11)
    expect(statuses.at(-1)).toBe(429)
  })

  test('with a new secret is signed for by both for a day, then by the new one', async () => {
    const { id } = await addTarget({ url })
    await app.post(`/api/v1/alert-targets/${id}/secret`, {}, { cookie: admin })
    const signatures = async () => {
      await app.post(`/api/v1/alert-targets/${id}/test`, {}, { cookie: admin })
      await lookAndSend()
      return String(hooks.at(-1)?.headers['webhook-signature']).split(' ')
    }
    expect(await signatures()).toHaveLength(2)
    app.advance(25 * 3600)
    admin = await signInAdmin(app)
    expect(await signatures()).toHaveLength(1)
  })

  test('is nobody else’s to see or change', async () => {
    const { id } = await addTarget({ url })
    const { organizationId } = await addOtherOrganization(app)
    await app.database.query.updateTable('alert_targets').set({ organization_id: organizationId }).execute()
    const as = { cookie: admin }
    const path = `/api/v1/alert-targets/${id}`
    expect((await app.get('/api/v1/alert-targets', as)).body.items).toEqual([])
    expect((await app.request('PATCH', path, { ...as, body: { isOn: false } })).status).toBe(404)
    expect((await app.post(`${path}/test`, {}, as)).status).toBe(404)
    expect((await app.post(`${path}/secret`, {}, as)).status).toBe(404)
    expect((await app.request('DELETE', path, as)).status).toBe(404)
  })

  test('is added with a fresh proof only, and twenty are enough', async () => {
    for (let count = 0; count < 20; count += 1) await addTarget({ url })
    const add = () => app.post('/api/v1/alert-targets', { url }, { cookie: admin })
    expect((await add()).body.code).toBe('alert.too_many_targets')
    app.advance(11 * 60)
    expect((await add()).body.code).toBe('access.step_up_required')
  })

  test('answers say where it is, not its whole address', async () => {
    await addTarget({ url })
    const list = await app.get('/api/v1/alert-targets', { cookie: admin })
    expect(JSON.stringify(list.body)).not.toContain('secret-path')
    expect(list.body.items).toMatchObject([{ host: new URL(url).host }])
  })
})
