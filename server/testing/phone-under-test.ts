// An app with somebody who has an authenticator app and a phone that may approve; both new before each test.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { addEnrolledUser, signInAdmin, type EnrolledPerson } from './people.ts'
import { addPhone, type Phone } from './phones.ts'
import { startTestApp, type TestApp } from './test-app.ts'

export let app: TestApp
/** The cookie of the admin. */
export let admin: string
export let person: EnrolledPerson
export let phone: Phone

/** Sessions that last while the clock of a test goes on for a day. */
export const longSessions = { COUNTERSIGN_SESSION_IDLE_MINUTES: '3000', COUNTERSIGN_SESSION_HOURS: '100' }

/** Another browser, somewhere else. */
export const elsewhere = { headers: { 'user-agent': 'Other/2.0' }, remoteAddress: '203.0.113.77' }

/** @param env asked when the app starts, because what it names may have to be started before */
export function openPhoneForTests(env: () => Record<string, string> = () => ({})): void {
  beforeAll(async () => {
    app = await startTestApp({ env: env() })
    await app.setUp()
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    admin = await signInAdmin(app)
    person = await addEnrolledUser(app, admin)
    phone = await addPhone(app, person)
    // The code of now was used up by it.
    app.advance(30)
  })
}
