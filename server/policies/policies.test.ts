// The policy as an admin lives it: whom it would hit, time of grace, reminders, exemptions; and nobody is locked out.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  type Person,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '10000' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await signInAdmin(app)
})

const inDays = (days: number) => new Date(app.now().getTime() + days * 86_400_000).toISOString()
const setPolicy = (policy: object) =>
  app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { policy } })
const preview = async (policy: object) =>
  (await app.post('/api/v1/organization/policy/preview', { policy }, { cookie: admin })).body
const standings = async () => (await app.get('/api/v1/organization/enrolment', { cookie: admin })).body
const exempt = (id: string, body: object) =>
  app.post(`/api/v1/users/${id}/exemption`, body, { cookie: admin })

/** Signs in, enrolling where that is asked; the session's cookie. */
async function getIn(person: Person): Promise<string | undefined> {
  const begun = await beginSignIn(app, person)
  if (begun.step === 'done') return begun.cookie
  const { challenge } = begun
  const { body } = await app.post('/api/v1/sign-in/enrolment', { challenge })
  const code = codeOf(body.secret, app.now())
  return (await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })).cookie
}

describe('a policy', () => {
  test('with a time of grace reminds at each sign-in until then, and asks to enrol from then on', async () => {
    const person = await addUser(app, admin)
    const graceUntil = inDays(3)
    const saved = await setPolicy({ requiredRoles: ['agent'], reason: 'Insurance asks for it', graceUntil })
    expect(saved.body.policy).toMatchObject({
      requiredRoles: ['agent'],
      reason: 'Insurance asks for it',
      graceUntil,
    })

    const begun = await app.post('/api/v1/sign-in', { ...person })
    expect(begun.body).toMatchObject({ step: 'done', enrolBy: graceUntil })
    const { cookie } = begun
    expect((await app.get('/api/v1/me', { cookie })).body.secondFactor.requirement).toMatchObject({
      source: 'organization',
      isForced: false,
      graceUntil,
      reason: 'Insurance asks for it',
    })
    app.advance(3 * 86_400)
    // The open session is asked at its next request, on the very moment.
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect((await beginSignIn(app, person)).step).toBe('enrol')
    admin = await signInAdmin(app)
    await setPolicy({ requiredRoles: [] })
    expect((await beginSignIn(app, person)).step).toBe('done')
  })

  test('forces enrolled people to stay enrolled, also in the time of grace', async () => {
    const person = await addEnrolledUser(app, admin, { requireSecondFactor: true })
    await app.request('PATCH', `/api/v1/users/${person.id}`, {
      cookie: admin,
      body: { requireSecondFactor: false },
    })
    await setPolicy({ requiredRoles: ['agent'], graceUntil: inDays(3) })
    const cookie = await signInFully(app, person)
    const off = await app.post('/api/v1/me/second-factor/disable', { password: person.password }, { cookie })
    expect(off).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
    const [only] = (await app.get('/api/v1/me/authenticators', { cookie })).body.items as { id: string }[]
    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${only?.id}`, { cookie })
    expect(removed).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
    await setPolicy({ requiredRoles: [] })
  })

  test('keeps since when and by whom while only its words change', async () => {
    const first = (await setPolicy({ requiredRoles: ['agent'], reason: 'One', graceUntil: inDays(9) })).body
      .policy
    app.advance(60)
    const second = (await setPolicy({ reason: 'Two', graceUntil: null })).body.policy
    expect(second).toMatchObject({
      requiredAt: first.requiredAt,
      requiredBy: first.requiredBy,
      reason: 'Two',
    })
    expect(second.graceUntil).toBeUndefined()
    expect((await setPolicy({ requiredRoles: [] })).body.policy).toEqual({
      requiredRoles: [],
      enrolmentNeedsProof: false,
      totpPeriodSeconds: 30,
      trustedDeviceDays: 0,
      adminsMayTrustDevices: false,
    })
  })

  test.each([
    ['the past', -1],
    ['more than a year away', 400],
  ])('with a time of grace that ends in %s is refused, and nothing is saved', async (_, days) => {
    const answer = await setPolicy({ requiredRoles: ['agent'], graceUntil: inDays(days) })
    expect(answer).toMatchObject({ status: 400, body: { code: 'policy.grace_out_of_range' } })
    expect((await app.get('/api/v1/organization', { cookie: admin })).body.policy.requiredRoles).toEqual([])
  })

  test('asks for a fresh proof before it changes; the name does not', async () => {
    app.advance(11 * 60)
    expect(await setPolicy({ requiredRoles: ['agent'] })).toMatchObject({
      status: 403,
      body: { code: 'access.step_up_required' },
    })
    const renamed = await app.request('PATCH', '/api/v1/organization', {
      cookie: admin,
      body: { name: 'Northwind' },
    })
    expect(renamed.status).toBe(200)
  })
})

test('codes of 60 seconds are made and taken by those who enrol after the organization says so', async () => {
  const person = await addUser(app, admin)
  await setPolicy({ totpPeriodSeconds: 60 })
  const { cookie = '' } = await beginSignIn(app, person)
  const begun = await app.post('/api/v1/me/authenticators/totp', {}, { cookie })
  await setPolicy({ totpPeriodSeconds: 30 })
  expect(begun.body.periodSeconds).toBe(60)
  expect(begun.body.uri).toContain('period=60')
  const confirm = (code: string) =>
    app.post(`/api/v1/me/authenticators/totp/${begun.body.id}/confirm`, { code }, { cookie })
  const codeAt = (at: Date) => codeOf(begun.body.secret, at, 0, 60)
  expect((await confirm(codeAt(app.now()))).status).toBe(200)
  // Fifty seconds into the next step its code is still that of the app.
  app.advance(110)
  const { challenge } = await beginSignIn(app, person)
  const answer = await app.post('/api/v1/sign-in/totp', { challenge, code: codeAt(app.now()) })
  expect(answer.status).toBe(200)
})

test('the reason for one account is kept when it is required once more, said anew, and taken away', async () => {
  const { id } = await addUser(app, admin, { requireSecondFactor: true })
  const require = async (body: object) => {
    const change = { requireSecondFactor: true, ...body }
    const answer = await app.request('PATCH', `/api/v1/users/${id}`, { cookie: admin, body: change })
    expect(answer.status).toBe(200)
    return answer.body.secondFactor.requirement.reason as string | undefined
  }
  expect(await require({ requirementReason: 'Handles payroll' })).toBe('Handles payroll')
  expect(await require({})).toBe('Handles payroll')
  expect(await require({ requirementReason: 'Everybody does' })).toBe('Everybody does')
  expect(await require({ requirementReason: null })).toBeUndefined()
})

describe('an exemption', () => {
  test('lets one person sign in without until it ends, and says who gave it and why', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    const until = inDays(2)
    const given = await exempt(person.id, { until, reason: 'Phone in repair' })
    expect(given.body).toMatchObject({ source: 'optional', exemption: { until, reason: 'Phone in repair' } })
    expect((await beginSignIn(app, person)).step).toBe('done')
    app.advance(2 * 86_400)
    expect((await beginSignIn(app, person)).step).toBe('enrol')
  })

  test('ends when an admin takes it back', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    await exempt(person.id, { until: inDays(2), reason: 'Phone in repair' })
    const { cookie } = await beginSignIn(app, person)
    expect(
      (await app.request('DELETE', `/api/v1/users/${person.id}/exemption`, { cookie: admin })).status,
    ).toBe(204)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
  })

  test('without a reason, or without an end, is none', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    for (const body of [{ until: inDays(2) }, { reason: 'Because' }, { until: inDays(2), reason: '  ' }]) {
      expect((await exempt(person.id, body)).body.code).toBe('request.invalid')
    }
    expect((await exempt(person.id, { until: inDays(-1), reason: 'x' })).body.code).toBe(
      'policy.exemption_out_of_range',
    )
  })
})

describe('a reminder', () => {
  const remindAll = () => app.post('/api/v1/organization/enrolment/remind', {}, { cookie: admin })

  test('reaches who is late or has time left, once a day, and nobody else', async () => {
    const late = await addUser(app, admin, { requireSecondFactor: true })
    const free = await addUser(app, admin)
    const remindOne = (id: string) => app.post(`/api/v1/users/${id}/remind`, {}, { cookie: admin })
    expect((await remindOne(free.id)).body).toEqual({ reminded: 0 })
    const both = await Promise.all([remindOne(late.id), remindOne(late.id)])
    expect(both.filter(({ body }) => body.reminded === 1)).toHaveLength(1)
    const before = (await remindAll()).body.reminded as number
    expect((await remindAll()).body.reminded).toBe(0)
    app.advance(86_401)
    admin = await signInAdmin(app)
    expect((await remindAll()).body.reminded).toBe(before + 1)
  })

  test('of nobody is told so', async () => {
    const answer = await app.post(
      '/api/v1/users/01a207a2-0000-7000-8000-00000000000f/remind',
      {},
      { cookie: admin },
    )
    expect(answer).toMatchObject({ status: 404, body: { code: 'user.not_found' } })
  })
})

describe('100 users, and a date that passes', () => {
  const people: Person[] = []
  let enrolled: Awaited<ReturnType<typeof addEnrolledUser>>[]

  beforeAll(async () => {
    admin = await signInAdmin(app)
    for (let index = 0; index < 90; index += 1) {
      const role = index % 10 === 0 ? 'admin' : 'agent'
      people.push(await addUser(app, admin, { role, requireSecondFactor: index % 7 === 0 }))
    }
    enrolled = []
    for (let index = 0; index < 10; index += 1) enrolled.push(await addEnrolledUser(app, admin))
    for (const { id } of people.slice(0, 5)) await exempt(id, { until: inDays(60), reason: 'On leave' })
    for (const { id } of people.slice(85)) {
      await app.request('PATCH', `/api/v1/users/${id}`, { cookie: admin, body: { disabled: true } })
    }
  })

  test('what the preview says is what happens when it is saved', async () => {
    for (const policy of [
      { requiredRoles: ['agent'] },
      { requiredRoles: ['admin'], graceUntil: inDays(7) },
      { requiredRoles: ['admin', 'agent'], graceUntil: inDays(30) },
      { requiredRoles: [] },
    ]) {
      const before = await preview(policy)
      const first = await standings()
      await setPolicy(policy)
      // The admin who saves it may be hit by it: whoever asks next signs in anew.
      if (policy.requiredRoles.includes('admin') && policy.graceUntil === undefined) break
      const after = await standings()
      expect(before.counts.forcedNow).toBe(after.late)
      expect(before.counts.inGrace).toBe(after.inGrace)
      expect(before.counts.exempt).toBe(after.exempt)
      const newly = after.late + after.inGrace - first.late - first.inGrace
      const listed = (
        await app.post(
          '/api/v1/organization/policy/preview',
          { policy: { requiredRoles: [] } },
          { cookie: admin },
        )
      ).body.items as unknown[]
      expect(listed).toEqual([])
      const sum = Object.values(before.counts as Record<string, number>).reduce((a, b) => a + b, 0)
      expect(sum).toBe(Object.values(after as Record<string, number>).reduce((a, b) => a + b, 0))
      if (newly > 0) expect(before.items.length).toBeGreaterThan(0)
      await setPolicy({ requiredRoles: [] })
    }
  })

  test('the list of whom it newly hits comes page by page, each once, and the users’ list shows the same people', async () => {
    const policy = { requiredRoles: ['admin', 'agent'], graceUntil: inDays(30) }
    const seen: string[] = []
    let after: string | undefined
    do {
      const page: { items: { id: string }[]; next?: string } = (
        await app.post('/api/v1/organization/policy/preview', { policy, limit: 7, after }, { cookie: admin })
      ).body
      seen.push(...page.items.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    await setPolicy(policy)
    const listed = (await app.get('/api/v1/users?secondFactor=in_grace&limit=200', { cookie: admin })).body
      .items as { id: string }[]
    for (const id of seen) expect(listed.map((one) => one.id)).toContain(id)
    await setPolicy({ requiredRoles: [] })
  })

  test('nobody who could sign in before is locked out after it: each gets a session, enrolling where asked', async () => {
    await setPolicy({ requiredRoles: ['admin', 'agent'], graceUntil: inDays(2), reason: 'From Monday on' })
    app.advance(2 * 86_400)
    for (const person of people.slice(0, 85)) {
      const cookie = await getIn(person)
      expect((await app.get('/api/v1/me', { cookie })).status, person.email).toBe(200)
    }
    for (const person of enrolled) {
      const cookie = await signInFully(app, person)
      expect((await app.get('/api/v1/me', { cookie })).status).toBe(200)
    }
  })
})
