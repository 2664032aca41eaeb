// Mails against a real mail server: what they say, that they come once, and what happens while the server is away.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Worker } from '../jobs/worker.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  wrongCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { startTestWorker } from '../testing/test-worker.ts'

let mailServer: MailServer
let app: TestApp
let admin: string
let worker: Worker

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
afterAll(async () => {
  await worker.stop()
  await app.close()
  await mailServer.close()
})
beforeEach(async () => {
  mailServer.mails.length = 0
  mailServer.refuseWith = undefined
  app.advance(60)
  admin = await signInAdmin(app)
})

const mailsTo = (address: string) => mailServer.mails.filter((mail) => [mail.to].flat()[0]?.text === address)
const jobs = async () =>
  (await app.database.pool.query('SELECT payload FROM graphile_worker._private_jobs')).rows as unknown[]
/** Jobs that failed and wait for their next try; none of them is under way. */
const failedJobs = async () =>
  (
    await app.database.pool.query<{ last_error: string }>(
      'SELECT last_error FROM graphile_worker.jobs WHERE last_error IS NOT NULL AND locked_at IS NULL',
    )
  ).rows
const waitFor = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

describe('a notice', () => {
  test('comes as a mail with text and HTML, to the owner, once, and the job held nothing but ids', async () => {
    const person = await addUser(app, admin, { email: 'jürgen@northwind.example' })
    await app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { name: 'Söhne & <b>Co</b>' } })
    const { cookie = '' } = await beginSignIn(app, person)
    const newPassword = 'velvet harbor pencil 93'
    const change = { currentPassword: person.password, newPassword }
    expect((await app.post('/api/v1/me/password', change, { cookie })).status).toBe(200)
    await waitFor(() => expect(mailsTo(person.email)).toHaveLength(1))
    const [mail] = mailsTo(person.email)
    expect(mail?.subject).toBe('Your password was changed (Söhne & <b>Co</b>)')
    expect(mail?.from?.text).toBe('"Countersign" <login@northwind.example>')
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail?.text).toContain('The password of your account was changed.')
    expect(String(mail?.html)).not.toContain('<b>Co</b>')
    expect(String(mail?.html)).not.toMatch(/<img|<script|<link|src=/)
    for (const text of [mail?.text, String(mail?.html)]) {
      expect(text).not.toContain(newPassword)
      expect(text).not.toContain(person.password)
    }
    await waitFor(async () => expect(await jobs()).toEqual([]))
    expect(mailsTo(person.email)).toHaveLength(1)
    await app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { name: 'Northwind' } })
  })

  test('of another address goes to the old one and to the new one', async () => {
    const person = await addUser(app, admin)
    const email = `new-${person.email}`
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { email } })
    await waitFor(() => {
      expect(mailsTo(person.email)).toHaveLength(1)
      expect(mailsTo(email)).toHaveLength(1)
    })
    // The address is forgotten once the mail server has taken the mail, a moment after it has it.
    await waitFor(async () => {
      const kept = await app.database.query
        .selectFrom('notices')
        .select('mail_to')
        .where('account_id', '=', person.id)
        .execute()
      expect(kept.map((row) => row.mail_to)).toEqual([null, null])
    })
  })

  test('waits while the mail server says "later", and comes once when it takes mails again', async () => {
    const person = await addEnrolledUser(app, admin)
    await waitFor(() => expect(mailsTo(person.email).length).toBeGreaterThan(0))
    mailServer.mails.length = 0
    mailServer.refuseWith = 451
    await app.post(`/api/v1/users/${person.id}/second-factor/reset`, { reason: 'Lost' }, { cookie: admin })
    await waitFor(async () => expect((await failedJobs())[0]?.last_error).toContain('451'))
    mailServer.refuseWith = undefined
    // The library waits longer after each failure: this test does not.
    await app.database.pool.query('UPDATE graphile_worker._private_jobs SET run_at = now()')
    await app.database.pool.query(`SELECT graphile_worker.add_job('sweep')`)
    await waitFor(() => expect(mailsTo(person.email)).toHaveLength(1))
    expect(mailsTo(person.email)[0]?.text).toContain('The reason given: Lost.')
  })

  test('that the mail server refuses for good is tried once, and its address is not in the log', async () => {
    const person = await addEnrolledUser(app, admin)
    await waitFor(() => expect(mailsTo(person.email).length).toBeGreaterThan(0))
    mailServer.refuseWith = 550
    app.logs.length = 0
    await app.post(`/api/v1/users/${person.id}/second-factor/reset`, { reason: 'Lost' }, { cookie: admin })
    await waitFor(() => expect(app.logs.join('')).toContain('the mail server refused a mail'))
    await waitFor(async () => expect(await jobs()).toEqual([]))
    expect(app.logs.join('')).not.toContain(person.email)
  })

  test('whose account is gone by then is not sent', async () => {
    mailServer.refuseWith = 451
    const person = await addEnrolledUser(app, admin)
    // Every one of them: what is under way has read the address already.
    await waitFor(async () => {
      const failed = await failedJobs()
      expect(failed[0]?.last_error).toContain('451')
      expect(failed).toHaveLength((await jobs()).length)
    })
    await app.request('DELETE', `/api/v1/users/${person.id}`, { cookie: admin })
    mailServer.refuseWith = undefined
    await app.database.pool.query('UPDATE graphile_worker._private_jobs SET run_at = now()')
    await app.database.pool.query(`SELECT graphile_worker.add_job('sweep')`)
    await waitFor(async () => expect(await jobs()).toEqual([]))
    expect(mailsTo(person.email)).toEqual([])
  })
})

