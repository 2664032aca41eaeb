// Attacks 15 to 20: another factor, another account or another method in place of the one that is asked for.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInFully,
  type EnrolledPerson,
} from '../testing/people.ts'
import { startPasskeyApp } from '../testing/passkeys.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startPasskeyApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
const forPeople = Object.entries(contract as Record<string, RouteContract>)
  .filter(([, { access }]) => access === 'session' || access === 'admin')
  .map(([key]) => key.replace('{id}', anyId).split(' ') as [string, string])

/** Somebody with an app and no session, whose password the attacker knows. */
async function addVictim(): Promise<EnrolledPerson> {
  const victim = await addEnrolledUser(app, admin)
  await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
  return victim
}

const patch = (person: { id: string }, body: object) =>
  app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body })

describe('15: whoever has only the password brings a factor of their own', () => {
  test('15: an account with an app gets no QR code and no passkey at the sign-in, nor by the routes of the profile', async () => {
    const victim = await addVictim()
    const { challenge } = await beginSignIn(app, victim)
    for (const path of ['enrolment', 'enrolment/passkey']) {
      const begun = await app.post(`/api/v1/sign-in/${path}`, { challenge })
      expect(begun.body.code, path).toBe('sign_in.challenge_over')
    }
    const confirm = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code: '123456' })
    expect(confirm.body.code).toBe('sign_in.challenge_over')
    for (const credential of [{ cookie: challenge }, { token: challenge }]) {
      for (const path of [
        'me/authenticators/totp',
        `me/authenticators/totp/${anyId}/confirm`,
        'me/authenticators/passkey',
        'me/authenticators/passkey/confirm',
        'me/recovery-codes',
      ]) {
        const answer = await app.post(`/api/v1/${path}`, { challenge, code: '123456' }, credential)
        expect(answer.status, path).toBe(401)
      }
    }
    const { rowCount } = await app.database.pool.query('SELECT FROM enrolments WHERE account_id = $1', [
      victim.id,
    ])
    expect(rowCount).toBe(0)
    // Where other systems let somebody add a factor or a browser here, there is no door.
    for (const path of ['me/passkeys', 'me/devices', 'sign-in/trusted-device']) {
      expect((await app.post(`/api/v1/${path}`, { challenge }, { cookie: admin })).status).toBe(404)
    }
  })

  test('15: its twin: somebody who has none yet, and must have one, gets the QR code by the same challenge', async () => {
    const { challenge } = await beginSignIn(app, await addUser(app, admin, { requireSecondFactor: true }))
    expect((await app.post('/api/v1/sign-in/enrolment', { challenge })).status).toBe(200)
  })
})

