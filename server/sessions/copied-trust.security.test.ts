// Attacks: a thief who knows the password has a copy of what a trusted browser keeps (attack list F, 99). Whoever of the two
// comes with a token that the other has moved on from is found out; nobody is, because an answer was lost on its way.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { forgetHistory } from '../history/history.store.ts'
import { heldUp } from '../testing/held-up.ts'
import { addEnrolledUser, listNotices, signInAdmin, type EnrolledPerson } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import {
  from,
  onlyToken,
  signInFrom as signInFromBrowser,
  stepFrom,
  trustBrowser,
} from '../testing/trusted-browsers.ts'

let app: TestApp
let admin: string
let person: EnrolledPerson

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await signInAdmin(app)
  await app.request('PATCH', '/api/v1/organization', {
    cookie: admin,
    body: { policy: { trustedDeviceDays: 14 } },
  })
  person = await addEnrolledUser(app, admin)
})

const trust = (device?: string) => trustBrowser(app, person, device)
const signInFrom = (device: string) => signInFromBrowser(app, person, device)
const stepWith = (device: string) => stepFrom(app, person, device)
const statusOf = async (cookie: string) => (await app.get('/api/v1/me', { cookie })).status

/** Goes on with a session for minutes, so that the token which came with it was surely kept. */
async function workIn(cookie: string): Promise<void> {
  for (let minute = 0; minute < 4; minute += 1) {
    app.advance(60)
    expect(await statusOf(cookie)).toBe(200)
  }
}

async function expectFoundOut(sessions: string[], devices: string[]): Promise<void> {
  for (const device of devices) expect(await stepWith(device)).toBe('code')
  for (const cookie of sessions) expect(await statusOf(cookie)).toBe(401)
  const notices = await listNotices(app, person)
  expect(notices.filter((kind) => kind === 'trust_copied')).toHaveLength(1)
  const events = await app.database.query
    .selectFrom('audit_events')
    .select('action')
    .where('subject_id', '=', person.id)
    .execute()
  expect(events.map(({ action }) => action)).toContain('device.trust_copied')
}

test('99: by a thief who comes after the owner: the old token is known for old, and nobody is trusted any more', async () => {
  const { device: copy } = await trust()
  const first = await signInFrom(copy)
  expect(first.headers).toMatch(
    /countersign_trust_[\w-]{16}=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict/,
  )
  expect(onlyToken(first.device)).not.toBe(onlyToken(copy))
  const second = await signInFrom(first.device)
  expect(await stepWith(copy)).toBe('code')
  await expectFoundOut([first.cookie, second.cookie], [copy, first.device, second.device])
})

test('99: by a thief who comes before the owner: what the thief began ends when the owner comes', async () => {
  const { device, cookie } = await trust()
  const thief = await signInFrom((await signInFrom(device)).device)
  expect(await statusOf(thief.cookie)).toBe(200)
  expect(await stepWith(device)).toBe('code')
  await expectFoundOut([thief.cookie], [device, thief.device])
  // The session that a code began is nobody else's.
  expect(await statusOf(cookie)).toBe(200)
})

test('99: by a thief who comes once, and stays: found out when the owner comes', async () => {
  const { device } = await trust()
  const thief = await signInFrom(device)
  await workIn(thief.cookie)
  expect(await stepWith(device)).toBe('code')
  await expectFoundOut([thief.cookie], [device, thief.device])
})

test.each([
  { what: 'the first', seconds: 1, isFirst: true },
  // Of two at once the one that was noted first may be written last.
  { what: 'the first, which is written last', seconds: -1, isFirst: false },
  { what: 'the second', seconds: 1, isFirst: false },
])(
  '99: by a thief who signs in twice at once, and works in $what: found out when the owner comes',
  async ({ seconds, isFirst }) => {
    const { device } = await trust()
    const one = await signInFrom(device)
    app.advance(seconds)
    const other = await signInFrom(device)
    await workIn((isFirst ? one : other).cookie)
    expect(await stepWith(device)).toBe('code')
    await expectFoundOut([one.cookie, other.cookie], [device, one.device])
  },
)

test('99: by a thief whose sign-in is older than the history that is kept: found out when the owner comes', async () => {
  const { device } = await trust()
  const thief = await signInFrom(device)
  await workIn(thief.cookie)
  await app.request('DELETE', '/api/v1/session', { cookie: thief.cookie })
  app.advance(3 * 86_400)
  await forgetHistory(app.database, app.now(), 1)
  expect(await stepWith(device)).toBe('code')
  await expectFoundOut([], [device, thief.device])
  // Its work is done.
  await forgetHistory(app.database, app.now(), 1)
  const { rowCount } = await app.database.pool.query(
    `SELECT FROM sessions WHERE account_id = $1 AND signed_in_with = 'trusted_device'`,
    [person.id],
  )
  expect(rowCount).toBe(0)
})

test('an answer that was lost, and two tabs at once, are no theft', async () => {
  const { device } = await trust()
  const lost = await signInFrom(device)
  const heard = await signInFrom(device)
  expect(heard.device).toBe(lost.device)
  expect(await Promise.all([stepWith(heard.device), stepWith(heard.device)])).toEqual(['done', 'done'])
  expect(await listNotices(app, person)).not.toContain('trust_copied')
})

test('an answer that was lost while the browser was trusted anew is no theft: a code is asked for', async () => {
  const { device } = await signInFrom((await trust()).device)
  // Takes the trust away; the browser keeps its token.
  await app.post(`/api/v1/users/${person.id}/sessions/revoke`, {}, { cookie: admin })
  app.advance(30)
  await trust(device)
  expect(await stepWith(device)).toBe('code')
  expect(await listNotices(app, person)).not.toContain('trust_copied')
  app.advance(30)
  const anew = await trust(device)
  expect((await signInFrom(anew.device)).device).not.toBe(anew.device)
  // From here on whoever comes with the old one has a copy.
  expect(await stepWith(device)).toBe('code')
  await expectFoundOut([], [anew.device])
})

test('a token that somebody makes up ends the trust only with the right password', async () => {
  const { device } = await trust()
  const forged = device.replace(
    /(countersign_trust_[\w-]{16}=).*/,
    `$1${randomBytes(32).toString('base64url')}`,
  )
  await app.post('/api/v1/sign-in', { email: person.email, password: 'not the password 99' }, from(forged))
  expect(await stepWith(device)).toBe('done')
})

test('99: what the thief began is ended by the owner in the moment in which the copy is found out: both are answered', async () => {
  const { device, cookie } = await trust()
  const thief = await signInFrom((await signInFrom(device)).device)
  const { session } = (await app.get('/api/v1/me', { cookie: thief.cookie })).body
  const { email, password } = person
  const trusted = 'SELECT FROM trusted_devices WHERE account_id = $1 FOR UPDATE'
  const [found, ended] = await heldUp(
    app,
    trusted,
    [person.id],
    [
      () => app.post('/api/v1/sign-in', { email, password }, from(device)),
      () => app.request('DELETE', `/api/v1/me/sessions/${session.id}`, { cookie }),
    ],
  )
  expect(found).toMatchObject({ status: 200, body: { step: 'code' } })
  // Whoever comes second finds it ended.
  expect(ended).toMatchObject({ status: 404, body: { code: 'session.not_found' } })
  await expectFoundOut([thief.cookie], [device, thief.device])
})
