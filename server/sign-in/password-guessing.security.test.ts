// Attacks of somebody who guesses passwords (attack list C, 45, 46, 49): another spelling of the name, one's own success
// in between, or another door that asks for the password must buy no new guesses.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  guessPassword,
  signInAdmin,
  signInFully,
  tellGuesses,
} from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

const REFUSED = 'sign_in.refused'
const BLOCKED = 'sign_in.too_many_attempts'
const FREE_GUESSES = 5

const fiveAreLookedAt = (times: number) => [
  ...Array<string>(FREE_GUESSES).fill(REFUSED),
  ...Array<string>(times - FREE_GUESSES).fill(BLOCKED),
]

let networks = 0
/** A network that no other test has guessed from. */
function newNetwork(): string {
  networks += 1
  return `198.18.${networks}`
}

test('45: one account by many spellings of its address: one budget; each spelling signs its owner in', async () => {
  const person = await addUser(app, admin, { email: 'Spelled.Person@northwind.example' })
  const spellings = [
    'spelled.person@northwind.example',
    'SPELLED.PERSON@NORTHWIND.EXAMPLE',
    ' Spelled.Person@northwind.example ',
    'ｓｐｅｌｌｅｄ.person@northwind.example',
    'spelled.person@NorthWind.Example',
  ]
  for (const email of spellings) {
    expect((await beginSignIn(app, { email, password: person.password })).step).toBe('done')
  }
  const from = { remoteAddress: `${newNetwork()}.1` }
  const told = await tellGuesses(10, (index) => guessPassword(app, { email: spellings[index % 5]! }, from))
  expect(told).toEqual(fiveAreLookedAt(10))
})

describe('46: one’s own success between guesses', () => {
  test('46: signing in to one’s own account gives no new guesses at another’s', async () => {
    const victim = await addUser(app, admin)
    const thief = await addUser(app, admin)
    const from = { remoteAddress: `${newNetwork()}.1` }
    const told = await tellGuesses(10, async (index) => {
      const answer = await guessPassword(app, victim, from)
      if (index % 2 === 0) expect((await beginSignIn(app, thief, from)).step).toBe('done')
      return answer
    })
    expect(told).toEqual(fiveAreLookedAt(10))
  })

  test('46: nor does it take back what the address has failed at other accounts', async () => {
    const thief = await addUser(app, admin)
    const from = { remoteAddress: `${newNetwork()}.1` }
    const told = await tellGuesses(110, async (index) => {
      const answer = await guessPassword(app, { email: `sprayed-${index}@northwind.example` }, from)
      if (index % 10 === 0) await beginSignIn(app, thief, from)
      return answer
    })
    expect(told.slice(100)).toEqual(Array(10).fill(BLOCKED))
  })
})

describe('49: a side door that tells whether a password is right', () => {
  test('49: turning two-factor off asks for the password: it has the same budget as the sign-in', async () => {
    const person = await addEnrolledUser(app, admin)
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    const from = { remoteAddress: `${newNetwork()}.1` }
    const cookie = await signInFully(app, person, from)
    const turnOff = (password: string) =>
      app.post('/api/v1/me/second-factor/disable', { password }, { cookie, ...from })
    const told = await tellGuesses(8, (index) => turnOff(`guess number ${index}`))
    expect(told).toEqual([...Array(5).fill('password.wrong'), ...Array(3).fill(BLOCKED)])
    // Neither door looks at a password during the wait, right or wrong.
    expect((await turnOff(person.password)).body.code).toBe(BLOCKED)
    expect((await guessPassword(app, person, from)).body.code).toBe(BLOCKED)
    app.advance(5)
    expect((await turnOff(person.password)).status).toBe(204)
  })

  test('49: without a session it says nothing, right or wrong', async () => {
    const person = await addEnrolledUser(app, admin)
    for (const password of [person.password, 'not the password 99']) {
      const answer = await app.post('/api/v1/me/second-factor/disable', { password })
      expect(answer.body.code).toBe('session.required')
    }
  })

  test('49: during the wait the sign-in answers the same to a right password, a wrong one and an unknown name', async () => {
    const person = await addUser(app, admin)
    const from = { remoteAddress: `${newNetwork()}.1` }
    const email = 'unknown-49@northwind.example'
    await tellGuesses(FREE_GUESSES, () => guessPassword(app, person, from))
    await tellGuesses(FREE_GUESSES, () => guessPassword(app, { email }, from))
    const tell = async (body: { email: string; password: string }) => {
      const answer = await app.post('/api/v1/sign-in', body, from)
      return { ...answer.body, requestId: '' }
    }
    const right = await tell({ email: person.email, password: person.password })
    expect(right).toMatchObject({ code: BLOCKED, retryAfterSeconds: 5 })
    expect(await tell({ email: person.email, password: 'not the password 99' })).toEqual(right)
    expect(await tell({ email, password: 'not the password 99' })).toEqual(right)
  })

  test('49: a burst of 200 guesses with the right password among them: beyond the budget nothing is told', async () => {
    const person = await addUser(app, admin)
    const from = { remoteAddress: `${newNetwork()}.1` }
    await tellGuesses(FREE_GUESSES - 1, () => guessPassword(app, person, from))
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        index === 150
          ? app.post('/api/v1/sign-in', { email: person.email, password: person.password }, from)
          : guessPassword(app, person, from),
      ),
    )
    const told = answers.map((answer) => (answer.status === 200 ? 'done' : answer.body.code))
    // The right one either came first, and with it five new guesses; or it was one of those that nobody looked at.
    const isIn = told.includes('done')
    expect(told.filter((code) => code === REFUSED).length).toBeLessThanOrEqual(isIn ? FREE_GUESSES : 1)
    expect(told.filter((code) => code === BLOCKED).length).toBeGreaterThanOrEqual(194)
  })
})
