// Sessions: how long they last, how they end, how they travel, and what is kept of them.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { approvalsTopic } from '../approvals/approvals.store.ts'
import { signal } from '../database/signals.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInFully,
  type Person,
} from '../testing/people.ts'
import { ADMIN, BASE_URL, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let person: Person
beforeAll(async () => {
  app = await startTestApp({
    env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '30', COUNTERSIGN_SESSION_HOURS: '8' },
  })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = (await beginSignIn(app, ADMIN)).cookie ?? ''
  person = await addUser(app, admin)
})

const minutes = 60
const hours = 3_600
const clients = ['extension', 'mobile', 'cli'] as const

const signIn = async (): Promise<string> => (await beginSignIn(app, person)).cookie ?? ''
async function signInWithToken(client: (typeof clients)[number] = 'cli'): Promise<string> {
  const { body } = await app.post('/api/v1/sign-in', { ...person, client })
  return String(body.session.token)
}
const status = async (credential: { cookie?: string; token?: string }) =>
  (await app.get('/api/v1/me', credential)).status
const signOut = (credential: { cookie?: string; token?: string }) =>
  app.request('DELETE', '/api/v1/session', credential)

describe('a session ends', () => {
  test('when it was not used for the idle time; each use begins it anew', async () => {
    const cookie = await signIn()
    for (let use = 0; use < 4; use += 1) {
      app.advance(30 * minutes - 1)
      expect(await status({ cookie })).toBe(200)
    }
    app.advance(30 * minutes)
    expect(await status({ cookie })).toBe(401)
  })

  test('on a page that was left open: what it asks by itself is no use, and its line ends with the session', async () => {
    const token = await signInWithToken('mobile')
    const { organization, account } = (await app.get('/api/v1/me', { token })).body
    const topic = approvalsTopic({ organizationId: organization.id, accountId: account.id })
    const base = await app.app.listen({ host: '127.0.0.1', port: 0 })
    const openLine = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${base}/api/v1/me/approvals/events`, { headers })).body?.getReader()
    }
    const reader = await openLine()
    expect((await reader?.read())?.done).toBe(false)
    for (let minute = 1; minute < 30; minute += 1) {
      app.advance(minutes)
      await signal(app.database.query, topic)
      expect((await reader?.read())?.done).toBe(false)
      for (const asked of ['/api/v1/me/notices?limit=1', '/api/v1/wall-messages'])
        expect((await app.get(asked, { token })).status).toBe(200)
      // As the overview does for each new picture: here there is none.
      const picture = await app.get(`/api/v1/screens/${account.id}/picture`, { token })
      expect(picture.status).toBe(404)
    }
    // As a browser does when a line was cut.
    const again = await openLine()
    expect((await again?.read())?.done).toBe(false)
    app.advance(minutes)
    await signal(app.database.query, topic)
    // What was sent before may still be on its way.
    const untilOver = async (line: typeof reader): Promise<void> => {
      while ((await line?.read())?.done === false);
    }
    await Promise.all([reader, again].map(untilOver))
    expect(await status({ token })).toBe(401)
  })

  test('at its absolute end, however much it is used', async () => {
    const cookie = await signIn()
    for (let used = 0; used < 8 * hours - 20 * minutes; used += 20 * minutes) {
      app.advance(20 * minutes)
      expect(await status({ cookie })).toBe(200)
    }
    app.advance(20 * minutes - 1)
    expect(await status({ cookie })).toBe(200)
    app.advance(1)
    expect(await status({ cookie })).toBe(401)
  })

  test('and says when that will be', async () => {
    const { body } = await app.post('/api/v1/sign-in', { ...person, client: 'cli' })
    const end = new Date(app.now().getTime() + 8 * hours * 1000).toISOString()
    expect(body.session.expiresAt).toBe(end)
    const me = await app.get('/api/v1/me', { token: body.session.token })
    expect(me.body.session).toEqual({
      id: body.session.id,
      client: 'cli',
      startedAt: app.now().toISOString(),
      expiresAt: end,
      factors: [{ method: 'password', provenAt: app.now().toISOString() }],
    })
  })

  test('when its owner signs out, in every form; the others of the owner go on', async () => {
    const [cookie, token, other] = [await signIn(), await signInWithToken(), await signInWithToken('mobile')]
    expect((await signOut({ cookie })).status).toBe(204)
    expect(await status({ cookie })).toBe(401)
    expect((await signOut({ cookie })).status).toBe(401)
    expect((await signOut({ token })).status).toBe(204)
    expect(await status({ token })).toBe(401)
    expect(await status({ token: other })).toBe(200)
  })

  test('when the same browser signs in again, so that a copy of the old cookie is worth nothing', async () => {
    const old = await signIn()
    const again = await app.post('/api/v1/sign-in', { ...person }, { cookie: old })
    expect(again.cookie).not.toBe(old)
    expect(await status({ cookie: old })).toBe(401)
    expect(await status({ cookie: again.cookie ?? '' })).toBe(200)
  })

  test('with the account disabled, even one that slipped through and was never noted as ended', async () => {
    const cookie = await signIn()
    const setDisabled = (at: Date | null) =>
      app.database.query
        .updateTable('accounts')
        .set({ disabled_at: at })
        .where('id', '=', person.id)
        .execute()
    await setDisabled(app.now())
    expect(await countSessions(app, person)).toBe(1)
    expect(await status({ cookie })).toBe(401)
    await setDisabled(null)
    expect(await status({ cookie })).toBe(200)
  })

  test('94: a cookie from before the sign-out, the timeout or the disabling is played back: 401 each time', async () => {
    const [signedOut, timedOut, disabled] = [await signIn(), await signIn(), await signIn()]
    await signOut({ cookie: signedOut })
    app.advance(30 * minutes)
    const adminAgain = (await beginSignIn(app, ADMIN)).cookie ?? ''
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: adminAgain, body: { disabled: true } })
    for (const cookie of [signedOut, timedOut, disabled]) expect(await status({ cookie })).toBe(401)
  })
})

describe('how a session travels', () => {
  test('the web has a cookie and no token, every other client a token and no cookie', async () => {
    const web = await app.post('/api/v1/sign-in', { ...person, client: 'web' })
    expect(web.body.session).not.toHaveProperty('token')
    expect(web.cookie).toMatch(/^[\w-]{43}$/)
    for (const client of clients) {
      const answer = await app.post('/api/v1/sign-in', { ...person, client })
      expect(answer.body.session.token).toMatch(/^[\w-]{43}$/)
      expect(answer.headers).not.toHaveProperty('set-cookie')
    }
  })

  test('the cookie’s value is no bearer token, and a token is no cookie', async () => {
    const cookie = await signIn()
    expect(await status({ token: cookie })).toBe(401)
    for (const client of clients) {
      const token = await signInWithToken(client)
      expect(await status({ cookie: token })).toBe(401)
      expect(await status({ token })).toBe(200)
    }
  })

  test('with a token that is wrong the cookie beside it does not count', async () => {
    const cookie = await signIn()
    expect(await status({ cookie, token: 'x'.repeat(43) })).toBe(401)
  })

  test('a token counts in its header alone, in its form alone', async () => {
    const token = await signInWithToken()
    for (const authorization of [
      token,
      `Token ${token}`,
      `bearer  ${token}`,
      `Bearer ${token} x`,
      `Bearer ${token}=`,
    ]) {
      expect((await app.get('/api/v1/me', { headers: { authorization } })).status).toBe(401)
    }
    expect((await app.get(`/api/v1/me?access_token=${token}&token=${token}`)).status).toBe(401)
    expect((await app.get('/api/v1/me', { headers: { 'x-auth-token': token } })).status).toBe(401)
  })

  test('93: a value that somebody put into the browser before the sign-in is not taken for the session', async () => {
    const fixed = 'A'.repeat(43)
    const answer = await app.post('/api/v1/sign-in', { ...person }, { cookie: fixed })
    expect(answer.cookie).not.toBe(fixed)
    expect(await status({ cookie: fixed })).toBe(401)
    const enrolled = await addEnrolledUser(app, admin)
    const full = await signInFully(app, enrolled, { cookie: fixed })
    expect(full).not.toBe(fixed)
    expect(await status({ cookie: fixed })).toBe(401)
  })

  test('two cookies of the same name: one of them at most is a session, never both', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    const headers = { cookie: `countersign_session=${mine}; countersign_session=${other}`, origin: BASE_URL }
    await app.request('DELETE', '/api/v1/session', { headers })
    const left = [await status({ cookie: mine }), await status({ cookie: other })]
    expect(new Set(left)).toEqual(new Set([200, 401]))
  })
})

describe('what is kept of a session', () => {
  test('its token only as a hash, with when, where from and by which program', async () => {
    const options = {
      remoteAddress: '2001:db8:1:2:3:4:5:6',
      headers: { 'user-agent': `Browser/${'9'.repeat(400)}` },
    }
    const { cookie = '' } = await beginSignIn(app, person, options)
    const { rows } = await app.database.pool.query(
      'SELECT *, s::text AS whole FROM sessions s WHERE account_id = $1',
      [person.id],
    )
    const [row] = rows as Record<string, unknown>[]
    expect(row).toMatchObject({
      token_hash: createHash('sha256').update(cookie).digest(),
      address: '2001:db8:1:2:3:4:5:6',
      address_key: '2001:db8:1:2::/64',
      started_at: app.now(),
      second_factor_proven_at: null,
    })
    expect(String(row?.user_agent)).toHaveLength(300)
    expect(String(row?.whole)).not.toContain(cookie)
  })

  test('no two tokens are alike, and none says whose it is', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => signInWithToken()))
    expect(new Set(tokens).size).toBe(20)
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/northwind|agent/)
    }
  })

  test('its last use is noted once a minute at most, so that reading is not writing', async () => {
    const cookie = await signIn()
    const seenAt = async () =>
      (
        await app.database.query
          .selectFrom('sessions')
          .select('last_seen_at')
          .where('account_id', '=', person.id)
          .executeTakeFirstOrThrow()
      ).last_seen_at
    const began = app.now()
    app.advance(59)
    await status({ cookie })
    expect(await seenAt()).toEqual(began)
    app.advance(1)
    await status({ cookie })
    expect(await seenAt()).toEqual(app.now())
  })
})

describe('two-factor is required of somebody who is signed in', () => {
  test('at the next request the session is none any more; the next sign-in asks to enrol', async () => {
    const [cookie, token] = [await signIn(), await signInWithToken()]
    await app.request('PATCH', `/api/v1/users/${person.id}`, {
      cookie: admin,
      body: { requireSecondFactor: true },
    })
    expect(await status({ cookie })).toBe(401)
    expect(await status({ token })).toBe(401)
    expect((await beginSignIn(app, person)).step).toBe('enrol')
  })

  test('a session that has proven one goes on', async () => {
    const enrolled = await addEnrolledUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${enrolled.id}`, {
      cookie: admin,
      body: { requireSecondFactor: false },
    })
    const cookie = await signInFully(app, enrolled)
    await app.request('PATCH', `/api/v1/users/${enrolled.id}`, {
      cookie: admin,
      body: { requireSecondFactor: true },
    })
    expect(await status({ cookie })).toBe(200)
    expect(await countSessions(app, enrolled)).toBe(2)
  })
})
