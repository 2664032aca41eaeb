// A connection goes on only with a person: the admins are told, once, until it works again or its login is edited.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Worker } from '../jobs/worker.ts'
import { addConnection } from '../testing/connections.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { startTestWorker } from '../testing/test-worker.ts'

let mailServer: MailServer
let app: TestApp
let worker: Worker
let admin: string
let runner: TestRunner
beforeAll(async () => {
  mailServer = await startMailServer()
  app = await startTestApp({
    env: {
      COUNTERSIGN_SMTP_URL: mailServer.url,
      COUNTERSIGN_MAIL_FROM: 'Countersign <login@northwind.example>',
    },
  })
  await app.setUp()
  worker = await startTestWorker(app)
})
beforeEach(async () => {
  await app.database.query.deleteFrom('connections').execute()
  await app.database.query.deleteFrom('notices').execute()
  mailServer.mails.length = 0
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(async () => {
  await worker.stop()
  await app.close()
  await mailServer.close()
})

const told = async (cookie = admin) =>
  (await app.get('/api/v1/me/notices', { cookie })).body.items.filter(
    ({ kind }: { kind: string }) => kind === 'connection_needs_person',
  )

const ask = (id: string) => app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })

async function takeLease(id: string): Promise<TestLease> {
  const lease = (await runner.takeWork()).find(({ connection }) => connection === id)
  if (lease === undefined) throw new Error('There is no work for this connection.')
  return lease
}

/** One sign-in that is asked for, up to its outcome. */
async function tryOnce(id: string, cause?: string): Promise<void> {
  expect((await ask(id)).status).toBe(202)
  await runner.tell(await takeLease(id), 'outcome', {
    hasTyped: true,
    ...(cause === undefined ? {} : { cause }),
  })
}

describe('the admins are told', () => {
  test.each(['captcha', 'other_code_wanted', 'push_wanted', 'wrong_password', 'password_expired'])(
    'of %s, in the console and by mail, with what to do and where',
    async (cause) => {
      const { id, password, secret } = await addConnection(app, admin, { name: 'Sales <b>floor</b>' })
      await tryOnce(id, cause)
      expect(await told()).toMatchObject([
        { isRead: false, facts: { connection: id, name: 'Sales <b>floor</b>', cause } },
      ])
      const mails = () =>
        mailServer.mails.filter(({ subject }) => subject === 'A sign-in needs you (Northwind)')
      await vi.waitFor(() => expect(mails()).toHaveLength(1), { timeout: 20_000, interval: 50 })
      const [mail] = mails()
      expect(mail?.text).toContain('“Sales <b>floor</b>” is not signed in')
      expect(mail?.text).toContain(`/connections/${id}`)
      for (const text of [mail?.text, String(mail?.html)]) {
        expect(text).not.toContain(password)
        expect(text).not.toContain(secret)
      }
      expect(String(mail?.html)).not.toContain('<b>floor')
    },
  )

  test('every one who can sign in, and no agent, whom it was granted or not', async () => {
    const second = await addUser(app, admin, { role: 'admin' })
    const gone = await addUser(app, admin, { role: 'admin' })
    const agent = await addUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${gone.id}`, { cookie: admin, body: { disabled: true } })
    const { id } = await addConnection(app, admin)
    await app.post(`/api/v1/connections/${id}/grants`, { accountId: agent.id, may: 'use' }, { cookie: admin })
    await tryOnce(id, 'captcha')
    expect(await told((await beginSignIn(app, second)).cookie)).toHaveLength(1)
    expect(await told((await beginSignIn(app, agent)).cookie)).toEqual([])
    const rows = await app.database.query
      .selectFrom('notices')
      .select('account_id')
      .where('kind', '=', 'connection_needs_person')
      .execute()
    expect(rows).toHaveLength(2)
    expect(rows.map(({ account_id: account }) => account)).not.toContain(gone.id)
  })

  test('once, whatever else goes wrong and whoever tries again', async () => {
    const { id } = await addConnection(app, admin)
    for (const cause of ['captcha', 'captcha', 'push_wanted']) await tryOnce(id, cause)
    expect(await told()).toHaveLength(1)
  })

  test('again after it was signed in meanwhile, and after its login was edited', async () => {
    const { id } = await addConnection(app, admin)
    for (const cause of ['captcha', undefined, 'captcha']) await tryOnce(id, cause)
    expect(await told()).toHaveLength(2)
    await app.request('PATCH', `/api/v1/connections/${id}`, { cookie: admin, body: { password: 'another' } })
    await tryOnce(id, 'wrong_password')
    expect(await told()).toHaveLength(3)
  })

  test('of a page that nobody knows only when it is not tried again any more', async () => {
    const { id } = await addConnection(app, admin)
    for (const tries of [0, 0, 0, 1]) {
      await tryOnce(id, 'unknown_page')
      expect(await told()).toHaveLength(tries)
    }
  })

  test.each(['service_down', 'unreachable', 'browser_failed', 'account_locked'])(
    'not of %s, which mends itself',
    async (cause) => {
      const { id } = await addConnection(app, admin)
      await tryOnce(id, cause)
      expect(await told()).toEqual([])
    },
  )

  test('of no page that a person has just given back', async () => {
    const { id } = await addConnection(app, admin)
    expect((await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })).status).toBe(202)
    await runner.tell(await takeLease(id), 'outcome', { hasTyped: true, cause: 'stopped' })
    expect(await told()).toEqual([])
  })
})
