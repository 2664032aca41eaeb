// The login history: each sign-in and each failure, for its owner and for admins, by pages, filtered, and as a file.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  guessPassword,
  signInAdmin,
  signInFully,
  wrongCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { PHONE_AGENT } from '../testing/phones.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { forgetHistory } from './history.store.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSIONS_PER_ACCOUNT: '3' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
})

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
const mine = async (cookie: string, query = '') =>
  (await app.get(`/api/v1/me/sign-ins${query}`, { cookie })).body.items as Record<string, unknown>[]
const all = async (query = '') => (await app.get(`/api/v1/sign-ins${query}`, { cookie: admin })).body
const noticesOf = (accountId: string, kind: string) =>
  app.database.query
    .selectFrom('notices')
    .select('facts')
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .execute()

async function someHistory(): Promise<{ person: EnrolledPerson; cookie: string }> {
  const person = await addEnrolledUser(app, admin)
  app.advance(30)
  await guessPassword(app, person, { headers: { 'user-agent': FIREFOX }, remoteAddress: '203.0.113.9' })
  app.advance(30)
  const { challenge } = await beginSignIn(app, person)
  await app.post('/api/v1/sign-in/totp', { challenge, code: wrongCode(person.secret, app.now()) })
  app.advance(30)
  const cookie = await signInFully(app, person)
  return { person, cookie }
}

describe('one’s own history', () => {
  test('has each sign-in and each failure, newest first, with when, where and how', async () => {
    const { cookie } = await someHistory()
    const items = await mine(cookie)
    expect(items).toMatchObject([
      { outcome: 'success', factors: ['password', 'totp'], client: 'web', address: '127.0.0.1' },
      { outcome: 'failure', step: 'totp', reason: 'second_factor.code_wrong', factors: ['password'] },
      {
        outcome: 'failure',
        step: 'password',
        reason: 'sign_in.refused',
        factors: [],
        device: 'Firefox on Windows',
        address: '203.0.113.9',
      },
      { outcome: 'success', factors: ['password', 'totp'] },
    ])
    expect(items[0]?.at).toBe(app.now().toISOString())
    expect((await mine(cookie, '?outcome=failure')).length).toBe(2)
  })

  test('holds nobody else’s', async () => {
    const { person, cookie } = await someHistory()
    await someHistory()
    const ids = new Set((await mine(cookie)).map((item) => item.accountId))
    expect([...ids]).toEqual([person.id])
  })

  test('keeps how the sign-in itself was proven, whatever is proven later', async () => {
    const person = await addEnrolledUser(app, admin)
    app.advance(1)
    const { challenge } = await beginSignIn(app, person)
    const code = person.recoveryCodes[0] ?? ''
    const { cookie = '' } = await app.post('/api/v1/sign-in/recovery-code', { challenge, code })
    expect((await mine(cookie))[0]?.factors).toEqual(['password', 'recovery_code'])
  })
})