test('16: whoever has only the password removes the factor, changes the address or the requirement: refused', async () => {
  const victim = await addVictim()
  const cookie = await signInFully(app, victim)
  const { body } = await app.get('/api/v1/me/authenticators', { cookie })
  const id = String(body.items[0].id)
  const { challenge } = await beginSignIn(app, victim)
  for (const credential of [{ cookie: challenge }, { token: challenge }]) {
    const send = (method: string, path: string, given?: object) =>
      app.request(method, `/api/v1/${path}`, {
        ...credential,
        ...(given === undefined ? {} : { body: given }),
      })
    const answers = [
      await send('DELETE', `me/authenticators/${id}`),
      await send('PATCH', `me/authenticators/${id}`, { name: 'mine' }),
      await send('POST', 'me/second-factor/disable', { password: victim.password, challenge }),
      await send('PATCH', `users/${victim.id}`, { requireSecondFactor: false, email: 'eve@evil.example' }),
      await send('DELETE', `users/${victim.id}`),
      await send('PATCH', 'organization', { name: 'Evil' }),
      await send('DELETE', 'session'),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
  }
  expect((await app.get('/api/v1/me/authenticators', { cookie })).body.items).toHaveLength(1)
  // API tokens, which others let be made here, are not there yet.
  expect((await app.post('/api/v1/me/tokens', { challenge }, { cookie })).status).toBe(404)
})

describe('17: somebody who must use two-factor and has no app yet', () => {
  test('17: reaches the enrolment and nothing else', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true, role: 'admin' })
    const { challenge, step } = await beginSignIn(app, person)
    expect(step).toBe('enrol')
    for (const [method, path] of forPeople) {
      for (const credential of [{ cookie: challenge }, { token: challenge }]) {
        const answer = await app.request(method, path, {
          ...credential,
          ...(method === 'GET' ? {} : { body: { challenge } }),
        })
        expect(answer.status, `${method} ${path}`).toBe(401)
      }
    }
    for (const path of ['totp', 'recovery-code']) {
      const answer = await app.post(`/api/v1/sign-in/${path}`, { challenge, code: '000000' })
      expect(answer.body.code).toBe('sign_in.challenge_over')
    }
    // Confirming before asking for a QR code, with what an empty key would show.
    const confirm = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code: '328482' })
    expect(confirm.body.code).toBe('second_factor.enrolment_over')
    expect(await countSessions(app, person)).toBe(0)
  })

  test('17: a session from before the requirement is no session from its very moment', async () => {
    const person = await addUser(app, admin)
    const { cookie = '' } = await beginSignIn(app, person)
    const cli = await app.post('/api/v1/sign-in', { ...person, client: 'cli' })
    const token = String(cli.body.session.token)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(200)
    await patch(person, { requireSecondFactor: true })
    for (const [method, path] of forPeople) {
      const options = method === 'GET' ? {} : { body: {} }
      expect((await app.request(method, path, { cookie, ...options })).status).toBe(401)
      expect((await app.request(method, path, { token, ...options })).status).toBe(401)
    }
  })
})

test('17: two-factor is required while the password is being checked: no session is born, the enrolment is asked for', async () => {
  const person = await addUser(app, admin)
  const { hasher } = app.services
  const between = await startTestApp({
    beside: app,
    startAt: app.now(),
    hasher: {
      ...hasher,
      async verify(stored, password) {
        await patch(person, { requireSecondFactor: true })
        return hasher.verify(stored, password)
      },
    },
  })
  expect(await beginSignIn(between, person)).toMatchObject({ step: 'enrol', cookie: undefined })
  await between.close()
  expect(await countSessions(app, person)).toBe(0)
})

describe('18: a second account for the same person, without the first one’s second factor', () => {
  const spellings: [string, (email: string) => string][] = [
    ['capitals', (email) => email.toUpperCase()],
    ['spaces around it', (email) => ` \t${email}\u00a0 `],
    [
      'full-width letters',
      (email) => email.replace(/[a-z]/g, (a) => String.fromCodePoint(a.codePointAt(0)! + 0xfee0)),
    ],
    ['a ligature', (email) => email.replace('fi', '\ufb01')],
    ['a Kelvin sign', (email) => email.replace('k', '\u212a')],
    ['a circled letter', (email) => email.replace('b', '\u24d1')],
    ['a composed accent taken apart', (email) => email.normalize('NFD')],
  ]
  test.each(spellings)('18: with %s it is the same account', async (name, spell) => {
    const email = `fi-büro-k${spellings.findIndex(([one]) => one === name)}@northwind.example`
    const victim = await addEnrolledUser(app, admin, { email })
    const twin = await app.post(
      '/api/v1/users',
      { email: spell(email), password: 'copper meadow basket 41' },
      { cookie: admin },
    )
    expect(twin).toMatchObject({ status: 409, body: { code: 'user.email_taken' } })
    const other = await addUser(app, admin)
    expect((await patch(other, { email: spell(email) })).body.code).toBe('user.email_taken')
    // Who signs in with that spelling is the one with the app.
    expect((await beginSignIn(app, { ...victim, email: spell(email) })).step).toBe('code')
  })

  test.each([
    ['a full-width @', 'bob\uff20northwind.example'],
    ['a small @', 'bob\ufe6bnorthwind.example'],
    ['a zero-width space', 'bo\u200bb@northwind.example'],
    ['a soft hyphen', 'bo\u00adb@northwind.example'],
    ['a direction mark', '\u202ebob@northwind.example'],
    ['a space inside', 'bo b@northwind.example'],
    ['two @', 'bob@northwind.example@evil.example'],
    ['a NUL', 'bob@northwind.example\0'],
  ])('18: with %s it is no address at all', async (_, email) => {
    const answer = await app.post('/api/v1/users', { email }, { cookie: admin })
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })

  test('18: its twin: another mailbox, such as one with a plus, is another account, with its own requirement', async () => {
    const bob = await addEnrolledUser(app, admin, { email: 'bob.plus@northwind.example' })
    const other = await addUser(app, admin, { email: 'bob.plus+news@northwind.example' })
    expect((await beginSignIn(app, other)).step).toBe('done')
    expect((await beginSignIn(app, bob)).step).toBe('code')
  })
})

