// Passkeys as their owners have them: made, listed, named, proven, removed; with everything that follows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, signInFully, type EnrolledPerson } from '../testing/people.ts'
import {
  addPasskey,
  addPasskeyUser,
  askForPasskey,
  askForPasskeyAlone,
  newDevice,
  signInWithPasskey,
  startPasskeyApp,
} from '../testing/passkeys.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startPasskeyApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const authenticatorsOf = async (cookie: string) =>
  (await app.get('/api/v1/me/authenticators', { cookie })).body.items as Record<string, unknown>[]
const noticesOf = async (cookie: string) =>
  ((await app.get('/api/v1/me/notices', { cookie })).body.items as { kind: string }[]).map(({ kind }) => kind)
const factorsOf = async (cookie: string) =>
  ((await app.get('/api/v1/me', { cookie })).body.session.factors as { method: string }[]).map(
    ({ method }) => method,
  )
const auditOf = async (id: string) =>
  (
    await app.database.query
      .selectFrom('audit_events')
      .select('action')
      .where('subject_id', '=', id)
      .orderBy('sequence')
      .execute()
  ).map(({ action }) => action)

describe('in the profile', () => {
  test('the first one turns two-factor on, brings recovery codes and ends the other sessions', async () => {
    const person = await addUser(app, admin)
    const other = (await beginSignIn(app, person)).cookie ?? ''
    const cookie = (await beginSignIn(app, person)).cookie ?? ''
    const added = await addPasskey(app, cookie, newDevice(), 'Laptop')
    expect(added).toMatchObject({
      status: 200,
      body: { authenticator: { kind: 'passkey', name: 'Laptop', state: 'active', sync: 'bound' } },
    })
    expect(added.body.recoveryCodes).toHaveLength(10)
    expect((await app.get('/api/v1/me', { cookie: other })).status).toBe(401)
    expect((await app.get('/api/v1/me', { cookie })).body.secondFactor).toMatchObject({ enrolled: true })
    expect(await factorsOf(cookie)).toEqual(['password', 'passkey'])
    expect(await noticesOf(cookie)).toContain('second_factor_on')
    expect(await auditOf(person.id)).toContain('second_factor.turned_on')
  })

  test('several, bound and synced; renamed, last used told, and removed one by one', async () => {
    const person = await addUser(app, admin)
    const cookie = (await beginSignIn(app, person)).cookie ?? ''
    await addPasskey(app, cookie, newDevice(), 'Key')
    const phone = newDevice({ isSynced: true })
    const second = await addPasskey(app, cookie, phone, 'Phone')
    expect(second.body).toMatchObject({ authenticator: { sync: 'synced' } })
    expect(second.body.recoveryCodes).toBeUndefined()
    expect(await noticesOf(cookie)).toContain('authenticator_added')
    const [first, other] = await authenticatorsOf(cookie)
    expect(first).not.toHaveProperty('lastUsedAt')
    const path = `/api/v1/me/authenticators/${String(other?.['id'])}`
    const renamed = await app.request('PATCH', path, { cookie, body: { name: 'Old phone' } })
    expect(renamed.body).toMatchObject({ name: 'Old phone', kind: 'passkey' })

    const { challenge, options } = await askForPasskey(app, person)
    expect(options.allowCredentials).toHaveLength(2)
    const passkey = phone.prove(options)
    const signedIn = await app.post('/api/v1/sign-in/passkey', { challenge, passkey })
    const used = await authenticatorsOf(signedIn.cookie ?? '')
    expect(used.map((one) => 'lastUsedAt' in one)).toEqual([false, true])

    const as = { cookie: signedIn.cookie }
    expect((await app.request('DELETE', path, as)).status).toBe(204)
    const last = `/api/v1/me/authenticators/${String(first?.['id'])}`
    expect((await app.request('DELETE', last, as)).status).toBe(204)
    expect((await app.get('/api/v1/me', as)).body.secondFactor.enrolled).toBe(false)
    expect(await auditOf(person.id)).toEqual(
      expect.arrayContaining(['authenticator.added', 'authenticator.removed', 'second_factor.turned_off']),
    )
  })

  test('the browser is told which passkeys are there, and nothing about whose they are', async () => {
    const person = await addPasskeyUser(app, admin)
    const { body } = await app.post('/api/v1/me/authenticators/passkey', {}, { cookie: person.cookie })
    expect(body).toMatchObject({
      rp: { id: 'localhost', name: 'Northwind' },
      attestation: 'none',
      excludeCredentials: [{ type: 'public-key', id: person.passkeyId, transports: ['internal', 'hybrid'] }],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    })
    const handle = Buffer.from(body.user.id as string, 'base64url')
    expect(handle).toHaveLength(32)
    expect(handle.toString('hex')).not.toContain(person.id.replaceAll('-', ''))
  })

  test('beside an app, a proof of the last minutes is asked for, at the beginning and at the end', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const device = newDevice()
    const options = (await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })).body
    app.advance(4 * 60)
    const passkey = device.make(options)
    await app.database.pool.query(
      `UPDATE sessions SET second_factor_proven_at = $1 WHERE account_id = $2 AND ended_at IS NULL`,
      [new Date(app.now().getTime() - 601_000), person.id],
    )
    const late = await app.post('/api/v1/me/authenticators/passkey/confirm', { passkey }, { cookie })
    expect(late.body.code).toBe('second_factor.fresh_code_required')
    expect((await addPasskey(app, cookie, device)).body.code).toBe('second_factor.fresh_code_required')
  })

  test('the last factor of somebody who must have one stays', async () => {
    const person = await addPasskeyUser(app, admin)
    const as = { cookie: person.cookie }
    const [only] = await authenticatorsOf(person.cookie)
    const remove = () => app.request('DELETE', `/api/v1/me/authenticators/${String(only?.['id'])}`, as)
    expect(await remove()).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
    await addPasskey(app, person.cookie, newDevice())
    expect((await remove()).status).toBe(204)
  })
})

