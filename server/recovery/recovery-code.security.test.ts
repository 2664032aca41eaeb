// Attacks on recovery codes (attack list B, 32 to 37, and C, 53): a printed list that somebody photographed, a code
// that was used, ten codes to guess at.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
  signInWithCode,
  signInWithRecoveryCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  beside = await startTestApp({ beside: app, startAt: app.now() })
  await app.setUp()
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const WRONG = 'recovery_code.wrong'

function advanceAll(seconds: number): void {
  for (const server of [app, beside]) server.advance(seconds)
}

function expectRefused(answer: Answer, code: string): void {
  expect(answer.body.code).toBe(code)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.cookie).toBeUndefined()
  expect(answer.body.session).toBeUndefined()
}

async function codesLeft(cookie: string | undefined): Promise<number> {
  return (await app.get('/api/v1/me', { cookie })).body.secondFactor.recoveryCodesLeft
}

describe('32: a recovery code is used twice', () => {
  test('32: the second time it is refused, on every server and for every client; another code works', async () => {
    const person = await addEnrolledUser(app, admin)
    const [code = '', another = ''] = person.recoveryCodes
    const first = await signInWithRecoveryCode(app, person, code)
    expect(first.status).toBe(200)
    expect(await codesLeft(first.cookie)).toBe(9)
    expectRefused(await signInWithRecoveryCode(app, person, code), WRONG)
    expectRefused(await signInWithRecoveryCode(beside, person, code), WRONG)
    const { challenge } = await beginSignIn(app, person, { client: 'mobile' })
    expectRefused(await app.post('/api/v1/sign-in/recovery-code', { challenge, code }), WRONG)
    expect((await signInWithRecoveryCode(app, person, another)).status).toBe(200)
    expect(await codesLeft(first.cookie)).toBe(8)
  })

  test('32: months later it is still used', async () => {
    const person = await addEnrolledUser(app, admin)
    const [code = '', another = ''] = person.recoveryCodes
    expect((await signInWithRecoveryCode(app, person, code)).status).toBe(200)
    advanceAll(90 * 86_400)
    expectRefused(await signInWithRecoveryCode(app, person, code), WRONG)
    expect((await signInWithRecoveryCode(app, person, another)).status).toBe(200)
  })

  test('32: the code of another user is none of mine, though it is right for its owner', async () => {
    const alice = await addEnrolledUser(app, admin)
    const bob = await addEnrolledUser(app, admin)
    const [codeOfBob = ''] = bob.recoveryCodes
    expectRefused(await signInWithRecoveryCode(app, alice, codeOfBob), WRONG)
    expect((await signInWithRecoveryCode(app, bob, codeOfBob)).status).toBe(200)
  })

  test('32: a recovery code where the app’s code is asked for, and the app’s code where a recovery code is', async () => {
    const person = await addEnrolledUser(app, admin)
    const [code = ''] = person.recoveryCodes
    expectRefused(await signInWithCode(app, person, code), 'second_factor.code_wrong')
    expectRefused(await signInWithRecoveryCode(app, person, codeOf(person.secret, app.now())), WRONG)
    expect((await signInWithRecoveryCode(app, person, code)).status).toBe(200)
  })
})

describe('33: one recovery code in 20 requests at once', () => {
  test.each(['on one challenge', 'each on a challenge of its own'])(
    '33: %s, over two servers: one session, one code gone',
    async (form) => {
      const person = await addEnrolledUser(app, admin)
      const [code = '', another = ''] = person.recoveryCodes
      const before = await countSessions(app, person)
      const shared = await beginSignIn(app, person)
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const server = index % 2 === 0 ? app : beside
          const begun = form === 'on one challenge' ? shared : await beginSignIn(server, person)
          return server.post('/api/v1/sign-in/recovery-code', { challenge: begun.challenge, code })
        }),
      )
      const [won, ...more] = answers.filter((answer) => answer.status === 200)
      expect(more).toEqual([])
      expect(await countSessions(app, person)).toBe(before + 1)
      expect(await codesLeft(won?.cookie)).toBe(9)
      // The losers were counted as failures; after the wait another code works.
      advanceAll(60)
      expect((await signInWithRecoveryCode(app, person, another)).status).toBe(200)
    },
  )

  test('33: a recovery code and a code of the app at once on one challenge: one session, one of them spent', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await addEnrolledUser(app, admin)
      const [recoveryCode = ''] = person.recoveryCodes
      const { challenge } = await beginSignIn(app, person)
      const code = codeOf(person.secret, app.now())
      const before = await countSessions(app, person)
      const answers = await Promise.all([
        app.post('/api/v1/sign-in/recovery-code', { challenge, code: recoveryCode }),
        beside.post('/api/v1/sign-in/totp', { challenge, code }),
      ])
      const won = answers.filter((answer) => answer.status === 200)
      expect(won).toHaveLength(1)
      expect(await countSessions(app, person)).toBe(before + 1)
      const isRecovery = answers[0].status === 200
      expect(await codesLeft(won[0]?.cookie)).toBe(isRecovery ? 9 : 10)
      // What was not spent still works, and what was does not.
      const codeAgain = await signInWithCode(app, person, code)
      expect(codeAgain.status).toBe(isRecovery ? 200 : 401)
    }
  })
})