test('19: whether the code is asked for rests on nothing that the client says about itself', async () => {
  const victim = await addVictim()
  const wishes: { headers?: Record<string, string>; body?: object; query?: string }[] = [
    { headers: { 'user-agent': '' } },
    {
      headers: {
        'user-agent': 'Googlebot/2.1',
        'accept-language': 'xx',
        'time-zone': 'UTC',
        date: 'Thu, 01 Jan 1970',
      },
    },
    { headers: { 'x-requested-with': 'XMLHttpRequest', dnt: '1', 'sec-ch-ua-mobile': '?1' } },
    { query: '?mfa=false&skip2fa=1&prompt=none&acr_values=pwd' },
    {
      body: {
        requireSecondFactor: false,
        secondFactor: { enrolled: false },
        mfaVerified: true,
        step: 'done',
      },
    },
    { body: { now: '1970-01-01T00:00:00Z', trustedNetwork: true, deviceId: anyId, role: 'admin' } },
  ]
  for (const { headers = {}, body = {}, query = '' } of wishes) {
    const answer = await app.post(`/api/v1/sign-in${query}`, { ...victim, ...body }, { headers })
    expect(answer).toMatchObject({ status: 200, body: { step: 'code' }, cookie: undefined })
  }
  // And a session from before the rule holds only as long as the rule lets it: see 17.
})

describe('20: another method than the account has', () => {
  test('20: the methods are the server’s list: naming another one, or a recovery code at the app’s door, is no way', async () => {
    const victim = await addVictim()
    const answer = await app.post('/api/v1/sign-in', { ...victim, method: 'password', methods: [] })
    expect(answer.body.methods).toEqual(['totp', 'recovery_code'])
    const { challenge } = answer.body as { challenge: string }
    const forged = await app.post('/api/v1/sign-in/totp', {
      challenge,
      code: '000000',
      method: 'none',
      step: 'done',
    })
    expect(forged.body.code).toBe('second_factor.code_wrong')
    for (const path of ['sms', 'email', 'push', 'backup', 'skip', 'password']) {
      expect((await app.post(`/api/v1/sign-in/${path}`, { challenge, code: '000000' })).status).toBe(404)
    }
    const passkey = await app.post('/api/v1/sign-in/passkey/options', { challenge })
    expect(passkey.body.code).toBe('passkey.none')
    expect(await countSessions(app, victim)).toBe(0)
  })

  test('20: recovery codes that are used up are no method any more', async () => {
    const victim = await addVictim()
    await app.database.query.deleteFrom('recovery_codes').where('account_id', '=', victim.id).execute()
    const answer = await app.post('/api/v1/sign-in', { ...victim })
    expect(answer.body.methods).toEqual(['totp'])
  })
})
