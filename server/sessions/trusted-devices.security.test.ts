// Attacks: the trust in a browser is carried to another account, used alone, forged, kept past its end, or used for
// what is grave (attack list F, 95 to 100). A trusted browser spares the code of its own account, and nothing else.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { heldUp } from '../testing/held-up.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  listNotices,
  signInAdmin,
  signInFully,
  signInWithRecoveryCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'
import { deviceOf, from, onlyKnown, onlyToken, stepFrom, trustBrowser } from '../testing/trusted-browsers.ts'

let app: TestApp
let admin: string
let person: EnrolledPerson

const DAYS = 14
const setPolicy = (policy: { trustedDeviceDays?: number; adminsMayTrustDevices?: boolean }) =>
  app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { policy } })
const setDays = (trustedDeviceDays: number) => setPolicy({ trustedDeviceDays })

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await signInAdmin(app)
  await setDays(DAYS)
  person = await addEnrolledUser(app, admin)
})

const trust = (who = person, device?: string) => trustBrowser(app, who, device)
const stepWith = (device: string, who = person) => stepFrom(app, who, device)
const statusOf = async (cookie: string) => (await app.get('/api/v1/me', { cookie })).status
const listed = async (cookie: string) =>
  (await app.get('/api/v1/me/trusted-devices', { cookie })).body.items as { id: string }[]

describe('a trusted browser', () => {
  test('signs in with the password alone, says so truly, and is told to its owner', async () => {
    const trustedAt = app.now()
    const { device } = await trust()
    app.advance(3600)
    const again = await beginSignIn(app, person, from(device))
    expect(again.step).toBe('done')
    const me = await app.get('/api/v1/me', { cookie: again.cookie ?? '' })
    expect(me.body.session.factors).toEqual([
      { method: 'password', provenAt: app.now().toISOString() },
      { method: 'trusted_device', provenAt: trustedAt.toISOString() },
    ])
    const { items } = (await app.get('/api/v1/me/sign-ins', { cookie: again.cookie ?? '' })).body
    expect(items[0]).toMatchObject({ outcome: 'success', factors: ['password', 'trusted_device'] })
    const notices = (await app.get('/api/v1/me/notices', { cookie: again.cookie ?? '' })).body.items
    expect(notices.map(({ kind }: { kind: string }) => kind)).toContain('device_trusted')
    const seen = await app.get('/api/v1/me/trusted-devices', from(device, again.cookie))
    expect(seen.body.items).toMatchObject([{ isCurrent: true, address: '127.0.0.1' }])
  })

  test('is offered where the organization allows it, and only to browsers', async () => {
    const { email, password } = person
    const signIn = (client: string) => app.post('/api/v1/sign-in', { email, password, client })
    expect((await signIn('web')).body.trustDays).toBe(DAYS)
    expect((await signIn('mobile')).body).not.toHaveProperty('trustDays')
    await setDays(0)
    expect((await signIn('web')).body).not.toHaveProperty('trustDays')
    const { device, cookie } = await trust()
    expect(await listed(cookie)).toEqual([])
    expect(await stepWith(device)).toBe('code')
  })

  test('is no other client: the same token and cookie from an app that is not a browser are asked for a code', async () => {
    const { device } = await trust()
    const app2 = await beginSignIn(app, person, { ...from(device), client: 'mobile' })
    expect(app2.step).toBe('code')
  })
})

test('9: trust is not to be had with the password, nor with a code that is not the app’s', async () => {
  const { email, password } = person
  const first = await app.post('/api/v1/sign-in', { email, password, trustDevice: true })
  expect(first.body.step).toBe('code')
  expect(deviceOf(first)).toBe('')
  const code = person.recoveryCodes[0] ?? ''
  const { challenge } = first.body as { challenge: string }
  const body = { challenge, code, trustDevice: true }
  const recovered = await app.post('/api/v1/sign-in/recovery-code', body)
  expect(await stepWith(deviceOf(recovered))).toBe('code')
})