describe('in the sign-in', () => {
  test('who must have a second factor makes a passkey there, and is in with the next sign-in by it', async () => {
    const person = await addPasskeyUser(app, admin)
    expect(person.recoveryCodes).toHaveLength(10)
    expect(await factorsOf(person.cookie)).toEqual(['password', 'passkey'])
    const answer = await app.post('/api/v1/sign-in', { email: person.email, password: person.password })
    expect(answer.body).toMatchObject({ step: 'code', methods: ['passkey', 'recovery_code'] })
    const done = await signInWithPasskey(app, person)
    expect(done).toMatchObject({ status: 200, body: { step: 'done' } })
    const history = (await app.get('/api/v1/me/sign-ins', { cookie: done.cookie })).body.items
    expect(history[0]).toMatchObject({ outcome: 'success', factors: ['password', 'passkey'] })
  })

  test('a refused proof is in the history, counts as a wrong code does, and a right one ends the count', async () => {
    const person = await addPasskeyUser(app, admin)
    for (let times = 0; times < 5; times += 1) {
      const { challenge, options } = await askForPasskey(app, person)
      const passkey = person.device.prove(options, { isPresent: false })
      const answer = await app.post('/api/v1/sign-in/passkey', { challenge, passkey })
      expect(answer).toMatchObject({ status: 401, body: { code: 'passkey.refused' } })
    }
    expect((await signInWithPasskey(app, person)).body.code).toBe('second_factor.too_many_attempts')
    app.advance(31)
    const done = await signInWithPasskey(app, person)
    expect(done.status).toBe(200)
    const history = (await app.get('/api/v1/me/sign-ins?outcome=failure', { cookie: done.cookie })).body.items
    expect(history).toHaveLength(5)
    expect(history[0]).toMatchObject({ step: 'passkey', reason: 'passkey.refused', factors: ['password'] })
    const { code_failures: failures } = await app.database.query
      .selectFrom('accounts')
      .select('code_failures')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    expect(failures).toBe(0)
  })

  test('a recovery code stands in for it, as for an app; and an admin takes it away with everything else', async () => {
    const person = await addPasskeyUser(app, admin)
    const { challenge } = await beginSignIn(app, person)
    const [code] = person.recoveryCodes
    const recovered = await app.post('/api/v1/sign-in/recovery-code', { challenge, code })
    expect(recovered.status).toBe(200)
    const about = `/api/v1/users/${person.id}`
    expect((await app.get(about, { cookie: admin })).body.authenticators).toMatchObject([{ kind: 'passkey' }])
    await app.post('/api/v1/me/step-up', { password: 'lantern orchard violin 27' }, { cookie: admin })
    const reset = await app.post(`${about}/second-factor/reset`, { reason: 'Lost it' }, { cookie: admin })
    expect(reset.status).toBeLessThan(300)
    expect((await beginSignIn(app, person)).step).toBe('enrol')
    expect((await alone(person.device)).body.code).toBe('passkey.refused')
  })

  test('a browser is trusted after it, where the organization allows that', async () => {
    await app.post('/api/v1/me/step-up', { password: 'lantern orchard violin 27' }, { cookie: admin })
    const policy = (trustedDeviceDays: number) =>
      app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { policy: { trustedDeviceDays } } })
    await policy(7)
    const person = await addPasskeyUser(app, admin)
    const { challenge, options } = await askForPasskey(app, person)
    const passkey = person.device.prove(options)
    const body = { challenge, passkey, trustDevice: true }
    const done = await app.post('/api/v1/sign-in/passkey', body)
    const trusted = await app.get('/api/v1/me/trusted-devices', { cookie: done.cookie })
    expect(trusted.body.items).toHaveLength(1)
    await policy(0)
  })
})

