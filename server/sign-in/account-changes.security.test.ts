// An account that changes while a code of it is judged: turned off, disabled or deleted in the same instant. The change
// and the sign-in wait for one another in one order (the account first), so that neither is ever refused for the other,
// and no session outlives what it rested on.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { untilSomebodyWaits } from '../testing/held-up.ts'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
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

function advanceAll(seconds: number): void {
  for (const server of [app, beside]) server.advance(seconds)
}

const OVER = 'sign_in.challenge_over'

test('a right code waits for a change of the account, and what the change took away is gone for it', async () => {
  const person = await addEnrolledUser(app, admin)
  const { challenge } = await beginSignIn(app, person)
  const change = await app.database.pool.connect()
  try {
    await change.query('BEGIN')
    await change.query('SELECT FROM accounts WHERE id = $1 FOR UPDATE', [person.id])
    const code = codeOf(person.secret, app.now())
    const answering = app.post('/api/v1/sign-in/totp', { challenge, code })
    await untilSomebodyWaits(app)
    // Were the challenge locked before the account, the two would wait for one another for ever.
    await change.query('DELETE FROM challenges WHERE account_id = $1', [person.id])
    await change.query('COMMIT')
    const answer = await answering
    expect(answer.body.code).toBe(OVER)
    expect(answer.cookie).toBeUndefined()
  } finally {
    change.release()
  }
  // The step was not spent: the next sign-in takes the same code.
  expect(await signInFully(app, person)).toBeDefined()
})

describe('a right code and a change of the account at once, at every distance', () => {
  /** Runs both, the code a little later each time; what each answered. */
  async function atOnce(person: EnrolledPerson, round: number, change: () => Promise<Answer>) {
    const { challenge } = await beginSignIn(app, person)
    const code = codeOf(person.secret, app.now())
    const signIn = async () => {
      await new Promise((resolve) => setTimeout(resolve, round / 2))
      return app.post('/api/v1/sign-in/totp', { challenge, code })
    }
    return Promise.all([change(), signIn()])
  }

  const rounds = Array.from({ length: 24 }, (_, round) => round)

  test('two-factor turned off: the code signed in before, or finds the sign-in over', async () => {
    for (const round of rounds) {
      // Each round lasts half a minute, and to free somebody asks an admin for a proof of the last minutes.
      admin = await signInAdmin(app)
      const person = await addEnrolledUser(app, admin)
      const free = { body: { requireSecondFactor: false }, cookie: admin }
      await app.request('PATCH', `/api/v1/users/${person.id}`, free)
      const cookie = await signInFully(app, person)
      advanceAll(30)
      const { password } = person
      const [off, signedIn] = await atOnce(person, round, () =>
        beside.post('/api/v1/me/second-factor/disable', { password }, { cookie }),
      )
      expect(off.status).toBe(204)
      expect(signedIn.body.code ?? signedIn.status).toBeOneOf([200, OVER])
      // Turning it off ends every other session, the one that was just born too.
      expect(await countSessions(app, person)).toBe(1)
    }
  })

  test('the account disabled by an admin: no session is left', async () => {
    for (const round of rounds) {
      const person = await addEnrolledUser(app, admin)
      const body = { disabled: true }
      const [disabled, signedIn] = await atOnce(person, round, () =>
        beside.request('PATCH', `/api/v1/users/${person.id}`, { body, cookie: admin }),
      )
      expect(disabled.status).toBe(200)
      expect(signedIn.body.code ?? signedIn.status).toBeOneOf([200, OVER])
      expect(await countSessions(app, person)).toBe(0)
    }
  })

  test('the account deleted by an admin: nothing is left', async () => {
    for (const round of rounds) {
      const person = await addEnrolledUser(app, admin)
      const [deleted, signedIn] = await atOnce(person, round, () =>
        beside.request('DELETE', `/api/v1/users/${person.id}`, { cookie: admin }),
      )
      expect(deleted.status).toBe(204)
      expect(signedIn.body.code ?? signedIn.status).toBeOneOf([200, OVER])
      expect(await countSessions(app, person)).toBe(0)
    }
  })
})
