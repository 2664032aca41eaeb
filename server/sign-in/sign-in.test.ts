// The sign-in as a person lives it: password, code, and the enrolment of those who must have one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const agent = { email: 'agent@northwind.example', password: 'copper meadow basket 41' }

describe('an agent who must use two-factor', () => {
  let secret: string

  test('is added by the admin', async () => {
    const answer = await app.post(
      '/api/v1/users',
      { ...agent, role: 'agent', requireSecondFactor: true },
      { cookie: admin },
    )
    expect(answer.body).toMatchObject({
      email: agent.email,
      state: 'active',
      secondFactor: { enrolled: false },
    })
    expect(answer.status).toBe(201)
  })

  test('meets the QR code at the first sign-in, and is in after the first code', async () => {
    const begun = await app.post('/api/v1/sign-in', agent)
    expect(begun.body.step).toBe('enrol')
    expect(begun.cookie).toBeUndefined()
    const { challenge } = begun.body
    const enrolment = await app.post('/api/v1/sign-in/enrolment', { challenge })
    expect(enrolment.body).toMatchObject({
      issuer: 'Northwind',
      account: agent.email,
      digits: 6,
      periodSeconds: 30,
    })
    secret = enrolment.body.secret
    const done = await app.post('/api/v1/sign-in/enrolment/confirm', {
      challenge,
      code: codeOf(secret, app.now()),
    })
    expect(done.body).toMatchObject({ step: 'done', session: { client: 'web' } })
    expect(done.body.recoveryCodes).toHaveLength(10)
    const me = await app.get('/api/v1/me', { cookie: done.cookie })
    expect(me.body.secondFactor).toMatchObject({
      enrolled: true,
      requirement: { source: 'account' },
      recoveryCodesLeft: 10,
    })
  })

  test('is asked for a code from then on', async () => {
    app.advance(30)
    const begun = await app.post('/api/v1/sign-in', { ...agent, client: 'cli' })
    expect(begun.body).toMatchObject({ step: 'code', methods: ['totp', 'recovery_code'] })
    const done = await app.post('/api/v1/sign-in/totp', {
      challenge: begun.body.challenge,
      code: codeOf(secret, app.now()),
    })
    expect(done.body.session.token).toMatch(/^[\w-]{43}$/)
    const me = await app.get('/api/v1/me', { token: done.body.session.token })
    expect(me.body.session.factors.map((factor: { method: string }) => factor.method)).toEqual([
      'password',
      'totp',
    ])
  })
})
