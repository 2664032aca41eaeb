// Attacks 84 to 92 on passkeys that are made: misdirected, of another algorithm, of another's id, beside a factor that is
// there, and of bytes that are made to hurt. Its twin is made with the same session, and counts.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { attestationOf, type MadeOnDevice, type Otherwise } from '../testing/passkey-device.ts'
import {
  addPasskeyUser,
  askForPasskey,
  askForPasskeyAlone,
  confirmPasskey,
  misdirected,
  newDevice,
  registerWith,
  signInWithPasskey,
  startPasskeyApp,
  type PasskeyPerson,
} from '../testing/passkeys.ts'
import { addUser, beginSignIn, countSessions } from '../testing/people.ts'
import type { TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let victim: PasskeyPerson
beforeAll(async () => {
  app = await startPasskeyApp()
  admin = await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  victim = await addPasskeyUser(app, admin)
  await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
})

/** A session of somebody who has no factor yet. */
const signedIn = async () => (await beginSignIn(app, await addUser(app, admin))).cookie ?? ''

describe('84: what was made is not for us', () => {
  const made: [string, Otherwise][] = [
    ...misdirected,
    ['another ceremony', { client: { type: 'webauthn.get' } }],
  ]
  test.each(made)('84: %s', async (_what, otherwise) => {
    const cookie = await signedIn()
    expect((await registerWith(app, cookie, otherwise)).body.code).toBe('passkey.refused')
    expect((await registerWith(app, cookie)).status).toBe(200)
  })

  test('84: client data that is no UTF-8, no JSON, or no object; an answer to the other question', async () => {
    const cookie = await signedIn()
    const options = (await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })).body
    const device = newDevice()
    const passkey = device.make(options)
    for (const bytes of [Buffer.from([0xff, 0xfe]), Buffer.from('{'), Buffer.from('[]'), Buffer.from('7')]) {
      const response = { ...passkey.response, clientDataJSON: bytes.toString('base64url') }
      expect((await confirmPasskey(app, cookie, { ...passkey, response })).body.code).toBe('passkey.refused')
    }
    const proof = device.prove({ ...options, rpId: 'localhost', allowCredentials: [] })
    expect((await confirmPasskey(app, cookie, proof)).body.code).toBe('request.invalid')
    expect((await confirmPasskey(app, cookie, passkey)).status).toBe(200)
  })
})

describe('86: an algorithm that was not offered', () => {
  test('86: the page asks for another one, and the device makes it', async () => {
    const cookie = await signedIn()
    expect((await registerWith(app, cookie, { alg: 'ES384' })).body.code).toBe('passkey.refused')
    expect((await app.get('/api/v1/me/authenticators', { cookie })).body.items).toEqual([])
  })

  test.each(['ES256', 'RS256', 'EdDSA'] as const)(
    '86: its twin: %s is offered, made and proven',
    async (alg) => {
      const person = await addUser(app, admin)
      const cookie = (await beginSignIn(app, person)).cookie ?? ''
      const options = (await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })).body
      const device = newDevice()
      expect((await confirmPasskey(app, cookie, device.make(options, { alg }))).status).toBe(200)
      const asked = await askForPasskey(app, person)
      const passkey = device.prove(asked.options)
      const done = await app.post('/api/v1/sign-in/passkey', { challenge: asked.challenge, passkey })
      expect(done.status).toBe(200)
    },
  )
})

describe('88: the id of a passkey that somebody has', () => {
  test('88: is registered by another account, with a key of its own', async () => {
    const thief = await addUser(app, admin)
    const cookie = (await beginSignIn(app, thief)).cookie ?? ''
    const credentialId = Buffer.from(victim.passkeyId, 'base64url')
    expect((await registerWith(app, cookie, { credentialId })).body.code).toBe('passkey.refused')
    expect((await app.get('/api/v1/me', { cookie })).body.secondFactor.enrolled).toBe(false)
    expect((await signInWithPasskey(app, victim)).status).toBe(200)
  })

  test('88: and in the enrolment of a sign-in, and twice by its owner', async () => {
    const credentialId = Buffer.from(victim.passkeyId, 'base64url')
    const thief = await addUser(app, admin, { requireSecondFactor: true })
    const { challenge } = await beginSignIn(app, thief)
    const options = (await app.post('/api/v1/sign-in/enrolment/passkey', { challenge })).body
    const passkey = newDevice().make(options, { credentialId })
    const answer = await app.post('/api/v1/sign-in/enrolment/passkey/confirm', { challenge, passkey })
    expect(answer.body.code).toBe('passkey.refused')
    expect(await countSessions(app, thief)).toBe(0)
    const { cookie = '' } = await signInWithPasskey(app, victim)
    expect((await registerWith(app, cookie, { credentialId })).body.code).toBe('passkey.refused')
  })

  test('88: an id of 1023 bytes is the longest; what the browser says of it has to be what was made', async () => {
    const cookie = await signedIn()
    const credentialId = randomBytes(1024)
    expect((await registerWith(app, cookie, { credentialId })).status).toBe(400)
    const renamed = await registerWith(app, cookie, {}, (made) => ({ ...made, id: 'AAAA', rawId: 'AAAA' }))
    expect(renamed.body.code).toBe('passkey.refused')
    expect((await registerWith(app, cookie, { credentialId: credentialId.subarray(1) })).status).toBe(200)
  })
})