test('95: the cookie of one account’s trusted browser is nothing to another account', async () => {
  const { device } = await trust()
  const other = await addEnrolledUser(app, admin)
  expect(await stepWith(device, other)).toBe('code')
  expect(await stepWith(device)).toBe('done')
  // Both may trust the one browser that they share, each for themselves.
  app.advance(30)
  const shared = (await trust(other, device)).device
  expect(await stepWith(shared, other)).toBe('done')
  expect(await stepWith(shared)).toBe('done')
})

test('96: the cookie without the password is nothing, and a wrong password with it is a wrong password', async () => {
  const { device } = await trust()
  expect((await app.get('/api/v1/me', from(device))).status).toBe(401)
  const guess = { email: person.email, password: 'not the password 99' }
  const wrong = await app.post('/api/v1/sign-in', guess, from(device))
  expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in.refused' } })
  const unknown = { email: 'nobody@northwind.example', password: person.password }
  expect((await app.post('/api/v1/sign-in', unknown, from(device))).body.code).toBe('sign_in.refused')
})

describe('97: what changes the account ends the trust, and the old cookie is asked for a code', () => {
  type Change = (session: string) => Promise<Answer>
  const stepUp = (cookie: string) => {
    app.advance(30)
    return app.post('/api/v1/me/step-up', { code: codeOf(person.secret, app.now()) }, { cookie })
  }
  const changes: Record<string, Change> = {
    'a new password': async (session) => {
      const fresh = (await stepUp(session)).cookie ?? ''
      const body = { currentPassword: person.password, newPassword: 'lantern orchard violin 27' }
      const answer = await app.post('/api/v1/me/password', body, { cookie: fresh })
      person = { ...person, password: body.newPassword }
      return answer
    },
    'another authenticator': async (session) => {
      const fresh = (await stepUp(session)).cookie ?? ''
      const begun = await app.post('/api/v1/me/authenticators/totp', { name: 'Tablet' }, { cookie: fresh })
      const code = codeOf(begun.body.secret, app.now())
      return app.post(`/api/v1/me/authenticators/totp/${begun.body.id}/confirm`, { code }, { cookie: fresh })
    },
    'sign out everywhere': (session) => app.request('DELETE', '/api/v1/me/sessions', { cookie: session }),
    'all sessions ended by an admin': () =>
      app.post(`/api/v1/users/${person.id}/sessions/revoke`, {}, { cookie: admin }),
    'a sign-in with a recovery code': () =>
      signInWithRecoveryCode(app, person, person.recoveryCodes[0] ?? '', {}),
    'the session of that browser ended': async (session) => {
      const { items } = (await app.get('/api/v1/me/sessions', { cookie: session })).body
      const { id } = items.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent)
      const other = (await beginSignIn(app, person, {})).challenge
      app.advance(30)
      const code = codeOf(person.secret, app.now())
      const elsewhere = await app.post('/api/v1/sign-in/totp', { challenge: other, code })
      return app.request('DELETE', `/api/v1/me/sessions/${id}`, { cookie: elsewhere.cookie ?? '' })
    },
    'the trust ended by its owner': async (session) => {
      const [device] = await listed(session)
      return app.request('DELETE', `/api/v1/me/trusted-devices/${device?.id}`, { cookie: session })
    },
    'the policy, off and on again': async () => {
      await setDays(0)
      return setDays(DAYS)
    },
  }
  test.each(Object.keys(changes))('97: %s', async (name) => {
    const { device, cookie } = await trust()
    expect(await stepWith(device)).toBe('done')
    const answer = await changes[name]?.(cookie)
    expect(answer?.status).toBeLessThan(300)
    expect(await stepWith(device)).toBe('code')
  })

  test('97: a reset of the second factor by an admin', async () => {
    const { device } = await trust()
    const reason = 'Lost phone'
    await app.post(`/api/v1/users/${person.id}/second-factor/reset`, { reason }, { cookie: admin })
    expect(await stepWith(device)).toBe('enrol')
  })

  test('97: a code that trusts at the moment in which everything is ended leaves no trust behind', async () => {
    for (let round = 0; round < 8; round += 1) {
      app.advance(30)
      const { challenge } = await beginSignIn(app, person)
      const body = { challenge, code: codeOf(person.secret, app.now()), trustDevice: true }
      const [answer] = await Promise.all([
        app.post('/api/v1/sign-in/totp', body),
        app.post(`/api/v1/users/${person.id}/sessions/revoke`, {}, { cookie: admin }),
      ])
      const isIn =
        answer.cookie !== undefined && (await app.get('/api/v1/me', { cookie: answer.cookie })).status === 200
      const device = deviceOf(answer)
      if (device !== '') expect(await stepWith(device)).toBe(isIn ? 'done' : 'code')
      await app.post(`/api/v1/users/${person.id}/sessions/revoke`, {}, { cookie: admin })
    }
  })

  test('97: trust that is being given while its owner signs out everywhere leaves none behind', async () => {
    const own = await signInFully(app, person)
    app.advance(30)
    const { challenge } = await beginSignIn(app, person)
    const body = { challenge, code: codeOf(person.secret, app.now()), trustDevice: true }
    // The trust is written, and not yet there for others: it waits for its place in the audit log.
    const head = 'SELECT lock_audit_head(organization_id) FROM accounts WHERE id = $1'
    const [trusted, ended] = await heldUp(
      app,
      head,
      [person.id],
      [
        () => app.post('/api/v1/sign-in/totp', body),
        () => app.request('DELETE', '/api/v1/me/sessions', { cookie: own }),
      ],
    )
    expect([trusted?.status, ended?.status]).toEqual([200, 200])
    expect(await statusOf(trusted?.cookie ?? '')).toBe(401)
    expect(await stepWith(trusted === undefined ? '' : deviceOf(trusted))).toBe('code')
  })
})