describe('the history of the organization', () => {
  test('comes page by page, every row once, also where many lie on one moment', async () => {
    const person = await addUser(app, admin)
    for (let index = 0; index < 7; index += 1) await beginSignIn(app, person)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await all(`?limit=3&user=${person.id}${after === undefined ? '' : `&after=${after}`}`)
      seen.push(...(page.items as { id: string }[]).map(({ id }) => id))
      after = page.next as string | undefined
    } while (after !== undefined)
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
  })

  test('is filtered by user, outcome, client, address and time', async () => {
    const { person } = await someHistory()
    const count = async (query: string) =>
      ((await all(`?user=${person.id}${query}`)).items as unknown[]).length
    expect(await count('')).toBe(4)
    expect(await count('&outcome=success')).toBe(2)
    expect(await count('&address=203.0.113')).toBe(1)
    expect(await count('&client=mobile')).toBe(0)
    const from = new Date(app.now().getTime() - 1000).toISOString()
    expect(await count(`&from=${encodeURIComponent(from)}`)).toBe(1)
    expect(await count(`&until=${encodeURIComponent(from)}`)).toBe(3)
  })

  test('is a file: CSV that no spreadsheet runs as a formula, or JSON', async () => {
    const name = '=HYPERLINK("http://evil.example","x")'
    const person = await addUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { name } })
    await beginSignIn(app, person)
    const csv = await app.get(`/api/v1/sign-ins/export?user=${person.id}`, { cookie: admin })
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(csv.headers['content-disposition']).toMatch(
      /^attachment; filename="sign-ins-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const lines = String(csv.body).split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`)
    const json = await app.get(`/api/v1/sign-ins/export?format=json&user=${person.id}`, { cookie: admin })
    expect(json.body).toMatchObject([{ accountId: person.id, outcome: 'success', name }])
  })

  test('as a file asks for a fresh proof; agents get neither', async () => {
    const { cookie = '' } = await beginSignIn(app, await addUser(app, admin))
    expect((await app.get('/api/v1/sign-ins', { cookie })).status).toBe(403)
    expect((await app.get('/api/v1/sign-ins/export', { cookie })).status).toBe(403)
    app.advance(11 * 60)
    const answer = await app.get('/api/v1/sign-ins/export', { cookie: admin })
    expect(answer.body.code).toBe('access.step_up_required')
  })
})

describe('a new device', () => {
  const withDevice = (device: string) => ({
    headers: { cookie: `countersign_device=${device}`, origin: 'http://127.0.0.1:8400' },
  })

  test('is told to the owner; the first one ever, and one that was there before, are not', async () => {
    const person = await addUser(app, admin)
    const signIn = (options: object) => app.post('/api/v1/sign-in', { ...person }, options)
    const first = await signIn({})
    const device = /countersign_device=([\w-]{43})/.exec(String(first.headers['set-cookie']))?.[1] ?? ''
    expect(await noticesOf(person.id, 'new_device')).toEqual([])
    app.advance(1)
    const again = await signIn(withDevice(device))
    expect(String(again.headers['set-cookie'])).not.toContain('countersign_device')
    expect(await noticesOf(person.id, 'new_device')).toEqual([])
    app.advance(1)
    await signIn({ headers: { 'user-agent': FIREFOX }, remoteAddress: '203.0.113.9' })
    expect(await noticesOf(person.id, 'new_device')).toEqual([
      { facts: { device: 'Firefox on Windows', address: '203.0.113.9' } },
    ])
    const items = (await all(`?user=${person.id}`)).items as { isNewDevice: boolean }[]
    expect(items.map(({ isNewDevice }) => isNewDevice)).toEqual([true, false, false])
  })

  test('of a program is one that calls itself otherwise, or comes from elsewhere', async () => {
    const person = await addUser(app, admin)
    const signIn = (options: object) => app.post('/api/v1/sign-in', { ...person, client: 'cli' }, options)
    await signIn({})
    await signIn({})
    expect(await noticesOf(person.id, 'new_device')).toHaveLength(0)
    await signIn({ remoteAddress: '203.0.113.9' })
    expect(await noticesOf(person.id, 'new_device')).toHaveLength(1)
  })

  test('is the app by its own token alone: not at every address of a phone, and at every address in other hands', async () => {
    const person = await addUser(app, admin)
    const notices = async () => (await noticesOf(person.id, 'new_device')).length
    const signIn = (device: string, remoteAddress: string, client = 'mobile') => {
      const headers = { 'countersign-device': device, 'user-agent': PHONE_AGENT }
      return app.post('/api/v1/sign-in', { ...person, client }, { headers, remoteAddress })
    }
    const mine = randomBytes(32).toString('base64url')
    await signIn(mine, '203.0.113.9')
    await signIn(mine, '198.51.100.4')
    await signIn(mine, '192.0.2.77')
    expect(await notices()).toBe(0)
    // The same phone by its words, at the same address.
    await signIn(randomBytes(32).toString('base64url'), '203.0.113.9')
    expect(await notices()).toBe(1)
    // Of another form, or of another client, it is as if it were not there: by words and address.
    for (const none of [`${mine}A`, mine.slice(1), `${mine.slice(1)}*`]) await signIn(none, '203.0.113.9')
    expect(await notices()).toBe(2)
    await signIn(mine, '203.0.113.9', 'cli')
    await signIn(mine, '198.51.100.4', 'cli')
    expect(await notices()).toBe(4)
  })

  test('is the app by the token that came with the code, and not with the password before it', async () => {
    const person = await addEnrolledUser(app, admin)
    const mine = { headers: { 'countersign-device': randomBytes(32).toString('base64url') } }
    for (const remoteAddress of ['203.0.113.9', '198.51.100.4']) {
      app.advance(30)
      const { challenge } = await beginSignIn(app, person, { client: 'mobile', remoteAddress })
      const code = codeOf(person.secret, app.now())
      const at = { ...mine, remoteAddress }
      expect((await app.post('/api/v1/sign-in/totp', { challenge, code }, at)).status).toBe(200)
    }
    // One for the first sign-in of the app, after that of the enrolment.
    expect(await noticesOf(person.id, 'new_device')).toHaveLength(1)
  })
})