const alone = async (device = newDevice(), client = 'web', otherwise = {}) => {
  const passkey = device.prove(await askForPasskeyAlone(app), otherwise)
  return app.post('/api/v1/sign-in/passkey-alone', { passkey, client })
}

describe('as the whole sign-in', () => {
  test('without a name or a password, on every client; the history says so', async () => {
    const person = await addPasskeyUser(app, admin)
    const options = await askForPasskeyAlone(app)
    expect(options).toMatchObject({ allowCredentials: [], userVerification: 'required', rpId: 'localhost' })
    const web = await alone(person.device)
    expect(web).toMatchObject({ status: 200, body: { step: 'done', session: { client: 'web' } } })
    expect(await factorsOf(web.cookie ?? '')).toEqual(['passkey'])
    for (const client of ['extension', 'mobile', 'cli']) {
      app.advance(1)
      const answer = await alone(person.device, client)
      const { token } = answer.body.session as { token: string }
      expect((await app.get('/api/v1/me', { token })).body.account.email).toBe(person.email)
    }
    const { items } = (await app.get('/api/v1/me/sign-ins', { cookie: web.cookie })).body
    expect(items[0]).toMatchObject({ outcome: 'success', client: 'cli', factors: ['passkey'] })
  })

  test('wrong passwords and codes of others do not keep the owner out (ASVS 6.1.1)', async () => {
    const person = await addPasskeyUser(app, admin)
    for (let times = 0; times < 30; times += 1) {
      const remoteAddress = `203.0.113.${times}`
      const body = { email: person.email, password: 'not the password 99' }
      await app.post('/api/v1/sign-in', body, { remoteAddress })
    }
    const elsewhere = { remoteAddress: '198.51.100.7' }
    const { email, password } = person
    const blocked = await app.post('/api/v1/sign-in', { email, password }, elsewhere)
    expect(blocked.body.code).toBe('sign_in.too_many_attempts')
    const passkey = person.device.prove(await askForPasskeyAlone(app))
    expect((await app.post('/api/v1/sign-in/passkey-alone', { passkey }, elsewhere)).status).toBe(200)
  })

  test('one that was made without a check of the person gains it beside the password, and only then does alone', async () => {
    const person = await addPasskeyUser(app, admin, newDevice({ verifies: false }))
    const claimed = await alone(person.device, 'web', { isVerified: true })
    expect(claimed.body.code).toBe('passkey.refused')
    const { challenge, options } = await askForPasskey(app, person)
    const passkey = person.device.prove(options, { isVerified: true })
    expect((await app.post('/api/v1/sign-in/passkey', { challenge, passkey })).status).toBe(200)
    expect((await alone(person.device, 'web', { isVerified: true })).status).toBe(200)
  })
})

