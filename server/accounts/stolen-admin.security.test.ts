// Attack: somebody has the cookie of an admin, whose proof is hours old, and nothing else. With it they move a user's
// address to their own mailbox and ask for a new password there, make themselves an admin, or take requirements away.
// All of it asks for a fresh proof (ASVS 7.5.1); what is no way into an account does not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser, signInAdmin } from '../testing/people.ts'
import { ADMIN, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let cookie: string
let victim: string
beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  await app.setUp()
  cookie = await signInAdmin(app)
  victim = (await addUser(app, cookie, { requireSecondFactor: true })).id
  app.advance(11 * 60)
})
afterAll(() => app.close())

const patch = (body: object) => app.request('PATCH', `/api/v1/users/${victim}`, { cookie, body })
const everything = async () => {
  const { rows } = await app.database.pool.query('SELECT * FROM accounts ORDER BY id')
  return rows as unknown[]
}

const grave: Record<string, () => ReturnType<typeof patch>> = {
  'another address': () => patch({ email: 'thief@elsewhere.example' }),
  'another role': () => patch({ role: 'admin' }),
  'the help-desk permission': () => patch({ isHelpDesk: true }),
  'no requirement any more': () => patch({ requireSecondFactor: false }),
  'time until a requirement holds': () =>
    patch({
      requireSecondFactor: true,
      graceUntil: new Date(app.now().getTime() + 86_400_000).toISOString(),
    }),
  'a grave change beside a harmless one': () => patch({ name: 'Harmless', role: 'admin' }),
  'the account is enabled again': () => patch({ disabled: false }),
  'the user is deleted': () => app.request('DELETE', `/api/v1/users/${victim}`, { cookie }),
  'the link of somebody who was invited': () =>
    app.post(`/api/v1/users/${victim}/invitation`, {}, { cookie }),
  'an admin of one’s own': () =>
    app.post('/api/v1/users', { email: 'thief@elsewhere.example', role: 'admin' }, { cookie }),
  'a help desk of one’s own': () =>
    app.post('/api/v1/users', { email: 'thief@elsewhere.example', isHelpDesk: true }, { cookie }),
}

describe('with a stolen session alone', () => {
  test.each(Object.keys(grave))('%s: refused, and nothing is changed', async (name) => {
    const before = await everything()
    expect(await grave[name]?.()).toMatchObject({ status: 403, body: { code: 'access.step_up_required' } })
    expect(await everything()).toEqual(before)
  })

  test('what opens no account goes on without: a name, a requirement, keeping somebody out, a new agent', async () => {
    for (const body of [{ name: 'Grace' }, { requireSecondFactor: true }, { disabled: true }]) {
      expect((await patch(body)).status).toBe(200)
    }
    const added = await app.post('/api/v1/users', { email: 'new@northwind.example' }, { cookie })
    expect(added.status).toBe(201)
  })
})

test('with a fresh proof the admin does all of it', async () => {
  const proven = await app.post('/api/v1/me/step-up', { password: ADMIN.password }, { cookie })
  expect(proven.status).toBe(200)
  const { 'the user is deleted': remove, ...others } = grave
  for (const [name, change] of Object.entries(others)) {
    const answer = await change()
    // An admin is no help desk, and one address makes one account.
    const isPossible =
      answer.status < 300 ||
      ['user.help_desk_is_for_agents', 'user.email_taken', 'user.not_invited'].includes(answer.body.code)
    expect(isPossible, `${name}: ${JSON.stringify(answer.body)}`).toBe(true)
  }
  expect((await remove?.())?.status).toBe(204)
})
