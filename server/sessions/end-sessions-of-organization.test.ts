// Every session of an organization ended at once, by an admin.
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addSignedInOperator,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  beside = await startTestApp({ beside: app })
  await app.setUp()
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const endAll = (cookie: string) => app.request('DELETE', '/api/v1/organization/sessions', { cookie })
const isSignedIn = async (cookie: string, where = beside) =>
  (await where.get('/api/v1/me', { cookie })).status === 200

test('all sessions of the organization but the caller’s end, on every server, and their owners are told', async () => {
  const person = await addEnrolledUser(app, admin)
  const session = (await signInFully(app, person)) ?? ''
  const otherAdmin = await signInAdmin(app)
  const operator = await addSignedInOperator(app, 'olga@operators.example')
  app.advance(30)
  const { challenge } = await beginSignIn(app, person)
  expect(await isSignedIn(session)).toBe(true)

  const { status, body } = await endAll(admin)
  expect(status).toBe(200)
  expect(body.ended).toBeGreaterThanOrEqual(2)
  expect(await isSignedIn(session)).toBe(false)
  expect(await isSignedIn(otherAdmin)).toBe(false)
  expect(await isSignedIn(admin)).toBe(true)
  // Another organization is none of its business.
  expect(await isSignedIn(operator.cookie)).toBe(true)
  // A sign-in that was under way begins again.
  const answer = await app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(person.secret, app.now()) })
  expect(answer.body.code).toBe('sign_in.challenge_over')

  const again = (await signInFully(app, person)) ?? ''
  const notices = await app.get('/api/v1/me/notices', { cookie: again })
  expect((notices.body.items as { kind: string }[]).map(({ kind }) => kind)).toContain('sessions_ended')
  const { body: log } = await app.get('/api/v1/audit-events', { cookie: admin })
  expect(log.items[0]).toMatchObject({ action: 'organization.sessions_ended', facts: { ended: body.ended } })
})

test('it asks for a proof of the last minutes, and agents have no say', async () => {
  const agent = (await beginSignIn(app, await addUser(app, admin))).cookie ?? ''
  expect((await endAll(agent)).body.code).toBe('access.admin_required')
  app.advance(11 * 60)
  expect((await endAll(admin)).body.code).toBe('access.step_up_required')
  expect(await isSignedIn(agent, app)).toBe(true)
})

test('beside sign-ins of the same moment: each is in before and ended, or after and stays; nothing waits for ever', async () => {
  const fresh = await signInAdmin(app)
  const people = await Promise.all(Array.from({ length: 6 }, () => addUser(app, fresh)))
  for (let round = 0; round < 5; round += 1) {
    const [ended, ...signedIn] = await Promise.all([
      endAll(fresh),
      ...people.map(async (person) => (await beginSignIn(app, person)).cookie ?? ''),
    ])
    expect(ended.status).toBe(200)
    for (const cookie of signedIn) expect(cookie).not.toBe('')
  }
})
