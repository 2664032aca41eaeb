// Attacks: whoever may help uses it to take an account over, to rise, or to reach another organization (77, 79).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
} from '../testing/people.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  admin = await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await signInAdmin(app)
})

const reason = 'Lost phone, answered the questions'
const reset = (id: string, cookie: string) =>
  app.post(`/api/v1/users/${id}/second-factor/reset`, { reason }, { cookie })
const bypass = (id: string, cookie: string, minutes = 15) =>
  app.post(`/api/v1/users/${id}/bypass-codes`, { minutes, reason }, { cookie })
const revoke = (id: string, cookie: string) => app.post(`/api/v1/users/${id}/sessions/revoke`, {}, { cookie })
const noticesOf = async (accountId: string) => {
  const rows = await app.database.query
    .selectFrom('notices')
    .select('kind')
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute()
  return rows.map(({ kind }) => kind)
}

async function addHelpDesk() {
  const person = await addUser(app, admin)
  await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { isHelpDesk: true } })
  const { cookie = '' } = await beginSignIn(app, person)
  return { ...person, cookie }
}

describe('a reset', () => {
  test('takes every factor, code and session, tells the owner, and asks those who must to enrol anew', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    await bypass(person.id, admin)
    app.advance(30)
    const { challenge } = await beginSignIn(app, person)
    expect((await reset(person.id, admin)).status).toBe(204)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    const late = await app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(person.secret, app.now()) })
    expect(late.body.code).toBe('sign_in.challenge_over')
    expect((await beginSignIn(app, person)).step).toBe('enrol')
    const told = await noticesOf(person.id)
    expect(told).toContain('second_factor_reset')
    expect((await reset(person.id, admin)).body.code).toBe('second_factor.not_enrolled')
  })

  test('at the same moment as a right code leaves no session', async () => {
    for (let round = 0; round < 10; round += 1) {
      const person = await addEnrolledUser(app, admin)
      const { challenge } = await beginSignIn(app, person)
      const code = codeOf(person.secret, app.now())
      await Promise.all([reset(person.id, admin), app.post('/api/v1/sign-in/totp', { challenge, code })])
      expect(await countSessions(app, person)).toBe(0)
    }
  })
})

describe('a bypass code', () => {
  const give = (challenge: string, code: string) =>
    app.post('/api/v1/sign-in/bypass-code', { challenge, code })

  test('stands in for the app once, only after the password, and its owner is told of issue and use', async () => {
    const person = await addEnrolledUser(app, admin)
    expect((await app.post('/api/v1/sign-in', { ...person })).body.methods).not.toContain('bypass_code')
    const { code } = (await bypass(person.id, admin)).body
    const begun = await app.post('/api/v1/sign-in', { ...person })
    expect(begun.body.methods).toContain('bypass_code')
    const { challenge } = begun.body
    const done = await give(challenge, code.toLowerCase())
    expect(done.body.step).toBe('done')
    expect((await give((await beginSignIn(app, person)).challenge, code)).body.code).toBe('bypass_code.wrong')
    expect(await noticesOf(person.id)).toEqual(
      expect.arrayContaining(['bypass_code_issued', 'bypass_code_used']),
    )
    // With it the owner adds a new phone, and the lost one goes.
    const [lost] = (await app.get('/api/v1/me/authenticators', { cookie: done.cookie })).body.items
    const begin = { name: 'New phone', replaces: lost.id }
    const enrolment = await app.post('/api/v1/me/authenticators/totp', begin, { cookie: done.cookie })
    const url = `/api/v1/me/authenticators/totp/${enrolment.body.id}/confirm`
    const first = codeOf(enrolment.body.secret, app.now())
    expect((await app.post(url, { code: first }, { cookie: done.cookie })).status).toBe(200)
    const { items } = (await app.get('/api/v1/me/authenticators', { cookie: done.cookie })).body
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['New phone'])
  })

  test('used many times at the same moment makes one session', async () => {
    const person = await addEnrolledUser(app, admin)
    const { code } = (await bypass(person.id, admin)).body
    const before = await countSessions(app, person)
    const begun = await Promise.all(Array.from({ length: 10 }, () => beginSignIn(app, person)))
    await Promise.all(begun.map(({ challenge }) => give(challenge, code)))
    expect(await countSessions(app, person)).toBe(before + 1)
  })

  test('runs out, is void when a new one is made, and is good for nobody else', async () => {
    const person = await addEnrolledUser(app, admin)
    const other = await addEnrolledUser(app, admin)
    const old = (await bypass(person.id, admin)).body.code
    const { code } = (await bypass(person.id, admin, 5)).body
    expect((await give((await beginSignIn(app, person)).challenge, old)).body.code).toBe('bypass_code.wrong')
    await bypass(other.id, admin)
    expect((await give((await beginSignIn(app, other)).challenge, code)).body.code).toBe('bypass_code.wrong')
    app.advance(5 * 60)
    expect((await give((await beginSignIn(app, person)).challenge, code)).body.code).toBe('bypass_code.wrong')
  })

  test('is made for 5 to 60 minutes, with a reason, and only where there is a factor to stand in for', async () => {
    const person = await addEnrolledUser(app, admin)
    for (const body of [{ minutes: 4, reason }, { minutes: 61, reason }, { minutes: 10 }]) {
      const answer = await app.post(`/api/v1/users/${person.id}/bypass-codes`, body, { cookie: admin })
      expect(answer.body.code).toBe('request.invalid')
    }
    expect((await bypass((await addUser(app, admin)).id, admin)).body.code).toBe('second_factor.not_enrolled')
  })

  test('shows up without its letters to those who help', async () => {
    const person = await addEnrolledUser(app, admin)
    const { code, expiresAt } = (await bypass(person.id, admin)).body
    const { body } = await app.get(`/api/v1/users/${person.id}`, { cookie: admin })
    expect(body).toMatchObject({
      bypassCode: { expiresAt, reason },
      recoveryCodesLeft: 10,
      authenticators: [{ name: 'Authenticator app' }],
    })
    expect(JSON.stringify(body)).not.toContain(code)
  })
})

