// Attacks 10 to 14: getting past the second factor where it stands, by restarts, odd codes, headers and waiting.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInFully,
  signInWithCode,
  signInWithRecoveryCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

/** Somebody with an app and no session, whose password the attacker knows. */
async function addVictim(): Promise<EnrolledPerson> {
  const victim = await addEnrolledUser(app, admin)
  await app.database.query.deleteFrom('sessions').where('account_id', '=', victim.id).execute()
  return victim
}

const patch = (person: { id: string }, body: object) =>
  app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body })

async function codeFailures({ id }: { id: string }): Promise<number> {
  const { rows } = await app.database.pool.query('SELECT code_failures FROM accounts WHERE id = $1', [id])
  return (rows as { code_failures: number }[])[0]!.code_failures
}

describe('10: a sign-in is restarted, or what it needs changes, while it is under way', () => {
  const restart = async (change: (victim: EnrolledPerson) => Promise<unknown>): Promise<Answer> => {
    const victim = await addVictim()
    const { challenge } = await beginSignIn(app, victim)
    await change(victim)
    return app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(victim.secret, app.now()) })
  }

  test('10: the account is disabled, or deleted: the right code comes too late', async () => {
    const disabled = await restart((victim) => patch(victim, { disabled: true }))
    expect(disabled.body.code).toBe('sign_in.challenge_over')
    const deleted = await restart((victim) =>
      app.request('DELETE', `/api/v1/users/${victim.id}`, { cookie: admin }),
    )
    expect(deleted.body.code).toBe('sign_in.challenge_over')
  })

  test('10: disabled and enabled again: the old challenge stays dead, a new sign-in works', async () => {
    const answer = await restart(async (victim) => {
      await patch(victim, { disabled: true })
      await patch(victim, { disabled: false })
    })
    expect(answer.body.code).toBe('sign_in.challenge_over')
  })

  test('10: two-factor is turned off elsewhere: the challenge for a code is not worth a session without one', async () => {
    const answer = await restart(async (victim) => {
      const cookie = await signInFully(app, victim)
      await patch(victim, { requireSecondFactor: false })
      const { password } = victim
      expect((await app.post('/api/v1/me/second-factor/disable', { password }, { cookie })).status).toBe(204)
    })
    expect(answer).toMatchObject({ status: 401, body: { code: 'sign_in.challenge_over' }, cookie: undefined })
  })

  test('10: enrolled in one window: the enrolment in the other window does not put a second app beside it', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    const [one, other] = [await beginSignIn(app, person), await beginSignIn(app, person)]
    const enrol = (challenge: string) => app.post('/api/v1/sign-in/enrolment', { challenge })
    const [first, second] = [await enrol(one.challenge), await enrol(other.challenge)]
    const confirm = (challenge: string, secret: string) =>
      app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code: codeOf(secret, app.now()) })
    expect((await confirm(one.challenge, first.body.secret)).status).toBe(200)
    const late = await confirm(other.challenge, second.body.secret)
    expect(late).toMatchObject({ status: 401, body: { code: 'sign_in.challenge_over' }, cookie: undefined })
    expect((await enrol(other.challenge)).body.code).toBe('sign_in.challenge_over')
  })

  test('10: started again: each sign-in needs its own code, and the change of mind itself gives nothing', async () => {
    const victim = await addVictim()
    const first = await beginSignIn(app, victim)
    const second = await beginSignIn(app, victim, { headers: { 'accept-language': 'de' } })
    expect([first.step, second.step]).toEqual(['code', 'code'])
    const code = codeOf(victim.secret, app.now())
    expect((await app.post('/api/v1/sign-in/totp', { challenge: second.challenge, code })).status).toBe(200)
    const again = await app.post('/api/v1/sign-in/totp', { challenge: first.challenge, code })
    expect(again.body.code).toBe('second_factor.code_used')
    expect(await countSessions(app, victim)).toBe(1)
  })
})

describe('11: an empty or odd code', () => {
  const noText = [undefined, null, 0, 123456, true, {}, [], ['123456'], { $ne: null }, { length: 6 }]
  const odd = [
    '',
    ' ',
    '0',
    '000000',
    '00000',
    '0000000',
    'null',
    'undefined',
    'true',
    '-00001',
    '1e5000',
    '0x1234',
  ]
  const odder = [
    'NaN',
    '%',
    "' OR 1=1--",
    '\0\0\0\0\0\0',
    '．．．．．．',
    '๑๒๓๔๕๖x',
    '١٢٣٤٥٦٧',
    '\u202e123456\u202c\ud800',
  ]
  const doors = ['/api/v1/sign-in/totp', '/api/v1/sign-in/recovery-code']

  test.each(doors)('11: what is no text is refused by its form, and counts for nothing: %s', async (path) => {
    const victim = await addVictim()
    const { challenge } = await beginSignIn(app, victim)
    for (const code of noText) {
      const answer = await app.post(path, { challenge, code })
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' }, cookie: undefined })
    }
    const many = await app.post(path, { challenge, code: Array.from({ length: 1_000_000 }, () => '1') })
    expect(many.status).toBe(413)
    const codes = Array.from({ length: 5_000 }, (_, index) => String(index))
    expect((await app.post(path, { challenge, code: codes })).status).toBe(400)
    expect((await app.post(path, { challenge, code: '1'.repeat(50_000) })).status).toBe(400)
    expect(await codeFailures(victim)).toBe(0)
  })

  test.each(doors)('11: text that is no code is a wrong code, and counts: %s', async (path) => {
    const victim = await addVictim()
    for (const [turn, code] of [...odd, ...odder].entries()) {
      await app.database.pool.query('UPDATE accounts SET codes_blocked_until = NULL WHERE id = $1', [
        victim.id,
      ])
      const { challenge } = await beginSignIn(app, victim)
      const answer = await app.post(path, { challenge, code })
      expect(answer, JSON.stringify(code)).toMatchObject({ status: 401, cookie: undefined })
      expect(answer.body.code).toMatch(/^(second_factor.code|recovery_code).wrong$/)
      expect(await codeFailures(victim)).toBe(turn + 1)
    }
    expect(await countSessions(app, victim)).toBe(0)
  })

  test('11: a whole word of digits where the app’s code is among others is no code', async () => {
    const victim = await addVictim()
    const code = codeOf(victim.secret, app.now())
    for (const list of [
      `${code},000000`,
      `000000${code}`,
      `${code}0`,
      `0${code}`,
      `[${code}]`,
      `"${code}"`,
    ]) {
      expect((await signInWithCode(app, victim, list)).status).toBe(401)
      await app.database.pool.query('UPDATE accounts SET codes_blocked_until = NULL WHERE id = $1', [
        victim.id,
      ])
    }
    expect((await signInWithCode(app, victim, code)).status).toBe(200)
  })
})