test('98: trust ends at its absolute end, however often it is used, and at once when the time is shortened', async () => {
  const { device } = await trust()
  for (let week = 0; week < 2; week += 1) {
    expect(await stepWith(device)).toBe('done')
    app.advance(DAYS * 43_200 - 60)
  }
  expect(await stepWith(device)).toBe('done')
  app.advance(180)
  expect(await stepWith(device)).toBe('code')

  admin = await signInAdmin(app)
  const later = (await trust()).device
  app.advance(2 * 86_400)
  expect(await stepWith(later)).toBe('done')
  admin = await signInAdmin(app)
  await setDays(1)
  expect(await stepWith(later)).toBe('code')
})

test('99: a cookie that is guessed or altered is not trusted, and nobody ends or sees another’s trust', async () => {
  const { device } = await trust()
  const known = onlyKnown(device)
  const altered = `${known.slice(0, -2)}${known.endsWith('A') ? 'BB' : 'AA'}`
  for (const forged of [`countersign_device=${randomBytes(32).toString('base64url')}`, altered]) {
    expect(await stepWith(forged)).toBe('code')
    expect(await stepWith(`${forged}; ${onlyToken(device)}`)).toBe('code')
  }
  for (const half of [known, onlyToken(device)]) expect(await stepWith(half)).toBe('code')
  const { cookie: other = '' } = await beginSignIn(app, await addUser(app, admin))
  expect(await listed(other)).toEqual([])
  const [mine] = await listed((await beginSignIn(app, person, from(device))).cookie ?? '')
  const ended = await app.request('DELETE', `/api/v1/me/trusted-devices/${mine?.id}`, { cookie: other })
  expect(ended).toMatchObject({ status: 404, body: { code: 'trusted_device.not_found' } })
  expect(await stepWith(device)).toBe('done')
})