describe('34: a code of the old set after a new set was made', () => {
  test('34: the old codes are void, used or not; the new ones work', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const renewed = await app.post('/api/v1/me/recovery-codes', undefined, { cookie })
    expect(renewed.status).toBe(201)
    const { recoveryCodes } = renewed.body
    expect(recoveryCodes).toHaveLength(10)
    expect(recoveryCodes.filter((code: string) => person.recoveryCodes.includes(code))).toEqual([])
    for (const old of person.recoveryCodes.slice(0, 3)) {
      expectRefused(await signInWithRecoveryCode(app, person, old), WRONG)
    }
    expect((await signInWithRecoveryCode(app, person, recoveryCodes[0])).status).toBe(200)
    expect(await codesLeft(cookie)).toBe(9)
  })

  test('34: two sets made at once: ten codes are left, of one set', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const sets = await Promise.all(
      [app, beside].map((server) => server.post('/api/v1/me/recovery-codes', undefined, { cookie })),
    )
    expect(sets.map((set) => set.status)).toEqual([201, 201])
    expect(await codesLeft(cookie)).toBe(10)
    const answers: Answer[] = []
    for (const set of sets) {
      answers.push(await signInWithRecoveryCode(app, person, set.body.recoveryCodes[0]))
    }
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.body.code === WRONG)).toHaveLength(1)
  })

  test('34: a thief of an open session makes a new set; without a fresh second factor there is none', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    advanceAll(601)
    const stolen = await app.post('/api/v1/me/recovery-codes', undefined, { cookie })
    expectRefused(stolen, 'second_factor.fresh_code_required')
    const code = codeOf(person.secret, app.now())
    expect((await app.post('/api/v1/me/step-up', { code }, { cookie })).status).toBe(200)
    expect((await app.post('/api/v1/me/recovery-codes', undefined, { cookie })).status).toBe(201)
  })
})

describe('35: a used recovery code comes back in another spelling', () => {
  const spellings: [string, (code: string) => string][] = [
    ['lower case', (code) => code.toLowerCase()],
    ['no hyphens', (code) => code.replaceAll('-', '')],
    ['spaces', (code) => code.replaceAll('-', ' ')],
    ['white space around', (code) => `  ${code}\n`],
    ['zeros for the letter O', (code) => code.replaceAll('O', '0')],
    ['ones for the letter I', (code) => code.replaceAll('I', '1')],
    ['eights for the letter B', (code) => code.replaceAll('B', '8')],
    [
      'full-width letters',
      (code) =>
        code.replaceAll(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x41 + 0xff21)),
    ],
  ]

  test.each(spellings)('35: %s: refused when used, taken when fresh', async (_name, spell) => {
    const person = await addEnrolledUser(app, admin)
    // Of the ten, those come first in which the spelling changes something.
    const [code = '', another = ''] = person.recoveryCodes.toSorted(
      (a, b) => Number(spell(b) !== b) - Number(spell(a) !== a),
    )
    expect((await signInWithRecoveryCode(app, person, code)).status).toBe(200)
    expectRefused(await signInWithRecoveryCode(app, person, spell(code)), WRONG)
    expect((await signInWithRecoveryCode(app, person, spell(another))).status).toBe(200)
    expectRefused(await signInWithRecoveryCode(app, person, another), WRONG)
  })

  test('35: what is nearly a code is none: cut, longer, with one letter changed, empty', async () => {
    const person = await addEnrolledUser(app, admin)
    const [code = ''] = person.recoveryCodes
    const changed = `${code.slice(0, -1)}${code.endsWith('A') ? 'Q' : 'A'}`
    for (const typed of [code.slice(0, -1), `${code}A`, changed, '']) {
      expectRefused(await signInWithRecoveryCode(app, person, typed), WRONG)
    }
    expect((await signInWithRecoveryCode(app, person, code)).status).toBe(200)
  })
})

