// Attacks 82 to 92 on what a passkey proves: forged, replayed, misdirected, unchecked, borrowed and copied proofs. Each
// attacker has the password, a session or a device; the legal way stands beside it, and works.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Otherwise, type ProvenOnDevice } from '../testing/passkey-device.ts'
import {
  addPasskey,
  addPasskeyUser,
  askForPasskey,
  askForPasskeyAlone,
  misdirected,
  newDevice,
  registerWith,
  signInWithPasskey,
  startPasskeyApp,
  type PasskeyPerson,
} from '../testing/passkeys.ts'
import { addEnrolledUser, addUser, beginSignIn, countSessions, signInFully } from '../testing/people.ts'
import { type Answer, type TestApp } from '../testing/test-app.ts'

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

const counterOf = async ({ id }: { id: string }) =>
  (
    await app.database.query
      .selectFrom('authenticators')
      .select('sign_count')
      .where('account_id', '=', id)
      .executeTakeFirstOrThrow()
  ).sign_count

/** The second step with a proof that is otherwise than it should be. */
async function give(otherwise: Otherwise, change: (proof: ProvenOnDevice) => object = (proof) => proof) {
  const { challenge, options } = await askForPasskey(app, victim)
  const passkey = change(victim.device.prove(options, otherwise))
  return app.post('/api/v1/sign-in/passkey', { challenge, passkey })
}

/** Failures slow an address down (91 tries that): what else is tried comes from one of its own. */
let addresses = 0
function anotherAddress(): string {
  addresses += 1
  return `203.0.${addresses >> 8}.${addresses & 255}`
}

/** The same as the whole sign-in. */
async function giveAlone(otherwise: Otherwise, change: (proof: ProvenOnDevice) => object = (proof) => proof) {
  const passkey = change(victim.device.prove(await askForPasskeyAlone(app), otherwise))
  return app.post('/api/v1/sign-in/passkey-alone', { passkey }, { remoteAddress: anotherAddress() })
}

const ways = [
  ['second factor', give],
  ['whole sign-in', giveAlone],
] as const

