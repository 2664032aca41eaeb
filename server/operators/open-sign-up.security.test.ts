// The open sign-up over HTTP, with a real mail server: who may ask, what the mail says, and what nobody learns from it.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Worker } from '../jobs/worker.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import { addSignedInOperator, addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { startTestWorker } from '../testing/test-worker.ts'

let mailServer: MailServer
let app: TestApp
let worker: Worker

const mailEnv = (url: string) => ({
  COUNTERSIGN_SMTP_URL: url,
  COUNTERSIGN_MAIL_FROM: 'login@northwind.example',
})

beforeAll(async () => {
  mailServer = await startMailServer()
  app = await startTestApp({ env: { ...mailEnv(mailServer.url), COUNTERSIGN_SIGN_UP: 'open' } })
  await app.setUp()
  worker = await startTestWorker(app)
})
afterAll(async () => {
  await worker.stop()
  await app.close()
  await mailServer.close()
})
beforeEach(() => {
  mailServer.mails.length = 0
  app.advance(3600)
})

const password = 'velvet harbor pencil 93'
const ask = (email: string, organizationName = 'Southwind', where = app) =>
  where.post('/api/v1/organization-invitations/request', { organizationName, email })
const accept = (token: string, organizationName: string, where = app) =>
  where.post('/api/v1/organization-invitations/accept', { token, organizationName, password })

async function mailTo(address: string): Promise<{ subject: string; text: string }> {
  return vi.waitFor(
    () => {
      const mail = mailServer.mails.find((one) => [one.to].flat()[0]?.text === address)
      if (mail === undefined) throw new Error(`No mail to ${address} yet.`)
      return { subject: mail.subject ?? '', text: mail.text ?? '' }
    },
    { timeout: 20_000, interval: 50 },
  )
}
async function linkTo(address: string): Promise<string> {
  const { text } = await mailTo(address)
  return /\/organization-invitation#([\w-]{43})/.exec(text)?.[1] ?? ''
}

describe('an open sign-up', () => {
  test('is offered, and its mailed link makes one organization, whose admin signs in like any other', async () => {
    expect((await app.get('/api/v1/setup')).body).toEqual({ needed: false, isSignUpOpen: true })
    const email = 'sam@southwind.example'
    const asked = await ask(email)
    expect(asked).toMatchObject({ status: 202, cookie: undefined })
    const token = await linkTo(email)
    expect((await app.post('/api/v1/organization-invitations/inspect', { token })).body).toEqual({
      organizationName: 'Southwind',
      email,
    })
    expect(await accept(token, 'Southwind')).toMatchObject({ status: 201, cookie: undefined })
    expect((await accept(token, 'Southwind')).body.code).toBe('invitation.invalid')
    const { cookie } = await beginSignIn(app, { email, password })
    const me = await app.get('/api/v1/me', { cookie: cookie ?? '' })
    expect(me.body).toMatchObject({ account: { role: 'admin' }, organization: { name: 'Southwind' } })
    const { body } = await app.get('/api/v1/users', { cookie: cookie ?? '' })
    expect((body.items as { email: string }[]).map((one) => one.email)).toEqual([email])
  })

  test('answers the same to the address of an account, and tells its owner alone', async () => {
    const taken = await addUser(app, await signInAdmin(app))
    const [forTaken, forFree] = [await ask(taken.email), await ask('nobody-yet@southwind.example')]
    expect(forTaken.status).toBe(202)
    expect([forTaken.status, forTaken.body]).toEqual([forFree.status, forFree.body])
    const mail = await mailTo(taken.email)
    expect(mail.subject).toBe('You have an account already')
    expect(mail.text).not.toContain('/organization-invitation#')
  })

  test('carries no words of a stranger into a mail', async () => {
    await ask('target@southwind.example', 'Your parcel waits: https://evil.example')
    const { subject, text } = await mailTo('target@southwind.example')
    expect(subject + text).not.toMatch(/parcel|evil/)
  })

  test('holds its token in no job, and its link for a day', async () => {
    const email = 'late@southwind.example'
    await ask(email)
    const token = await linkTo(email)
    const { rows } = await app.database.pool.query('SELECT payload::text FROM graphile_worker._private_jobs')
    expect(JSON.stringify(rows)).not.toContain(token)
    app.advance(24 * 3600)
    expect((await accept(token, 'Late')).body.code).toBe('invitation.invalid')
  })

  test('mails one address, or from one address, only so often', async () => {
    const answers = []
    for (let count = 0; count < 20; count += 1) answers.push((await ask('often@southwind.example')).status)
    expect(answers[0]).toBe(202)
    expect(answers).toContain(429)
    // The sign-in from there is not slowed down by it.
    await signInAdmin(app)
  })

  test('is not in the list of what operators issued', async () => {
    await ask('listed@southwind.example')
    const { cookie } = await addSignedInOperator(app, 'olga@operators.example')
    const { body } = await app.get('/api/v1/organization-invitations', { cookie })
    expect(body.items).toEqual([])
  })
})

describe('a sign-up by invitation', () => {
  test('is the default: nobody else is let in, and a link of when it was open works no more', async () => {
    const email = 'early@southwind.example'
    await ask(email)
    const token = await linkTo(email)
    const closed = await startTestApp({ beside: app, startAt: app.now() })
    try {
      expect((await closed.get('/api/v1/setup')).body).toEqual({ needed: false })
      expect((await ask('more@southwind.example', 'More', closed)).body.code).toBe(
        'organization.sign_up_closed',
      )
      expect((await accept(token, 'Early', closed)).body.code).toBe('invitation.invalid')
    } finally {
      await closed.close()
    }
  })
})
