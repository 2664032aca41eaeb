// Attack 42: with one guess left, 200 are sent in the same instant, so that all of them are judged before the first is
// counted. Two servers share the database, as behind a load balancer.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInWithCode,
  wrongCode,
  type EnrolledPerson,
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

const WRONG = 'second_factor.code_wrong'
const BLOCKED = 'second_factor.too_many_attempts'
const SWITCHED_OFF = 'second_factor.switched_off'

const FREE_GUESSES = 5
const LONGEST_WAIT_SECONDS = 3600

function advanceAll(seconds: number): void {
  for (const server of [app, beside]) server.advance(seconds)
}

const codesOf = (answers: Answer[]): string[] => answers.map((answer) => answer.body.code)
const count = (codes: string[], code: string): number => codes.filter((one) => one === code).length
const wrong = (person: EnrolledPerson) => wrongCode(person.secret, app.now())
const right = (person: EnrolledPerson) => codeOf(person.secret, app.now())

/** Wrong codes, each after the longest wait there is, so that every one is looked at. */
async function guess(person: EnrolledPerson, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    advanceAll(LONGEST_WAIT_SECONDS)
    expect((await signInWithCode(app, person, wrong(person))).body.code).toBe(WRONG)
  }
}

describe('42: 200 guesses in the same instant', () => {
  /** 200 posts at once over two servers, on one challenge or on ten. */
  async function burst(person: EnrolledPerson, codes: readonly string[], challenges: number) {
    const begun = await Promise.all(Array.from({ length: challenges }, () => beginSignIn(app, person)))
    return Promise.all(
      codes.map((code, index) => {
        const { challenge } = begun[index % challenges]!
        const server = index % 2 === 0 ? app : beside
        return server.post('/api/v1/sign-in/totp', { challenge, code })
      }),
    )
  }

  const wrongs = (person: EnrolledPerson) => Array<string>(200).fill(wrong(person))

  test.each([1, 10])('42: with one attempt left, on %i challenges, one is looked at', async (challenges) => {
    const person = await addEnrolledUser(app, admin)
    for (let failure = 1; failure < FREE_GUESSES; failure += 1) {
      expect((await signInWithCode(app, person, wrong(person))).body.code).toBe(WRONG)
    }
    const told = codesOf(await burst(person, wrongs(person), challenges))
    expect(count(told, WRONG)).toBe(1)
    expect(count(told, BLOCKED)).toBe(199)
    advanceAll(30)
    expect((await signInWithCode(app, person, right(person))).status).toBe(200)
  })

  test('42: with five attempts left, five are looked at', async () => {
    const person = await addEnrolledUser(app, admin)
    const told = codesOf(await burst(person, wrongs(person), 10))
    expect(count(told, WRONG)).toBe(FREE_GUESSES)
    expect(count(told, BLOCKED)).toBe(200 - FREE_GUESSES)
  })

  test('42: with the right code among them and one attempt left, no more than one is looked at', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await addEnrolledUser(app, admin)
      const before = await countSessions(app, person)
      for (let failure = 1; failure < FREE_GUESSES; failure += 1) {
        await signInWithCode(app, person, wrong(person))
      }
      const answers = await burst(person, wrongs(person).with(round * 40, right(person)), 1)
      const won = answers.filter((answer) => answer.status === 200).length
      expect(won + count(codesOf(answers), WRONG)).toBe(1)
      expect(await countSessions(app, person)).toBe(before + won)
    }
  })

  test('42: during the wait, with the right code 200 times, none is looked at', async () => {
    const person = await addEnrolledUser(app, admin)
    await burst(person, wrongs(person), 1)
    const answers = await burst(person, Array<string>(200).fill(right(person)), 10)
    expect(count(codesOf(answers), BLOCKED)).toBe(200)
    advanceAll(30)
    expect((await signInWithCode(app, person, right(person))).status).toBe(200)
  })

  test('42: at the hundredth failure, one is looked at, and then the app is off for all', async () => {
    const person = await addEnrolledUser(app, admin)
    await guess(person, 99)
    advanceAll(LONGEST_WAIT_SECONDS)
    const told = codesOf(await burst(person, wrongs(person), 10))
    expect(count(told, WRONG)).toBe(1)
    expect(count(told, BLOCKED) + count(told, SWITCHED_OFF)).toBe(199)
    advanceAll(LONGEST_WAIT_SECONDS)
    expect((await signInWithCode(app, person, right(person))).body.code).toBe(SWITCHED_OFF)
  })
})
