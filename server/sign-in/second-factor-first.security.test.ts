// Attacks 1 to 9: a session, or anything that a session gives, without the second factor.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInFully,
  signInWithCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { ADMIN, codeOf, SETUP_TOKEN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

interface Route {
  key: string
  method: string
  path: string
  access: RouteContract['access']
}

const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
const routes: Route[] = Object.entries(contract as Record<string, RouteContract>).map(([key, { access }]) => {
  const [method = '', path = ''] = key.split(' ')
  return { key, method, path: path.replace('{id}', anyId), access }
})
const forPeople = routes.filter(({ access }) => access === 'session' || access === 'admin')
/** Where other systems take a password. */
const absent = (
  '/login /api/login /api/token /api/v1/token /api/v1/tokens /oauth/token /token /graphql /api/graphql ' +
  '/scim/v2/Users /api/v0/sign-in /api/v2/sign-in /sign-in /api/v1/sessions /rpc /ws /xmlrpc.php'
).split(' ')
const unlisted = ['/', '/users', '/profile', '/api', '/api/v1/openapi.json', '/metrics']

/** A body that every route finds its fields in; what it knows, it puts everywhere. */
function bodyWith(secret: string): Record<string, unknown> {
  return {
    challenge: secret,
    token: secret,
    session: secret,
    code: '123456',
    email: 'somebody@northwind.example',
    password: secret,
    name: 'name',
    organizationName: 'name',
  }
}

function ask(route: Route, secret: string, how: 'cookie' | 'bearer' | 'body' | 'basic'): Promise<Answer> {
  const hasBody = route.method === 'POST' || route.method === 'PATCH'
  const basic = Buffer.from(`${ADMIN.email}:${secret}`).toString('base64')
  return app.request(route.method, route.path, {
    ...(hasBody ? { body: bodyWith(how === 'body' ? secret : 'nothing') } : {}),
    ...(how === 'cookie' ? { cookie: secret } : {}),
    ...(how === 'bearer' ? { token: secret } : {}),
    ...(how === 'basic' ? { headers: { authorization: `Basic ${basic}` } } : {}),
  })
}

const ways = ['cookie', 'bearer', 'body', 'basic'] as const
const me = (cookie: string) => app.get('/api/v1/me', { cookie })

async function expectNoSession(person: { id: string }): Promise<void> {
  expect(await countSessions(app, person)).toBe(0)
}

/** Somebody with an app and no session, whose password the attacker knows. */
async function addVictim(): Promise<EnrolledPerson> {
  const victim = await addEnrolledUser(app, admin)
  await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
  return victim
}

test('1: with the password given and the code not, every route is asked with what the password step gave', async () => {
  const victim = await addVictim()
  for (const client of ['web', 'cli'] as const) {
    for (const how of ways) {
      const { challenge } = await beginSignIn(app, victim, { client })
      for (const route of routes) {
        const answer = await ask(route, challenge, how)
        const told = `${route.key}, challenge as ${how}`
        // What is open to anybody answers as it does to anybody.
        if (answer.status < 300) expect(route.access, told).toBe('public')
        if (answer.status < 300) {
          const anybodys = (await ask(route, 'nothing', how)).body
          // A code for a screen is another one each time.
          const isAnew = route.key === 'POST /api/v1/screens/pairings'
          expect(isAnew ? Object.keys(answer.body) : answer.body, told).toEqual(
            isAnew ? Object.keys(anybodys) : anybodys,
          )
        }
        if (route.access === 'session' || route.access === 'admin') expect(answer.status, told).toBe(401)
        expect(JSON.stringify(answer.body), told).not.toMatch(/@northwind|Northwind/)
        expect(answer.cookie, told).toBeUndefined()
      }
      for (const path of unlisted) {
        const answer = await app.get(path, { cookie: challenge, token: challenge })
        expect(JSON.stringify(answer.body).includes(victim.email), path).toBe(false)
      }
    }
  }
  await expectNoSession(victim)
})

test('1: its twin: the same routes answer with data after the code', async () => {
  const cookie = await signInFully(app, await addVictim())
  const answers = await Promise.all(
    forPeople
      // What does not end is the same as beside it.
      .filter(({ key }) => key.startsWith('GET /api/v1/me') && !key.endsWith('/events'))
      .map((route) => ask(route, cookie, 'cookie')),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect((await me(cookie)).body.secondFactor).toMatchObject({ enrolled: true, recoveryCodesLeft: 10 })
})

test('2: every value in the answer to the password, alone and hashed, opens nothing', async () => {
  const victim = await addVictim()
  for (const client of ['web', 'extension', 'mobile', 'cli'] as const) {
    const answer = await app.post('/api/v1/sign-in', { ...victim, client })
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect(Object.keys(answer.body as object).sort()).toEqual(['challenge', 'expiresAt', 'methods', 'step'])
    const values = Object.values(answer.body as object)
      .flat()
      .map(String)
    const headers = Object.values(answer.headers).map(String)
    for (const value of [...values, ...headers]) {
      if (!/^[\w -]+$/.test(value)) continue
      expect((await app.get('/api/v1/me', { cookie: value })).status).toBe(401)
      expect((await app.get('/api/v1/me', { token: value })).status).toBe(401)
    }
  }
  await expectNoSession(victim)
  // What is stored of the challenge is no token either.
  const { rows } = await app.database.pool.query('SELECT token_hash FROM challenges WHERE account_id = $1', [
    victim.id,
  ])
  for (const { token_hash: hash } of rows as { token_hash: Buffer }[]) {
    for (const encoding of ['hex', 'base64url'] as const) {
      expect((await me(hash.toString(encoding))).status).toBe(401)
    }
  }
})

test('3: the answer is rewritten from "wrong" to "done": the server does not take the browser’s word for it', async () => {
  const victim = await addVictim()
  const { challenge } = await beginSignIn(app, victim)
  await app.post('/api/v1/sign-in/totp', { challenge, code: '12345' })
  // What the page would ask next, had the code been right, with all that it was told.
  const claims = { step: 'done', secondFactor: true, session: { id: anyId, client: 'web' } }
  for (const route of forPeople) {
    const answer = await app.request(route.method, route.path, {
      cookie: challenge,
      ...(route.method === 'GET' ? {} : { body: { ...bodyWith(challenge), ...claims } }),
      headers: { 'x-step': 'done', 'x-mfa-verified': 'true' },
    })
    expect(answer.status, route.key).toBe(401)
  }
  await expectNoSession(victim)
  // Nothing was spoilt: the right code still ends this very sign-in.
  const code = codeOf(victim.secret, app.now())
  expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
})

test('4: right codes without the password: with an id, an address, a made-up challenge, and all told alike', async () => {
  const victim = await addVictim()
  const code = codeOf(victim.secret, app.now())
  const [recoveryCode] = victim.recoveryCodes
  const handles = [victim.id, victim.email, '', 'x', 'a'.repeat(43), 'A'.repeat(200), ADMIN.email]
  const told = new Set<string>()
  for (const challenge of handles) {
    for (const [path, given] of [
      ['/api/v1/sign-in/totp', code],
      ['/api/v1/sign-in/recovery-code', recoveryCode],
      ['/api/v1/sign-in/enrolment', undefined],
      ['/api/v1/sign-in/enrolment/confirm', code],
    ] as const) {
      const identity = { email: victim.email, userId: victim.id, accountId: victim.id, account: victim.id }
      const answer = await app.post(path, { challenge, code: given, ...identity })
      const { requestId: _, ...rest } = answer.body as Record<string, unknown>
      told.add(`${answer.status} ${JSON.stringify(rest)}`)
      expect(answer.cookie).toBeUndefined()
    }
  }
  expect([...told]).toEqual([expect.stringContaining('"code":"sign_in.challenge_over"')])
  await expectNoSession(victim)
  expect((await signInWithCode(app, victim, code)).status).toBe(200)
})

describe('5: two sign-ins are mixed in one browser', () => {
  test('5: the attacker’s own session, challenge and code with the victim’s sign-in', async () => {
    const [eve, victim] = [await addEnrolledUser(app, admin), await addVictim()]
    const evesCookie = await signInFully(app, eve)
    app.advance(30)
    const evesCode = () => codeOf(eve.secret, app.now())
    const jar = { cookie: evesCookie }
    const theirs = await beginSignIn(app, victim, jar)
    const mixed = await app.post(
      '/api/v1/sign-in/totp',
      { challenge: theirs.challenge, code: evesCode() },
      jar,
    )
    expect(mixed).toMatchObject({ status: 401, cookie: undefined })
    await expectNoSession(victim)
    // Her own challenge and code, with the victim named wherever a name could go: she is still Eve.
    const mine = await beginSignIn(app, eve, jar)
    const named = { accountId: victim.id, userId: victim.id, email: victim.email, account: { id: victim.id } }
    const hers = await app.post(
      '/api/v1/sign-in/totp',
      { ...named, challenge: mine.challenge, code: evesCode() },
      jar,
    )
    expect((await me(hers.cookie ?? '')).body.account.email).toBe(eve.email)
    await expectNoSession(victim)
  })

  test('5: a challenge goes on only in the program that began it, and only for the client that it began for', async () => {
    const victim = await addVictim()
    const { challenge } = await beginSignIn(app, victim, { client: 'cli' })
    const code = codeOf(victim.secret, app.now())
    const elsewhere = { headers: { 'user-agent': 'Other/2.0' } }
    const stolen = await app.post('/api/v1/sign-in/totp', { challenge, code }, elsewhere)
    expect(stolen).toMatchObject({ status: 401, body: { code: 'sign_in.challenge_over' } })
    const done = await app.post('/api/v1/sign-in/totp', { challenge, code, client: 'web' })
    expect(done).toMatchObject({ status: 200, body: { session: { client: 'cli' } }, cookie: undefined })
  })
})

describe('6: another door that takes the password', () => {
  test('6: every client is asked for the code', async () => {
    const victim = await addVictim()
    for (const client of ['web', 'extension', 'mobile', 'cli'] as const) {
      expect(await beginSignIn(app, victim, { client })).toMatchObject({ step: 'code', cookie: undefined })
    }
    for (const client of ['api', 'internal', 'admin', 'WEB', '', null, 1]) {
      const answer = await app.post('/api/v1/sign-in', { ...victim, client })
      expect(answer.status).toBe(400)
    }
    await expectNoSession(victim)
  })

  test('6: these are all the routes that answer without a session; a new one has to be looked at here', () => {
    const open = routes.filter(({ access }) => access === 'public' || access === 'challenge')
    expect(open.map(({ key }) => key).sort()).toEqual([
      'GET /api/v1/setup',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/invitations/accept',
      'POST /api/v1/invitations/inspect',
      'POST /api/v1/organization-invitations/accept',
      'POST /api/v1/organization-invitations/inspect',
      'POST /api/v1/organization-invitations/request',
      'POST /api/v1/password-reset',
      'POST /api/v1/password-reset/complete',
      'POST /api/v1/recoveries/complete',
      'POST /api/v1/recoveries/inspect',
      'POST /api/v1/screens/pairings',
      'POST /api/v1/screens/pairings/wait',
      'POST /api/v1/setup',
      'POST /api/v1/sign-in',
      'POST /api/v1/sign-in/approval',
      'POST /api/v1/sign-in/approval/wait',
      'POST /api/v1/sign-in/bypass-code',
      'POST /api/v1/sign-in/enrolment',
      'POST /api/v1/sign-in/enrolment/confirm',
      'POST /api/v1/sign-in/enrolment/passkey',
      'POST /api/v1/sign-in/enrolment/passkey/confirm',
      'POST /api/v1/sign-in/passkey',
      'POST /api/v1/sign-in/passkey-alone',
      'POST /api/v1/sign-in/passkey-alone/options',
      'POST /api/v1/sign-in/passkey/options',
      'POST /api/v1/sign-in/recovery-code',
      'POST /api/v1/sign-in/totp',
    ])
  })

  test('6: name and password as HTTP authentication are no session, at any route', async () => {
    const basic = Buffer.from(`${ADMIN.email}:${ADMIN.password}`).toString('base64')
    for (const route of forPeople) {
      const headers = { authorization: `Basic ${basic}` }
      const answer = await app.request(route.method, route.path, { headers })
      expect(answer.status, route.key).toBe(401)
    }
  })

  test('6: doors that other systems have are not there: token, GraphQL, SCIM, WebSocket, older versions', async () => {
    const victim = await addVictim()
    const body = { ...victim, username: victim.email, grant_type: 'password' }
    for (const path of [...absent, '/api/v1/sign-in/mobile', '/api/v1/sign-in/cli']) {
      expect((await app.post(path, body)).status, path).toBe(404)
      const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      expect((await app.get(path, { headers: upgrade })).status, path).toBe(404)
    }
    await expectNoSession(victim)
  })

  test('6: the setup is no second way in, and an invitation is none to an account that has a password', async () => {
    const again = await app.post('/api/v1/setup', { token: SETUP_TOKEN, organizationName: 'Evil', ...ADMIN })
    expect(again).toMatchObject({ status: 409, cookie: undefined })
    const victim = await addVictim()
    const answer = await app.post(`/api/v1/users/${victim.id}/invitation`, {}, { cookie: admin })
    expect(answer.body.code).toBe('user.not_invited')
  })
})

test('7: federated sign-in, SAML and mailed links are not there yet, so none of them skips the code', async () => {
  for (const path of [
    'oidc',
    'oidc/callback',
    'saml',
    'saml/acs',
    'google',
    'magic-link',
    'webauthn',
    'social',
  ]) {
    for (const method of ['GET', 'POST']) {
      const answer = await app.request(
        method,
        `/api/v1/sign-in/${path}`,
        method === 'GET' ? {} : { body: ADMIN },
      )
      expect(answer.status, path).toBe(404)
    }
  }
  for (const path of ['/.well-known/openid-configuration', '/oauth/authorize', '/oidc/auth']) {
    expect((await app.get(path)).status).toBe(404)
  }
})

test('8: setting a first password by invitation gives no session', async () => {
  const email = 'invited-to-attack-8@northwind.example'
  const invited = await app.post('/api/v1/users', { email, requireSecondFactor: true }, { cookie: admin })
  const token = String(invited.body.invitation.url).split('#')[1]
  const password = 'marble lantern cedar 58'
  const accepted = await app.post('/api/v1/invitations/accept', { token, password })
  expect(accepted).toMatchObject({ status: 200, body: {}, cookie: undefined })
  const id = String(invited.body.id)
  await expectNoSession({ id })
  expect(await beginSignIn(app, { email, password })).toMatchObject({ step: 'enrol', cookie: undefined })
})

test('9: the browser is to be remembered after the password alone: nothing is remembered, now or later', async () => {
  const victim = await addVictim()
  const wishes = { trustDevice: true, rememberMe: true, remember: true, trusted: 'yes' }
  const begun = await app.post('/api/v1/sign-in', { ...victim, ...wishes })
  expect(begun.headers).not.toHaveProperty('set-cookie')
  expect(Object.keys(begun.body as object).sort()).toEqual(['challenge', 'expiresAt', 'methods', 'step'])
  // The device is recognised from then on, so that its owner hears of another one; that spares nobody a factor.
  const { challenge } = begun.body as { challenge: string }
  const code = codeOf(victim.secret, app.now())
  const done = await app.post('/api/v1/sign-in/totp', { challenge, code, trustDevice: true })
  const cookies = [done.headers['set-cookie']].flat().map((cookie) => String(cookie).split('=', 1)[0])
  expect(cookies).toEqual(['countersign_session', 'countersign_device'])
  const next = await app.post('/api/v1/sign-in', { ...victim }, { cookie: done.cookie })
  expect(next).toMatchObject({ body: { step: 'code' }, cookie: undefined })
})
