// Attack 51: guessing the links and one-time tokens that stand in for a password. They have 256 random bits; what is
// tested is that nobody gets to try many, and that guesses from elsewhere keep nobody from using a right one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, beginSignIn, signInAdmin, tellGuesses } from '../testing/people.ts'
import { ADMIN, codeOf, SETUP_TOKEN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

const BLOCKED = 'sign_in.too_many_attempts'
const flood = { remoteAddress: '203.0.113.51' }
const elsewhere = { remoteAddress: '198.51.100.51' }

const token = (index: number) => `${'A'.repeat(40)}${String(index).padStart(3, '0')}`

/** 500 guesses in one go: five are looked at. Then one after each wait: none comes in sooner than the wait says. */
async function expectSlowedDown(
  app: TestApp,
  guess: (index: number) => Promise<Answer>,
  told: string,
): Promise<void> {
  const atOnce = await tellGuesses(500, guess)
  expect(atOnce.slice(0, 5)).toEqual(Array(5).fill(told))
  expect(atOnce.slice(5)).toEqual(Array(495).fill(BLOCKED))
  const waits: number[] = []
  for (let round = 0; round < 10; round += 1) {
    const blocked = await guess(round)
    waits.push(blocked.body.retryAfterSeconds)
    expect(blocked.headers['retry-after']).toBe(String(blocked.body.retryAfterSeconds))
    app.advance(blocked.body.retryAfterSeconds)
    expect((await guess(round)).body.code).toBe(told)
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
}

describe('51: the token of the setup', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  test('51: 500 guesses from one address; whoever has the link sets up from another meanwhile', async () => {
    const setUp = (typed: string, from: { remoteAddress: string }) =>
      app.post('/api/v1/setup', { token: typed, organizationName: 'Northwind', ...ADMIN }, from)
    await expectSlowedDown(app, (index) => setUp(token(index), flood), 'setup.token_wrong')
    expect((await setUp(SETUP_TOKEN, flood)).body.code).toBe(BLOCKED)
    expect((await setUp(SETUP_TOKEN, elsewhere)).status).toBe(201)
    expect((await setUp(SETUP_TOKEN, elsewhere)).body.code).toBe('setup.already_done')
  })
})

describe('51: a setup token of two letters that the operator chose', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ env: { COUNTERSIGN_SETUP_TOKEN: 'zz' } })
  })
  afterAll(() => app.close())

  test('51: all 676 at once: five are looked at, and the right one, the last, is not among them', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
    const tokens = letters.flatMap((first) => letters.map((second) => first + second))
    const setUp = (typed: string, from: { remoteAddress: string }) =>
      app.post('/api/v1/setup', { token: typed, organizationName: 'Northwind', ...ADMIN }, from)
    const answers = await Promise.all(tokens.map((typed) => setUp(typed, flood)))
    const told = answers.map((answer) => (answer.status === 201 ? 'done' : answer.body.code))
    expect(told.filter((one) => one !== BLOCKED)).toEqual(Array(5).fill('setup.token_wrong'))
    expect((await setUp('zz', elsewhere)).status).toBe(201)
  })
})

describe('51: links and challenges', () => {
  let app: TestApp
  let admin: string
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.setUp()
  })
  afterAll(() => app.close())

  test('51: 500 guesses at invitations, through both doors; the invited one gets in from elsewhere', async () => {
    const email = 'invited@northwind.example'
    const added = await app.post('/api/v1/users', { email }, { cookie: admin })
    const right = new URL(added.body.invitation.url).hash.slice(1)
    const password = 'copper meadow basket 41'
    const doors = [
      (typed: string, from: { remoteAddress: string }) =>
        app.post('/api/v1/invitations/inspect', { token: typed }, from),
      (typed: string, from: { remoteAddress: string }) =>
        app.post('/api/v1/invitations/accept', { token: typed, password }, from),
    ]
    await expectSlowedDown(app, (index) => doors[index % 2]!(token(index), flood), 'invitation.invalid')
    for (const door of doors) expect((await door(right, flood)).body.code).toBe(BLOCKED)
    expect((await doors[0]!(right, elsewhere)).body).toMatchObject({ email })
    expect((await doors[1]!(right, elsewhere)).status).toBe(200)
    expect((await beginSignIn(app, { email, password }, elsewhere)).step).toBe('done')
    // It worked once.
    expect((await doors[1]!(right, elsewhere)).body.code).toBe('invitation.invalid')
  })

  const password = 'velvet harbor pencil 93'
  test.each([
    ['a reset of a password', '/api/v1/password-reset/complete', { password }, 'password.reset_invalid'],
    ['a recovery of an admin', '/api/v1/recoveries/complete', { password }, 'recovery.invalid'],
    [
      'an invitation of an organization',
      '/api/v1/organization-invitations/accept',
      { password, organizationName: 'Southwind' },
      'invitation.invalid',
    ],
  ])(
    '51: 500 guesses at %s: slowed down by address, for whoever has the link too',
    async (_, path, rest, told) => {
      const guess = (index: number) => app.post(path, { token: token(index), ...rest }, flood)
      await expectSlowedDown(app, guess, told)
      expect((await app.post(path, { token: token(1), ...rest }, elsewhere)).body.code).toBe(told)
    },
  )

  test('51: 500 guesses at the challenge of somebody’s sign-in, with the right code: none is it', async () => {
    const person = await addEnrolledUser(app, await signInAdmin(app))
    const { challenge } = await beginSignIn(app, person)
    const code = codeOf(person.secret, app.now())
    // Its first thirty characters are right, as if somebody had seen a part of it.
    const guess = (index: number) => `${challenge.slice(0, 30)}${String(index).padStart(13, '0')}`
    const told = await tellGuesses(500, (index) =>
      app.post('/api/v1/sign-in/totp', { challenge: guess(index), code }),
    )
    expect(told).toEqual(Array(500).fill('sign_in.challenge_over'))
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
  })

  test('51: 500 guesses at session tokens: none is one', async () => {
    const told = await tellGuesses(500, (index) => app.get('/api/v1/me', { token: token(index) }))
    expect(told).toEqual(Array(500).fill('session.required'))
  })
})