describe('90: a passkey as a way around the second factor', () => {
  test('90: nobody with the password alone makes one for an account that has a factor', async () => {
    const { challenge } = await beginSignIn(app, victim)
    const begin = await app.post('/api/v1/sign-in/enrolment/passkey', { challenge })
    expect(begin.body.code).toBe('sign_in.challenge_over')
    const passkey = newDevice().make({
      ...(await askForPasskeyAlone(app)),
      rp: { id: 'localhost', name: '' },
      user: { id: 'AAAA', name: '', displayName: '' },
    })
    const end = await app.post('/api/v1/sign-in/enrolment/passkey/confirm', { challenge, passkey })
    expect(end.body.code).toBe('sign_in.challenge_over')
    for (const path of ['passkey', 'passkey/confirm']) {
      const body = { challenge, passkey }
      const answer = await app.post(`/api/v1/me/authenticators/${path}`, body, { token: challenge })
      expect(answer.status).toBe(401)
    }
    expect(await countSessions(app, victim)).toBe(0)
  })

  test('90: where a ticket is asked for, none is made without it, and none that was begun before', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    await app.post('/api/v1/me/step-up', { password: 'lantern orchard violin 27' }, { cookie: admin })
    const policy = (enrolmentNeedsProof: boolean) => {
      const body = { policy: { enrolmentNeedsProof } }
      return app.request('PATCH', '/api/v1/organization', { cookie: admin, body })
    }
    const { challenge } = await beginSignIn(app, person)
    const begin = (more: object = {}) => app.post('/api/v1/sign-in/enrolment/passkey', { challenge, ...more })
    const end = (passkey: object) =>
      app.post('/api/v1/sign-in/enrolment/passkey/confirm', { challenge, passkey })
    const before = newDevice().make((await begin()).body)
    await policy(true)
    expect((await end(before)).body.code).toBe('passkey.refused')
    expect((await begin()).body.code).toBe('second_factor.ticket_required')
    expect((await begin({ ticket: 'AAAA-BBBB-CCCC-DDDD' })).body.code).toBe('second_factor.ticket_wrong')
    const made = await app.post(`/api/v1/users/${person.id}/enrolment-ticket`, {}, { cookie: admin })
    const options = (await begin({ ticket: made.body.ticket })).body
    expect((await end(newDevice().make(options))).status).toBe(200)
    await policy(false)
  })
})

describe('92: CBOR that is made to hurt', () => {
  const header = (flags: number) => Buffer.concat([Buffer.alloc(32, 1), Buffer.from([flags, 0, 0, 0, 0])])
  const bodies: [string, string][] = [
    ['arrays in arrays, ten thousand deep', Buffer.alloc(10_000, 0x81).toString('base64url')],
    ['maps in maps, five thousand deep', Buffer.alloc(10_000, 0xa1).toString('base64url')],
    ['a text of four thousand million bytes', Buffer.from('7affffffff61', 'hex').toString('base64url')],
    ['an array of 2^64 entries', Buffer.from('9bffffffffffffffff', 'hex').toString('base64url')],
    [
      'a map that names a key twice',
      Buffer.from('a263666d74646e6f6e6563666d74646e6f6e65', 'hex').toString('base64url'),
    ],
    ['a text of no end', Buffer.from('7f6161', 'hex').toString('base64url')],
    ['a number', Buffer.from('07', 'hex').toString('base64url')],
    ['nothing', ''],
    ['authenticator data of one byte', attestationOf(Buffer.from([1]))],
    [
      'an id of 65535 bytes that is not there',
      attestationOf(Buffer.concat([header(0x45), Buffer.alloc(16), Buffer.from([0xff, 0xff])])),
    ],
    [
      'a key that is no map',
      attestationOf(Buffer.concat([header(0x45), Buffer.alloc(18), Buffer.from([0x07])])),
    ],
    [
      'extensions, ten thousand deep',
      attestationOf(Buffer.concat([header(0x85), Buffer.alloc(10_000, 0x81)])),
    ],
  ]
  test.each(bodies)('92: %s', async (_what, attestationObject) => {
    const cookie = await signedIn()
    const change = (made: MadeOnDevice) => ({ ...made, response: { ...made.response, attestationObject } })
    const answer = await registerWith(app, cookie, {}, change)
    expect(answer).toMatchObject({ status: 401, body: { code: 'passkey.refused' } })
  })

  test('92: bytes behind the end', async () => {
    const cookie = await signedIn()
    const trailing = Buffer.from([0])
    expect((await registerWith(app, cookie, { trailing })).body.code).toBe('passkey.refused')
  })

  test('92: nothing of it is a failure of the server', () => {
    expect(app.logs.join('')).not.toContain('a request failed')
  })
})