describe('before what is grave', () => {
  const stepUp = (cookie: string, body: object) => app.post('/api/v1/me/step-up', body, { cookie })
  const ask = async (cookie: string) => (await app.post('/api/v1/me/step-up/passkey', {}, { cookie })).body
  const renew = (cookie: string) => app.post('/api/v1/me/recovery-codes', {}, { cookie })

  test('the passkey is proven again, for this session alone and under a new token', async () => {
    const person = await addPasskeyUser(app, admin)
    app.advance(11 * 60)
    const { cookie } = person
    expect((await renew(cookie)).body.code).toBe('second_factor.fresh_code_required')
    const options = await ask(cookie)
    expect(options).toMatchObject({ userVerification: 'preferred', allowCredentials: [{}] })
    const proven = await stepUp(cookie, { passkey: person.device.prove(options) })
    expect(proven.status).toBe(200)
    expect(proven.cookie).not.toBe(cookie)
    expect((await renew(cookie)).status).toBe(201)
    const old = await app.get('/api/v1/me', { headers: { cookie: `countersign_session=${cookie}` } })
    expect(old.status).toBe(401)
  })

  test('a password does not stand in for it; whoever signed in by a passkey alone is checked again', async () => {
    const person = await addPasskeyUser(app, admin)
    const cookie = (await alone(person.device)).cookie ?? ''
    expect((await stepUp(cookie, { password: person.password })).body.code).toBe('access.step_up_required')
    const options = await ask(cookie)
    expect(options.userVerification).toBe('required')
    const unchecked = person.device.prove(options, { isVerified: false })
    expect((await stepUp(cookie, { passkey: unchecked })).body.code).toBe('passkey.refused')
    const checked = person.device.prove(await ask(cookie))
    expect((await stepUp(cookie, { passkey: checked })).status).toBe(200)
  })

  test('with an app and a passkey either will do', async () => {
    const person: EnrolledPerson = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const device = newDevice()
    await addPasskey(app, cookie, device)
    const { body } = await app.post('/api/v1/sign-in', { email: person.email, password: person.password })
    expect(body.methods).toEqual(['passkey', 'totp', 'recovery_code'])
    app.advance(11 * 60)
    expect((await stepUp(cookie, { passkey: device.prove(await ask(cookie)) })).status).toBe(200)
    app.advance(11 * 60)
    expect((await stepUp(cookie, { code: codeOf(person.secret, app.now()) })).status).toBe(200)
  })

  test('who has none is told so', async () => {
    const cookie = await signInFully(app, await addEnrolledUser(app, admin))
    expect((await ask(cookie)).code).toBe('passkey.none')
  })
})

test('a server that is reached by a number has no passkeys, and says so everywhere', async () => {
  const numbered = await startTestApp()
  try {
    const cookie = await numbered.setUp()
    const profile = await numbered.post('/api/v1/me/authenticators/passkey', {}, { cookie })
    const anybody = await numbered.post('/api/v1/sign-in/passkey-alone/options', {})
    for (const answer of [profile, anybody]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'passkey.unavailable' } })
    }
  } finally {
    await numbered.close()
  }
})