describe('36: the printed list alone', () => {
  test('36: is neither a password nor a sign-in; with the password one code is one sign-in', async () => {
    const person = await addEnrolledUser(app, admin)
    const [code = '', another = ''] = person.recoveryCodes
    const asPassword = { email: person.email, password: code }
    expectRefused(await app.post('/api/v1/sign-in', asPassword), 'sign_in.refused')
    const withoutPassword = [
      { challenge: '', code },
      { challenge: person.email, code },
      { challenge: person.id, code },
      { challenge: code, code: another },
    ]
    for (const body of withoutPassword) {
      expectRefused(await app.post('/api/v1/sign-in/recovery-code', body), 'sign_in.challenge_over')
    }
    expect((await signInWithRecoveryCode(app, person, code)).status).toBe(200)
  })

  test('36: a session from a recovery code does not turn two-factor off without the password', async () => {
    const person = await addEnrolledUser(app, admin)
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    const [code = '', another = ''] = person.recoveryCodes
    const { cookie } = await signInWithRecoveryCode(app, person, code)
    const turnOff = (password: string) =>
      app.post('/api/v1/me/second-factor/disable', { password }, { cookie })
    expectRefused(await turnOff(another), 'password.wrong')
    expect((await turnOff(person.password)).status).toBe(204)
  })
})

test('37: signing in with the app uses no recovery codes up', async () => {
  const person = await addEnrolledUser(app, admin)
  let cookie: string | undefined
  for (let round = 0; round < 10; round += 1) {
    cookie = await signInFully(app, person)
    advanceAll(30)
  }
  expect(await codesLeft(cookie)).toBe(10)
  const { cookie: recovered } = await signInWithRecoveryCode(app, person, person.recoveryCodes[9] ?? '')
  expect(await codesLeft(recovered)).toBe(9)
})

describe('53: guessing recovery codes', () => {
  const guess = (index: number) => `AAAA-AAAA-AAAA-AA${String.fromCharCode(65 + (index % 26))}A`

  test('53: 100 guesses in one breath: five are looked at, and a right code has to wait as well', async () => {
    const person = await addEnrolledUser(app, admin)
    const { challenge } = await beginSignIn(app, person)
    const give = (code: string) => app.post('/api/v1/sign-in/recovery-code', { challenge, code })
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => give(guess(index))))
    const told = answers.map((answer) => answer.body.code)
    expect(told.filter((code) => code === WRONG)).toHaveLength(5)
    expect(told.filter((code) => code === 'second_factor.too_many_attempts')).toHaveLength(95)
    const [code = ''] = person.recoveryCodes
    expect((await give(code)).status).toBe(429)
    advanceAll(30)
    expect((await give(code)).status).toBe(200)
  })

  test('53: 100 guesses over days, each after its wait: the app is switched off, the owner’s code still works', async () => {
    const person = await addEnrolledUser(app, admin)
    for (let index = 0; index < 100; index += 1) {
      advanceAll(3600)
      expectRefused(await signInWithRecoveryCode(app, person, guess(index)), WRONG)
    }
    advanceAll(3600)
    const begun = await app.post('/api/v1/sign-in', { email: person.email, password: person.password })
    expect(begun.body).toMatchObject({ step: 'code', methods: ['recovery_code'] })
    const answer = await signInWithRecoveryCode(app, person, person.recoveryCodes[0] ?? '')
    expect(answer.status).toBe(200)
    const { body } = await app.get('/api/v1/me/notices', { cookie: answer.cookie ?? '' })
    expect((body.items as { kind: string }[]).map(({ kind }) => kind)).toContain(
      'authenticators_switched_off',
    )
  })
})