test('12: headers that claim the office, this machine, or that all is proven: the code is asked for all the same', async () => {
  const victim = await addVictim()
  const names = [
    'x-forwarded-for',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
    'x-client-ip',
    'client-ip',
  ]
  const claims: Record<string, string>[] = [
    ...names.map((name) => ({ [name]: '127.0.0.1' })),
    { forwarded: 'for=127.0.0.1;by=10.0.0.1' },
    { 'x-debug': '1', 'x-test': '1', 'x-internal': 'true', 'x-mfa': 'verified', 'x-2fa-verified': 'true' },
    { 'remote-user': victim.email, 'x-remote-user': victim.email, 'x-forwarded-user': victim.email },
    {
      'x-forwarded-email': victim.email,
      'x-auth-request-email': victim.email,
      'x-ssl-client-verify': 'SUCCESS',
    },
  ]
  for (const headers of claims) {
    expect((await app.get('/api/v1/me', { headers })).status).toBe(401)
    expect(await beginSignIn(app, victim, { headers })).toMatchObject({ step: 'code', cookie: undefined })
    const fromHere = await beginSignIn(app, victim, { headers, remoteAddress: '127.0.0.1' })
    expect(fromHere.step).toBe('code')
  }
  // Even the proxy that is trusted vouches for an address only, never for a person.
  const env = { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.5' }
  const behind = await startTestApp({ beside: app, env, startAt: app.now() })
  for (const headers of claims) {
    const options = { headers, remoteAddress: '10.0.0.5' }
    expect((await behind.get('/api/v1/me', options)).status).toBe(401)
    expect((await beginSignIn(behind, victim, options)).step).toBe('code')
  }
  await behind.close()
})

describe('13: a challenge that has run out', () => {
  test('13: the right code after five minutes is refused; a second before it is taken', async () => {
    const victim = await addVictim()
    const late = await beginSignIn(app, victim)
    app.advance(5 * 60)
    const code = () => codeOf(victim.secret, app.now())
    const answer = await app.post('/api/v1/sign-in/totp', { challenge: late.challenge, code: code() })
    expect(answer).toMatchObject({ status: 401, body: { code: 'sign_in.challenge_over' }, cookie: undefined })
    const [recoveryCode] = victim.recoveryCodes
    const other = { challenge: late.challenge, code: recoveryCode }
    expect((await app.post('/api/v1/sign-in/recovery-code', other)).body.code).toBe('sign_in.challenge_over')
    const intime = await beginSignIn(app, victim)
    app.advance(5 * 60 - 1)
    expect(
      (await app.post('/api/v1/sign-in/totp', { challenge: intime.challenge, code: code() })).status,
    ).toBe(200)
  })

  test('13: wrong codes, new QR codes and other use do not make it last longer', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    const { challenge } = await beginSignIn(app, person)
    let secret = ''
    for (let minute = 0; minute < 30; minute += 5) {
      secret = (await app.post('/api/v1/sign-in/enrolment', { challenge })).body.secret
      app.advance(5 * 60)
    }
    const code = codeOf(secret, app.now())
    const answer = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
    expect(answer.body.code).toBe('sign_in.challenge_over')
  })
})

test('14: one challenge, used twice with two right codes: one session, and the second sign-in needs its own', async () => {
  const victim = await addVictim()
  const { challenge } = await beginSignIn(app, victim)
  const give = () => app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(victim.secret, app.now()) })
  expect((await give()).status).toBe(200)
  app.advance(30)
  expect(await give()).toMatchObject({
    status: 401,
    body: { code: 'sign_in.challenge_over' },
    cookie: undefined,
  })
  const [recoveryCode] = victim.recoveryCodes
  const byRecovery = await app.post('/api/v1/sign-in/recovery-code', { challenge, code: recoveryCode })
  expect(byRecovery.body.code).toBe('sign_in.challenge_over')
  expect(await countSessions(app, victim)).toBe(1)
  // Neither was spent on it.
  expect((await signInWithRecoveryCode(app, victim, recoveryCode ?? '')).status).toBe(200)
})