describe('admins', () => {
  test('are asked at every sign-in, unless the organization lets them trust a browser, too', async () => {
    const boss = await addEnrolledUser(app, admin, { role: 'admin' })
    const signIn = () => app.post('/api/v1/sign-in', { email: boss.email, password: boss.password })
    expect((await signIn()).body).not.toHaveProperty('trustDays')
    const refused = await trust(boss)
    expect(await listed(refused.cookie)).toEqual([])
    expect(await stepWith(refused.device, boss)).toBe('code')

    await setPolicy({ adminsMayTrustDevices: true })
    expect((await signIn()).body.trustDays).toBe(DAYS)
    app.advance(30)
    const { device } = await trust(boss)
    const agent = await trust()
    expect(await stepWith(device, boss)).toBe('done')
    await setPolicy({ adminsMayTrustDevices: false })
    await setPolicy({ adminsMayTrustDevices: true })
    expect(await stepWith(device, boss)).toBe('code')
    expect(await stepWith(agent.device)).toBe('done')
    await setPolicy({ adminsMayTrustDevices: false })
  })

  test('97: an agent who becomes one is asked at once', async () => {
    const { device } = await trust()
    const about = `/api/v1/users/${person.id}`
    expect((await app.request('PATCH', about, { cookie: admin, body: { role: 'admin' } })).status).toBe(200)
    expect(await stepWith(device)).toBe('code')
  })

  test('see the trusted browsers of a user, and end the trust in one or all; the user is told', async () => {
    const about = `/api/v1/users/${person.id}`
    const trustedOf = async () =>
      (await app.get(about, { cookie: admin })).body.trustedDevices as { id: string; device: string }[]
    expect(await trustedOf()).toEqual([])
    const { device } = await trust()
    app.advance(30)
    const { device: another } = await trust()
    const [newest] = await trustedOf()
    const path = `${about}/trusted-devices/${newest?.id}`
    expect((await app.request('DELETE', path, { cookie: admin })).status).toBe(204)
    expect((await app.request('DELETE', path, { cookie: admin })).body.code).toBe('trusted_device.not_found')
    expect(await Promise.all([stepWith(device), stepWith(another)])).toEqual(['done', 'code'])
    const all = await app.request('DELETE', `${about}/trusted-devices`, { cookie: admin })
    expect(all).toMatchObject({ status: 200, body: { ended: 1 } })
    expect(await stepWith(device)).toBe('code')
    expect(await listNotices(app, person)).toContain('trust_ended')
  })

  test('101: nobody ends the trust of another without being an admin, or the help desk of an agent', async () => {
    const { device, cookie } = await trust()
    const [mine] = await listed(cookie)
    const { cookie: other = '' } = await beginSignIn(app, await addUser(app, admin))
    for (const path of ['trusted-devices', `trusted-devices/${mine?.id}`]) {
      const url = `/api/v1/users/${person.id}/${path}`
      expect((await app.request('DELETE', url, { cookie: other })).status).toBe(403)
    }
    expect(await stepWith(device)).toBe('done')
  })
})

test('the owner ends the trust in every browser at once, and stays signed in', async () => {
  const { device, cookie } = await trust()
  app.advance(30)
  const { device: another } = await trust()
  const ended = await app.request('DELETE', '/api/v1/me/trusted-devices', { cookie })
  expect(ended).toMatchObject({ status: 200, body: { ended: 2 } })
  expect(await Promise.all([stepWith(device), stepWith(another)])).toEqual(['code', 'code'])
  expect(await statusOf(cookie)).toBe(200)
})

describe('100: on a trusted browser what is grave still asks for a code', () => {
  const grave = [
    ['POST', '/api/v1/me/second-factor/disable', () => ({ password: person.password })],
    ['POST', '/api/v1/me/recovery-codes', () => ({})],
    ['POST', '/api/v1/me/authenticators/totp', () => ({ name: 'Thief' })],
    [
      'POST',
      '/api/v1/me/password',
      () => ({ currentPassword: person.password, newPassword: 'thieves meadow 77 lamp' }),
    ],
    ['DELETE', '/api/v1/me', () => ({ password: person.password })],
  ] as const
  test.each(grave)('100: %s %s', async (method, path, body) => {
    const { device } = await trust()
    // At once, while the code that it was trusted with is minutes old.
    const { cookie = '' } = await beginSignIn(app, person, from(device))
    const answer = await app.request(method, path, { cookie, body: body() })
    expect(answer.status).toBe(403)
    app.advance(30)
    const proven = await app.post(
      '/api/v1/me/step-up',
      { code: codeOf(person.secret, app.now()) },
      { cookie },
    )
    expect(proven.status).toBe(200)
  })
})

test('a person without a second factor has nothing to trust', async () => {
  const plain = await addUser(app, admin)
  const begun = await beginSignIn(app, plain)
  expect(begun.step).toBe('done')
  expect(await listed(begun.cookie ?? '')).toEqual([])
})