/** One answer for whatever is wrong, no session, and a counter that has not moved. */
async function expectRefused(answer: Answer, counter: number | null): Promise<void> {
  expect(answer).toMatchObject({ status: 401, body: { code: 'passkey.refused' }, cookie: undefined })
  expect(Object.keys(answer.body as object).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type'])
  expect(await countSessions(app, victim)).toBe(0)
  expect(await counterOf(victim)).toBe(counter)
}

describe.each(ways)('82: a forged proof as %s', (_, attempt) => {
  const noise = randomBytes(70)
  const forged: [string, Otherwise, ((proof: ProvenOnDevice) => object)?][] = [
    ['a signature of noise', { signature: noise }],
    ['an empty signature', { signature: Buffer.alloc(0) }],
    ['DER that holds nothing', { signature: Buffer.from('3006020100020100', 'hex') }],
    ['another id beside the right one', {}, (proof) => ({ ...proof, rawId: 'AAAA' })],
    ['an id that nobody has', {}, (proof) => ({ ...proof, id: 'AAAA', rawId: 'AAAA' })],
    [
      'authenticator data that was not signed',
      {},
      (proof) => {
        const bytes = Buffer.from(proof.response.authenticatorData, 'base64url')
        bytes[36] = 99
        return { ...proof, response: { ...proof.response, authenticatorData: bytes.toString('base64url') } }
      },
    ],
  ]
  test.each(forged)('82: %s', async (_what, otherwise, change) => {
    const counter = await counterOf(victim)
    await expectRefused(await attempt(otherwise, change), counter)
    expect((await attempt({})).status).toBe(200)
    expect(await counterOf(victim)).toBeGreaterThan(counter ?? 0)
  })
})

test('82: the signature of another passkey, under the id of the victim’s', async () => {
  const thief = await addPasskeyUser(app, admin)
  const counter = await counterOf(victim)
  const { challenge, options } = await askForPasskey(app, victim)
  const proof = thief.device.prove(options)
  const passkey = { ...proof, id: victim.passkeyId, rawId: victim.passkeyId }
  await expectRefused(await app.post('/api/v1/sign-in/passkey', { challenge, passkey }), counter)
})

describe('83: a challenge that is not the one of this sign-in', () => {
  test('83: a proof that was used, again, in the same sign-in and in the next one', async () => {
    const { challenge, options } = await askForPasskey(app, victim)
    const passkey = victim.device.prove(options)
    expect((await app.post('/api/v1/sign-in/passkey', { challenge, passkey })).status).toBe(200)
    const over = await app.post('/api/v1/sign-in/passkey', { challenge, passkey })
    expect(over.body.code).toBe('sign_in.challenge_over')
    const next = await beginSignIn(app, victim)
    const again = await app.post('/api/v1/sign-in/passkey', { challenge: next.challenge, passkey })
    expect(again.body.code).toBe('passkey.refused')
  })

  test('83: one that was refused is used up, too', async () => {
    const { challenge, options } = await askForPasskey(app, victim)
    const bad = victim.device.prove(options, { signature: randomBytes(70) })
    await expectRefused(await app.post('/api/v1/sign-in/passkey', { challenge, passkey: bad }), 1)
    const good = victim.device.prove(options)
    await expectRefused(await app.post('/api/v1/sign-in/passkey', { challenge, passkey: good }), 1)
  })

  test('83: of another sign-in of the same person, of a step-up, of a registration, of a sign-in by passkey alone', async () => {
    const { challenge } = await beginSignIn(app, victim)
    const { options } = await askForPasskey(app, victim)
    const { cookie } = await signInWithPasskey(app, victim)
    const others = [
      options,
      await askForPasskeyAlone(app),
      (await app.post('/api/v1/me/step-up/passkey', {}, { cookie })).body,
      {
        ...options,
        challenge: (await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })).body.challenge,
      },
    ]
    for (const other of others) {
      const passkey = victim.device.prove(other)
      const answer = await app.post('/api/v1/sign-in/passkey', { challenge, passkey })
      expect(answer.body.code).toBe('passkey.refused')
    }
  })

  test.each(ways)('83: one that is over, made up, or spelled otherwise, as %s', async (_, attempt) => {
    const own = randomBytes(71).toString('base64url')
    for (const challenge of [own, '', Buffer.alloc(71).toString('base64url')]) {
      await expectRefused(await attempt({ client: { challenge } }), 1)
    }
    app.advance(31)
    const { options } = await askForPasskey(app, victim)
    const padded = Buffer.from(options.challenge, 'base64url').toString('base64')
    await expectRefused(await attempt({ client: { challenge: padded } }), 1)
  })

  test('83: after five minutes it is over', async () => {
    const options = await askForPasskeyAlone(app)
    app.advance(5 * 60)
    const passkey = victim.device.prove(options)
    const elsewhere = { remoteAddress: anotherAddress() }
    await expectRefused(await app.post('/api/v1/sign-in/passkey-alone', { passkey }, elsewhere), 1)
  })

  test('83: by another program than the one that asked', async () => {
    const passkey = victim.device.prove(await askForPasskeyAlone(app))
    const headers = { 'user-agent': 'Thief/1.0' }
    await expectRefused(await app.post('/api/v1/sign-in/passkey-alone', { passkey }, { headers }), 1)
  })

  test('83: twenty times at one moment: one session', async () => {
    const { challenge, options } = await askForPasskey(app, victim)
    const passkey = victim.device.prove(options)
    const alone = victim.device.prove(await askForPasskeyAlone(app))
    const twenty = Array.from({ length: 20 })
    const answers = await Promise.all(
      twenty.map(() => app.post('/api/v1/sign-in/passkey', { challenge, passkey })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const more = await Promise.all(
      twenty.map(() => app.post('/api/v1/sign-in/passkey-alone', { passkey: alone })),
    )
    expect(more.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await countSessions(app, victim)).toBe(2)
  })

  test('83: ten thousand challenges are ten thousand different ones, of 256 random bits', async () => {
    const seen = new Set<string>()
    for (let times = 0; times < 100; times += 1) {
      const asked = await Promise.all(Array.from({ length: 100 }, () => askForPasskeyAlone(app)))
      for (const { challenge } of asked) {
        seen.add(Buffer.from(challenge, 'base64url').subarray(0, 32).toString('hex'))
      }
    }
    expect(seen.size).toBe(10_000)
  })
})

const notOurs: [string, Otherwise][] = [
  ...misdirected,
  ['another ceremony', { client: { type: 'webauthn.create' } }],
]

describe.each(ways)('84: what was signed is not ours, as %s', (_, attempt) => {
  test.each(notOurs)('84: %s', async (_what, otherwise) => {
    await expectRefused(await attempt(otherwise), 1)
  })
})

test('85: the page leaves the check of the person out, where the passkey is the whole sign-in', async () => {
  await expectRefused(await giveAlone({ isVerified: false }), 1)
  // The flag alone is signed: setting it afterwards breaks the signature.
  const setFlag = (proof: ProvenOnDevice) => {
    const bytes = Buffer.from(proof.response.authenticatorData, 'base64url')
    bytes[32] = (bytes[32] ?? 0) | 4
    return { ...proof, response: { ...proof.response, authenticatorData: bytes.toString('base64url') } }
  }
  await expectRefused(await giveAlone({ isVerified: false }, setFlag), 1)
  expect((await giveAlone({})).status).toBe(200)
  // Beside a password it is the second of two factors.
  expect((await give({ isVerified: false })).status).toBe(200)
})

describe('87: somebody else’s passkey', () => {
  test('87: a right proof of the thief’s passkey in the sign-in of the victim', async () => {
    const thief = await addPasskeyUser(app, admin)
    const { challenge, options } = await askForPasskey(app, victim)
    expect(JSON.stringify(options)).not.toContain(thief.passkeyId)
    const passkey = thief.device.prove(options)
    await expectRefused(await app.post('/api/v1/sign-in/passkey', { challenge, passkey }), 1)
    expect((await signInWithPasskey(app, thief)).status).toBe(200)
  })

  test('87: a passkey that says that it belongs to another person, or to nobody', async () => {
    const thief = await addPasskeyUser(app, admin)
    const { body } = await app.post('/api/v1/me/authenticators/passkey', {}, { cookie: thief.cookie })
    const userHandle = body.user.id as string
    await expectRefused(await give({ userHandle }), 1)
    await expectRefused(await giveAlone({ userHandle }), 1)
    await expectRefused(await giveAlone({ userHandle: null }), 1)
    await expectRefused(await giveAlone({ userHandle: '' }), 1)
    // Beside a name a passkey need not say it: a security key without a place for it cannot.
    expect((await give({ userHandle: null })).status).toBe(200)
  })

  test('87: a step-up with the passkey of another person', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const mine = newDevice()
    await addPasskey(app, cookie, mine)
    const options = (await app.post('/api/v1/me/step-up/passkey', {}, { cookie })).body
    const passkey = victim.device.prove(options)
    const answer = await app.post('/api/v1/me/step-up', { passkey }, { cookie })
    expect(answer.body.code).toBe('passkey.refused')
  })

  test('87: a disabled account has no passkey, at any door', async () => {
    const { challenge, options } = await askForPasskey(app, victim)
    const body = { disabled: true }
    await app.request('PATCH', `/api/v1/users/${victim.id}`, { cookie: admin, body })
    const passkey = victim.device.prove(options)
    const second = await app.post('/api/v1/sign-in/passkey', { challenge, passkey })
    expect(second.body.code).toBe('sign_in.challenge_over')
    await expectRefused(await giveAlone({}), 1)
  })
})