describe('sessions', () => {
  test('101: are listed with the device in words, and end one by one or all but this one; others’ are not there', async () => {
    const person = await addUser(app, admin)
    const { cookie = '' } = await beginSignIn(app, person)
    const { cookie: other = '' } = await beginSignIn(app, person, { headers: { 'user-agent': FIREFOX } })
    const { items } = (await app.get('/api/v1/me/sessions', { cookie })).body
    expect(items).toHaveLength(2)
    const firefox = items.find((one: { device: string }) => one.device === 'Firefox on Windows')
    expect(firefox).toMatchObject({ isCurrent: false, client: 'web', address: '127.0.0.1' })
    const end = (id: string, as: string) => app.request('DELETE', `/api/v1/me/sessions/${id}`, { cookie: as })
    expect((await end(firefox.id, admin)).body.code).toBe('session.not_found')
    expect((await end(firefox.id, cookie)).status).toBe(204)
    expect((await end(firefox.id, cookie)).body.code).toBe('session.not_found')
    expect((await app.get('/api/v1/me', { cookie: other })).status).toBe(401)
    await beginSignIn(app, person)
    expect((await app.request('DELETE', '/api/v1/me/sessions', { cookie })).body).toEqual({ ended: 1 })
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(200)
  })

  test('110: beyond the limit end the oldest, also when many begin at the same moment', async () => {
    const person = await addUser(app, admin)
    const { cookie: oldest = '' } = await beginSignIn(app, person)
    app.advance(1)
    await Promise.all(Array.from({ length: 12 }, () => beginSignIn(app, person)))
    expect((await app.get('/api/v1/me', { cookie: oldest })).status).toBe(401)
    const rows = await app.database.query
      .selectFrom('sessions')
      .select('ended_reason')
      .where('account_id', '=', person.id)
      .execute()
    expect(rows.filter(({ ended_reason: reason }) => reason === null)).toHaveLength(3)
    expect(rows.filter(({ ended_reason: reason }) => reason === 'too_many')).toHaveLength(10)
  })
})

test('what is older than the setting is forgotten; an open session is not', async () => {
  const { person, cookie } = await someHistory()
  const before = ((await all(`?user=${person.id}`)).items as unknown[]).length
  await forgetHistory(app.database, app.now(), 1)
  expect(((await all(`?user=${person.id}`)).items as unknown[]).length).toBe(before)
  await app.request('DELETE', '/api/v1/session', { cookie })
  app.advance(2 * 86_400)
  admin = await signInAdmin(app)
  await forgetHistory(app.database, app.now(), 1)
  expect((await all(`?user=${person.id}`)).items).toEqual([])
})