describe('a forgotten password', () => {
  const ask = (email: string, options: object = {}) => app.post('/api/v1/password-reset', { email }, options)
  const complete = (token: string, password: string) =>
    app.post('/api/v1/password-reset/complete', { token, password })
  async function linkFor(email: string): Promise<string> {
    let mail: (typeof mailServer.mails)[number] | undefined
    await waitFor(() => {
      mail = mailsTo(email).find((one) => one.subject === 'Set a new password')
      expect(mail).toBeDefined()
    })
    const token = /\/reset-password#([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? ''
    expect(token).not.toBe('')
    mailServer.mails.length = 0
    return token
  }

  test('47: takes back no wrong codes: whoever has the mailbox has no more guesses than before', async () => {
    const person = await addEnrolledUser(app, admin)
    await waitFor(() => expect(mailsTo(person.email).length).toBeGreaterThan(0))
    const guess = async (password: string) => {
      const { challenge } = await beginSignIn(app, { email: person.email, password })
      return app.post('/api/v1/sign-in/totp', { challenge, code: wrongCode(person.secret, app.now()) })
    }
    for (let count = 0; count < 5; count += 1) {
      expect((await guess(person.password)).body.code).toBe('second_factor.code_wrong')
    }
    expect((await ask(person.email)).status).toBe(202)
    const password = 'velvet harbor pencil 93'
    expect((await complete(await linkFor(person.email), password)).status).toBe(204)
    expect((await guess(password)).body.code).toBe('second_factor.too_many_attempts')
  })

  test('8: is set anew with the mailed link, once; no session comes of it, and the second factor is asked as before', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    expect((await ask(person.email.toUpperCase())).status).toBe(202)
    const token = await linkFor(person.email)
    const password = 'velvet harbor pencil 93'
    expect((await complete(token, 'password')).body.code).toBe('password.common')
    const done = await complete(token, password)
    expect(done).toMatchObject({ status: 204, cookie: undefined })
    expect((await complete(token, password)).body.code).toBe('password.reset_invalid')
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect((await app.post('/api/v1/sign-in', { ...person })).body.code).toBe('sign_in.refused')
    app.advance(30)
    const begun = await app.post('/api/v1/sign-in', { email: person.email, password })
    expect(begun.body.step).toBe('code')
    const code = codeOf(person.secret, app.now())
    const { challenge } = begun.body
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
    await waitFor(() =>
      expect(mailsTo(person.email).map(({ subject }) => subject)).toContain(
        'Your password was reset (Northwind)',
      ),
    )
  })

  test('106: answers the same for somebody who is not there, and mails nobody', async () => {
    const nobody = await ask('nobody@northwind.example')
    const person = await addUser(app, admin)
    const disabled = await addUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${disabled.id}`, { cookie: admin, body: { disabled: true } })
    for (const answer of [await ask(person.email), await ask(disabled.email)]) {
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: nobody.status,
        body: nobody.body,
      })
    }
    await linkFor(person.email)
    await waitFor(async () => expect(await jobs()).toEqual([]))
    expect(mailServer.mails).toEqual([])
  })

  test('is asked for a few times only, by address and account, whether it exists or not', async () => {
    for (const email of ['flood@northwind.example', (await addUser(app, admin)).email]) {
      const codes: number[] = []
      for (let time = 0; time < 6; time += 1)
        codes.push((await ask(email, { remoteAddress: '203.0.113.77' })).status)
      expect(codes).toEqual([202, 202, 202, 202, 202, 429])
    }
  })

  test('103: with a link that is half an hour old, or older than a newer one, is not set', async () => {
    const person = await addUser(app, admin)
    await ask(person.email)
    const old = await linkFor(person.email)
    await ask(person.email)
    const token = await linkFor(person.email)
    expect((await complete(old, 'velvet harbor pencil 93')).body.code).toBe('password.reset_invalid')
    app.advance(30 * 60)
    expect((await complete(token, 'velvet harbor pencil 93')).body.code).toBe('password.reset_invalid')
  })

  test('75: with a link from before the address became another one is not set', async () => {
    const person = await addUser(app, admin)
    await ask(person.email)
    const token = await linkFor(person.email)
    const body = { email: `moved-${person.email}` }
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body })
    expect((await complete(token, 'velvet harbor pencil 93')).body.code).toBe('password.reset_invalid')
  })

  test('104: is not set by whoever asked for it and has no link', async () => {
    const person = await addUser(app, admin)
    await ask(person.email)
    await linkFor(person.email)
    for (const token of ['', 'null', person.email, person.id]) {
      expect((await complete(token, 'velvet harbor pencil 93')).status).toBeGreaterThanOrEqual(400)
    }
    for (const body of [{ password: 'velvet harbor pencil 93' }, { token: [person.email], password: 'x' }]) {
      expect((await app.post('/api/v1/password-reset/complete', body)).body.code).toBe('request.invalid')
    }
    const list = { email: [person.email, 'thief@evil.example'] }
    expect((await app.post('/api/v1/password-reset', list)).body.code).toBe('request.invalid')
    expect((await beginSignIn(app, person)).step).toBe('done')
  })

  test('102: has a link to the address that is set, whatever the request says', async () => {
    const person = await addUser(app, admin)
    await ask(person.email, { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } })
    await waitFor(() => expect(mailsTo(person.email)).toHaveLength(1))
    expect(mailsTo(person.email)[0]?.text).toContain('http://127.0.0.1:8400/reset-password#')
    expect(mailsTo(person.email)[0]?.text).not.toContain('evil.example')
  })

  test('103: used many times at the same moment sets one password', async () => {
    const person = await addUser(app, admin)
    await ask(person.email)
    const token = await linkFor(person.email)
    const passwords = Array.from({ length: 6 }, (_, index) => `velvet harbor pencil ${index}`)
    const answers = await Promise.all(passwords.map((password) => complete(token, password)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  })
})

test('without a mail server the console is told so, and nothing is queued', async () => {
  const silent = await startTestApp()
  const answer = await silent.post('/api/v1/password-reset', { email: 'a@b.example' })
  expect(answer).toMatchObject({ status: 409, body: { code: 'password.no_mail' } })
  await silent.close()
})