describe('89: two devices with one passkey', () => {
  const told = async () => {
    const rows = await app.database.query
      .selectFrom('notices')
      .select('kind')
      .where('account_id', '=', victim.id)
      .execute()
    const events = await app.database.query
      .selectFrom('audit_events')
      .select('action')
      .where('subject_id', '=', victim.id)
      .execute()
    return {
      notices: rows.filter(({ kind }) => kind === 'passkey_copied').length,
      events: events.filter(({ action }) => action === 'authenticator.copied').length,
    }
  }

  test.each(ways)(
    '89: a counter that stands still or goes back is refused and told, as %s',
    async (_, attempt) => {
      expect((await attempt({ counter: 7 })).status).toBe(200)
      await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
      for (const [index, counter] of [7, 6, 0].entries()) {
        await expectRefused(await attempt({ counter }), 7)
        expect(await told()).toEqual({ notices: index + 1, events: index + 1 })
      }
      expect((await attempt({ counter: 8 })).status).toBe(200)
    },
  )

  test('89: one that was bound to its device and is synced today, or the other way about', async () => {
    await expectRefused(await give({ isBackupEligible: true, isBackedUp: true }), 1)
    expect(await told()).toEqual({ notices: 1, events: 1 })
    victim = await addPasskeyUser(app, admin, newDevice({ isSynced: true }))
    await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
    await expectRefused(await give({ isBackupEligible: false, isBackedUp: false }), 0)
    expect(await told()).toEqual({ notices: 1, events: 1 })
  })

  test('89: synced without the right to be: no such passkey is made or proven', async () => {
    await expectRefused(await give({ isBackupEligible: false, isBackedUp: true }), 1)
    const cookie = (await beginSignIn(app, await addUser(app, admin))).cookie ?? ''
    const answer = await registerWith(app, cookie, { isBackupEligible: false, isBackedUp: true })
    expect(answer.body.code).toBe('passkey.refused')
  })

  test('89: its twin: a synced one does not count, and may say so for ever; whether it is synced now is kept', async () => {
    victim = await addPasskeyUser(app, admin, newDevice({ isSynced: true }))
    expect((await give({})).status).toBe(200)
    const done = await give({ isBackedUp: false })
    expect(done.status).toBe(200)
    const { items } = (await app.get('/api/v1/me/authenticators', { cookie: done.cookie })).body
    expect(items).toMatchObject([{ sync: 'may_sync' }])
    expect(await told()).toEqual({ notices: 0, events: 0 })
  })
})