test('all sessions of a user end at once, on every server', async () => {
  const person = await addUser(app, admin)
  const { cookie } = await beginSignIn(app, person)
  await beginSignIn(app, person)
  const beside = await startTestApp({ beside: app, startAt: app.now() })
  expect((await revoke(person.id, admin)).body).toEqual({ ended: 2 })
  expect((await beside.get('/api/v1/me', { cookie })).status).toBe(401)
  await beside.close()
})

describe('77: the help desk', () => {
  test('77: helps agents', async () => {
    const helper = await addHelpDesk()
    const person = await addEnrolledUser(app, admin)
    expect((await app.get('/api/v1/users', { cookie: helper.cookie })).status).toBe(200)
    expect((await bypass(person.id, helper.cookie)).status).toBe(201)
    expect((await revoke(person.id, helper.cookie)).status).toBe(200)
    expect((await reset(person.id, helper.cookie)).status).toBe(204)
  })

  test('77: does nothing to admins, to the help desk, or to itself', async () => {
    const helper = await addHelpDesk()
    const other = await addHelpDesk()
    const boss = await addEnrolledUser(app, admin, { role: 'admin' })
    for (const id of [boss.id, other.id]) {
      for (const help of [reset, bypass, revoke]) {
        const answer = await help(id, helper.cookie)
        expect(answer).toMatchObject({ status: 403, body: { code: 'access.beyond_help_desk' } })
      }
      const ticket = await app.post(`/api/v1/users/${id}/enrolment-ticket`, {}, { cookie: helper.cookie })
      expect(ticket.body.code).toBe('access.beyond_help_desk')
    }
    expect((await reset(helper.id, helper.cookie)).body.code).toBe('user.is_yourself')
    expect((await bypass(helper.id, helper.cookie)).body.code).toBe('user.is_yourself')
  })

  test('77: changes nobody, sets no rule, and makes nobody help desk', async () => {
    const helper = await addHelpDesk()
    const person = await addUser(app, admin)
    const refused = [
      await app.request('PATCH', `/api/v1/users/${person.id}`, {
        cookie: helper.cookie,
        body: { role: 'admin' },
      }),
      await app.request('PATCH', `/api/v1/users/${helper.id}`, {
        cookie: helper.cookie,
        body: { role: 'admin' },
      }),
      await app.request('DELETE', `/api/v1/users/${person.id}`, { cookie: helper.cookie }),
      await app.post(
        '/api/v1/users',
        { email: 'x@northwind.example', role: 'admin' },
        { cookie: helper.cookie },
      ),
      await app.request('PATCH', '/api/v1/organization', {
        cookie: helper.cookie,
        body: { policy: { requiredRoles: [] } },
      }),
      await app.post(
        `/api/v1/users/${person.id}/exemption`,
        { until: new Date(app.now().getTime() + 86_400_000).toISOString(), reason },
        { cookie: helper.cookie },
      ),
    ]
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'access.admin_required' } })
    }
  })

  test('77: is what it is only as long as an admin says so', async () => {
    const helper = await addHelpDesk()
    const person = await addEnrolledUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${helper.id}`, { cookie: admin, body: { isHelpDesk: false } })
    expect((await bypass(person.id, helper.cookie)).status).toBe(401)
    const { cookie = '' } = await beginSignIn(app, helper)
    expect((await bypass(person.id, cookie)).body.code).toBe('access.help_desk_required')
  })

  test('77: and admin at once is not possible', async () => {
    const helper = await addHelpDesk()
    const patch = (body: object) =>
      app.request('PATCH', `/api/v1/users/${helper.id}`, { cookie: admin, body })
    expect((await patch({ role: 'admin', isHelpDesk: true })).body.code).toBe('user.help_desk_is_for_agents')
    expect((await patch({ role: 'admin' })).body).toMatchObject({ role: 'admin', isHelpDesk: false })
  })
})

test('what is grave asks an admin for a fresh proof, and names nobody of another organization', async () => {
  const other = await addOtherOrganization(app)
  for (const help of [reset, bypass, revoke]) {
    expect((await help(other.accountId, admin)).body.code).toBe('user.not_found')
  }
  const person = await addEnrolledUser(app, admin)
  app.advance(11 * 60)
  expect((await reset(person.id, admin)).body.code).toBe('access.step_up_required')
  expect((await bypass(person.id, admin)).body.code).toBe('access.step_up_required')
})

test('every help is in the audit log with who, for whom and why', async () => {
  const person = await addEnrolledUser(app, admin)
  await bypass(person.id, admin)
  await revoke(person.id, admin)
  await reset(person.id, admin)
  const rows = await app.database.query
    .selectFrom('audit_events')
    .select(['action', 'facts', 'actor_id'])
    .where('subject_id', '=', person.id)
    .orderBy('sequence')
    .execute()
  expect(rows.map(({ action }) => action)).toEqual([
    'user.added',
    'second_factor.turned_on',
    'user.bypass_code_issued',
    'user.sessions_ended',
    'user.second_factor_reset',
  ])
  expect(rows.at(-1)).toMatchObject({ facts: { reason } })
})