describe('90: a passkey as a way around the second factor', () => {
  test('90: possession alone opens nothing: not without a check, nor with one that was never shown beside a password', async () => {
    await expectRefused(await giveAlone({ isVerified: false }), 1)
    victim = await addPasskeyUser(app, admin, newDevice({ verifies: false }))
    await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
    await expectRefused(await giveAlone({ isVerified: true }), 1)
  })
})

test('91: what a passkey is asked for tells nobody who has an account, or a passkey', async () => {
  const formOf = (answer: Answer) => {
    const { challenge, ...rest } = answer.body as { challenge: string }
    const names = Object.keys(answer.headers).sort()
    return { status: answer.status, rest, length: challenge.length, names }
  }
  const none = await addUser(app, admin)
  const asked = await Promise.all(
    [victim.email, none.email, 'nobody@northwind.example'].map((email) =>
      app.post('/api/v1/sign-in/passkey-alone/options', { email }),
    ),
  )
  const [first, ...others] = asked.map(formOf)
  for (const other of others) expect(other).toEqual(first)
  // Nor does what is refused: a passkey that nobody has, one of a disabled account, and a forged one of somebody.
  const stranger = newDevice()
  stranger.make({
    ...(await askForPasskeyAlone(app)),
    rp: { id: 'localhost', name: '' },
    user: { id: 'AAAA', name: '', displayName: '' },
  })
  const unknown = await app.post(
    '/api/v1/sign-in/passkey-alone',
    { passkey: stranger.prove(await askForPasskeyAlone(app)) },
    { remoteAddress: anotherAddress() },
  )
  const forged = await giveAlone({ signature: randomBytes(70) })
  await app.request('PATCH', `/api/v1/users/${victim.id}`, { cookie: admin, body: { disabled: true } })
  const disabled = await giveAlone({})
  const told = ({ status, body, headers }: Answer) => {
    const { requestId, ...problem } = body as { requestId: string }
    return { status, problem, headers: Object.keys(headers).sort(), has: typeof requestId }
  }
  expect(told(forged)).toEqual(told(unknown))
  expect(told(disabled)).toEqual(told(unknown))
})

test('91: guesses from one address are slowed down, right or wrong, and nobody else is', async () => {
  const guess = async (remoteAddress: string, otherwise: Otherwise) => {
    const passkey = victim.device.prove(await askForPasskeyAlone(app), otherwise)
    return app.post('/api/v1/sign-in/passkey-alone', { passkey }, { remoteAddress })
  }
  const told: string[] = []
  for (let times = 0; times < 6; times += 1) {
    told.push((await guess('192.0.2.9', { isVerified: false })).body.code as string)
  }
  expect(told.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'passkey.refused'))
  expect(told.at(-1)).toBe('sign_in.too_many_attempts')
  expect((await guess('192.0.2.9', {})).body.code).toBe('sign_in.too_many_attempts')
  expect((await guess('192.0.2.10', {})).status).toBe(200)
})

test('92: bytes behind the end of what is proven', async () => {
  await expectRefused(await give({ trailing: Buffer.from([0]) }), 1)
})
