// Attacks on the approval of sign-ins (OWASP ASVS 5.0 V6.6.4; attack list 14, 42, 44, 46, 50, 70, 97, 100, 125): whoever
// knows a password rings until somebody gives in, guesses the number, or answers with a session or a phone that may not.
import { describe, expect, test } from 'vitest'
import { heldUp } from '../testing/held-up.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInFully,
  signInWithCode,
} from '../testing/people.ts'
import {
  addPhone,
  anotherNumber,
  approveOn,
  askPhone,
  denyOn,
  makePhoneKey,
  signInToApp,
  waitFor,
  waitingId,
  waitingOn,
} from '../testing/phones.ts'
import {
  admin,
  app,
  elsewhere,
  longSessions,
  openPhoneForTests,
  person as victim,
  phone,
} from '../testing/phone-under-test.ts'
import { codeOf, type Answer } from '../testing/test-app.ts'

openPhoneForTests(() => longSessions)

describe('the number', () => {
  test('42: is tried once: of twenty guesses at once one is looked at, and with it the sign-in is over', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const guesses = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, '0'))
      .filter((guess) => guess !== number)
      .slice(0, 19)
    const answers = await Promise.all([...guesses, number].map((guess) => approveOn(app, phone, id, guess)))
    const codes = answers.map(({ status, body }) => (status === 204 ? 'approved' : body.code))
    expect(codes.filter((code) => code !== 'approval.not_found')).toHaveLength(1)
    const { code_failures: failures } = await app.database.query
      .selectFrom('accounts')
      .select('code_failures')
      .where('id', '=', victim.id)
      .executeTakeFirstOrThrow()
    expect(failures).toBe(codes.includes('approved') ? 0 : 1)
    expect((await waitFor(app, challenge)).status).toBe(codes.includes('approved') ? 200 : 401)
  })

  test('is on the page of the sign-in alone: not among what the phone is told, not in the log', async () => {
    const { number } = await askPhone(app, victim)
    const { items } = (await app.get('/api/v1/me/approvals', { token: phone.token })).body
    expect(Object.keys(items[0]).toSorted()).toEqual(
      ['address', 'askedAt', 'client', 'device', 'email', 'expiresAt', 'id', 'state'].toSorted(),
    )
    expect(app.logs.filter((line) => line.includes(`"number":"${number}"`))).toEqual([])
  })
})

describe('an answer by whom it does not belong to', () => {
  test('125: somebody else of the organization, and an admin, neither see, approve nor deny it', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const eve = await addEnrolledUser(app, admin)
    const hers = await addPhone(app, eve)
    expect(await waitingOn(app, hers)).toEqual([])
    expect((await approveOn(app, hers, id, number)).body.code).toBe('approval.not_found')
    expect((await denyOn(app, hers, id)).body.code).toBe('approval.not_found')
    expect((await app.post(`/api/v1/me/approvals/${id}/deny`, {}, { cookie: admin })).status).toBe(404)
    // Her session with the victim's phone, and the victim's session with hers.
    const mixed = await approveOn(app, { ...phone, token: hers.token }, id, number)
    expect(mixed.body.code).toBe('approval.device_refused')
    const turned = await approveOn(app, { ...hers, token: phone.token }, id, number)
    expect(turned.body.code).toBe('approval.device_refused')
    expect((await approveOn(app, phone, id, number)).status).toBe(204)
    expect((await waitFor(app, challenge)).body.step).toBe('done')
  })

  test('70: the phone of another organization is none of this one', async () => {
    const other = await addOtherOrganization(app)
    const { number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const theirs = await approveOn(app, phone, id, number, { authenticator: other.authenticatorId })
    expect(theirs.body.code).toBe('approval.device_refused')
    const push = { endpoint: 'https://push.example/x', keys: { p256dh: 'AAAA', auth: 'AAAA' } }
    const path = `/api/v1/me/authenticators/${other.authenticatorId}/push`
    expect((await app.post(path, push, { token: phone.token })).status).toBe(409)
    expect((await app.request('DELETE', path, { token: phone.token })).status).toBe(404)
  })

  test('a session alone approves nothing: without the key of the phone, with another key, for another number or sign-in', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const stranger = makePhoneKey()
    const elsewhere = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
    const signatures = {
      'another key': stranger.sign(id, number),
      'another number': phone.key.sign(id, anotherNumber(number)),
      'another sign-in': phone.key.sign(elsewhere, number),
      nothing: 'AAAA',
      zeros: Buffer.alloc(64).toString('base64url'),
    }
    for (const [what, signature] of Object.entries(signatures)) {
      const answer = await approveOn(app, phone, id, number, { signature })
      expect(answer.body.code, what).toBe('approval.device_refused')
    }
    // None of it was a guess, and the sign-in still waits.
    expect((await approveOn(app, phone, id, number)).status).toBe(204)
    expect((await waitFor(app, challenge)).body.step).toBe('done')
  })

  test('the key alone approves nothing: the session is over, is one of the web, or is nobody’s', async () => {
    const { number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const web = await signInFully(app, victim)
    const body = { authenticator: phone.id, number, signature: phone.key.sign(id, number) }
    const byWeb = await app.post(`/api/v1/me/approvals/${id}/approve`, body, { cookie: web })
    expect(byWeb.body.code).toBe('approval.device_refused')
    await app.request('DELETE', '/api/v1/session', { token: phone.token })
    expect((await approveOn(app, phone, id, number)).status).toBe(401)
    expect((await approveOn(app, phone, id, number, { token: 'a'.repeat(43) })).status).toBe(401)
  })

  test('a session that ends while it approves: the write looks again, and what it wrote before the end counts', async () => {
    for (let round = 0; round < 4; round += 1) {
      const person = await addEnrolledUser(app, admin)
      const theirs = await addPhone(app, person)
      const { challenge, number } = await askPhone(app, person)
      const id = await waitingId(app, theirs)
      const [approved, ended] = await Promise.all([
        approveOn(app, theirs, id, number),
        app.request('DELETE', '/api/v1/session', { token: theirs.token }),
      ])
      expect(ended.status).toBe(204)
      if (approved.status === 204) expect((await waitFor(app, challenge)).body.step).toBe('done')
      else expect(['session.required', 'approval.device_refused']).toContain(approved.body.code)
    }
  })

  test('a session that ends after the door let it in approves nothing', async () => {
    const { number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    // The row of the session is held, as by a sign-out under way; the approval has to wait for it, and finds it ended.
    const signOut = `UPDATE sessions SET ended_at = $1, ended_reason = 'signed_out'
      WHERE account_id = $2 AND client = 'mobile' AND ended_at IS NULL`
    const approving = () => approveOn(app, phone, id, number)
    const [approved] = await heldUp(app, signOut, [app.now(), victim.id], [approving])
    expect(approved?.body.code).toBe('approval.device_refused')
  })

  test('100: a session that was itself approved approves no other', async () => {
    const { challenge, number } = await askPhone(app, victim, { client: 'mobile' })
    await approveOn(app, phone, await waitingId(app, phone), number)
    const { token } = (await waitFor(app, challenge)).body.session
    const next = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const chained = await approveOn(app, phone, id, next.number, { token })
    expect(chained.body.code).toBe('approval.device_refused')
    expect((await approveOn(app, phone, id, next.number)).status).toBe(204)
  })

  test('100: what was approved is a sign-in and no proof for what is grave: a code is asked for, from the first minute on', async () => {
    const { challenge, number } = await askPhone(app, victim, { client: 'mobile' })
    await approveOn(app, phone, await waitingId(app, phone), number)
    const { token } = (await waitFor(app, challenge)).body.session
    const as = { token }
    const fresh = 'second_factor.fresh_code_required'
    const { publicKey } = makePhoneKey()
    expect((await app.post('/api/v1/me/authenticators/approval', { publicKey }, as)).body.code).toBe(fresh)
    expect((await app.post('/api/v1/me/authenticators/totp', {}, as)).body.code).toBe(fresh)
    expect((await app.post('/api/v1/me/recovery-codes', {}, as)).body.code).toBe(fresh)
    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${phone.id}`, as)
    expect(removed.body.code).toBe(fresh)
    const code = codeOf(victim.secret, app.now())
    const proven = await app.post('/api/v1/me/step-up', { code }, as)
    const again = { token: (proven.body as { token: string }).token }
    expect((await app.post('/api/v1/me/authenticators/approval', { publicKey }, again)).status).toBe(201)
  })
})

describe('a yes', () => {
  test('14: is good once, for the sign-in that asked, in the program that began it', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    expect((await approveOn(app, phone, id, number)).status).toBe(204)
    expect((await approveOn(app, phone, id, number)).body.code).toBe('approval.not_found')
    const stolen = await waitFor(app, challenge, { headers: { 'user-agent': 'Other/2.0' } })
    expect(stolen.body.code).toBe('sign_in.challenge_over')
    const another = await beginSignIn(app, victim)
    expect((await waitFor(app, another.challenge)).body.code).toBe('approval.expired')
    const before = await countSessions(app, victim)
    const many = await Promise.all(Array.from({ length: 10 }, () => waitFor(app, challenge)))
    expect(many.filter(({ body }) => body.step === 'done')).toHaveLength(1)
    expect(await countSessions(app, victim)).toBe(before + 1)
    // Whoever is in is in: a session is ended as a session.
    expect((await denyOn(app, phone, id)).body.code).toBe('approval.not_found')
  })

  describe('97: is taken back before whoever waits, and holds back the last call, is in by it', () => {
    const takenBack: Record<string, { by: (id: string) => Promise<Answer>; code: string }> = {
      '“it was not me”': { by: (id) => denyOn(app, phone, id), code: 'approval.refused' },
      'sign out everywhere': {
        by: () => app.request('DELETE', '/api/v1/me/sessions', { token: phone.token }),
        code: 'sign_in.challenge_over',
      },
      'a change of a factor': {
        by: () => app.post('/api/v1/me/recovery-codes', {}, { token: phone.token }),
        code: 'sign_in.challenge_over',
      },
    }
    test.each(Object.keys(takenBack))('97: by %s', async (name) => {
      const { challenge, number } = await askPhone(app, victim)
      const id = await waitingId(app, phone)
      expect((await approveOn(app, phone, id, number)).status).toBe(204)
      expect((await takenBack[name]?.by(id))?.status).toBeLessThan(300)
      const before = await countSessions(app, victim)
      const late = await waitFor(app, challenge)
      expect(late).toMatchObject({ status: 401, cookie: undefined, body: { code: takenBack[name]?.code } })
      expect(await countSessions(app, victim)).toBe(before)
    })

    test('97: by a sign-out everywhere that is under way: the session comes before it and ends with it, or never', async () => {
      const { challenge, number } = await askPhone(app, victim)
      expect((await approveOn(app, phone, await waitingId(app, phone), number)).status).toBe(204)
      const account = 'SELECT FROM accounts WHERE id = $1 FOR UPDATE'
      const [late, ended] = await heldUp(
        app,
        account,
        [victim.id],
        [
          () => waitFor(app, challenge),
          () => app.request('DELETE', '/api/v1/me/sessions', { token: phone.token }),
        ],
      )
      expect(ended?.status).toBe(200)
      expect((await app.get('/api/v1/me', { cookie: late?.cookie ?? '' })).status).toBe(401)
      expect(await countSessions(app, victim)).toBe(1)
    })

    test('97: and tells the admins, and counts as a wrong code, as a no does', async () => {
      const { number } = await askPhone(app, victim)
      const id = await waitingId(app, phone)
      await approveOn(app, phone, id, number)
      expect((await denyOn(app, phone, id)).status).toBe(204)
      expect((await denyOn(app, phone, id)).body.code).toBe('approval.not_found')
      const { items } = (await app.get('/api/v1/me/notices', { cookie: admin })).body
      expect(items[0]).toMatchObject({ kind: 'sign_in_denied' })
      const { code_failures: failures } = await app.database.query
        .selectFrom('accounts')
        .select('code_failures')
        .where('id', '=', victim.id)
        .executeTakeFirstOrThrow()
      expect(failures).toBe(1)
    })
  })

  test('holds nothing that signs anybody in: not for the phone, and not for whoever reads along', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const answer = await approveOn(app, phone, id, number)
    expect([answer.body, answer.cookie, answer.headers['set-cookie']]).toEqual(['', undefined, undefined])
    expect((await app.get('/api/v1/me', { token: challenge })).status).toBe(401)
    expect((await app.get('/api/v1/me', { token: id.replaceAll('-', '') })).status).toBe(401)
  })

  test('97: yes and no at once have one outcome: no', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { challenge, number } = await askPhone(app, victim)
      const id = await waitingId(app, phone)
      const answers = await Promise.all([
        approveOn(app, phone, id, number),
        denyOn(app, phone, id),
        approveOn(app, phone, id, number),
        denyOn(app, phone, id),
      ])
      const count = (isYes: boolean) =>
        answers.filter(({ status }, index) => status === 204 && (index % 2 === 0) === isYes).length
      // A no takes back the yes that it comes after, and no yes comes after it.
      expect(count(false)).toBe(1)
      expect(count(true)).toBeLessThanOrEqual(1)
      expect((await waitFor(app, challenge)).body.code).toBe('approval.refused')
      app.advance(3600)
    }
  })

  test.each(['the yes', 'the end'])(
    'a yes in the last second and the end of the time at once: %s comes first and is the outcome',
    async (first) => {
      const { challenge, number } = await askPhone(app, victim)
      const id = await waitingId(app, phone)
      const another = await beginSignIn(app, victim, elsewhere)
      // Whoever holds the account's row lets both come to it, each with the moment that it came at.
      const account = 'SELECT FROM accounts WHERE id = $1 FOR UPDATE'
      const after = (seconds: number, request: () => Promise<Answer>) => () => {
        app.advance(seconds)
        return request()
      }
      const approve = () => approveOn(app, phone, id, number)
      // Another sign-in that asks finds that the time is over, and closes what waited.
      const close = () => app.post('/api/v1/sign-in/approval', { challenge: another.challenge }, elsewhere)
      const both =
        first === 'the yes' ? [after(179, approve), after(1, close)] : [after(180, close), after(-1, approve)]
      const answers = await heldUp(app, account, [victim.id], both)
      const [approved, closed] = first === 'the yes' ? answers : answers.toReversed()
      expect(closed?.status).toBe(200)
      const ended = await waitFor(app, challenge)
      if (first === 'the yes') {
        expect(approved?.status).toBe(204)
        expect(ended.body.step).toBe('done')
      } else {
        expect(approved?.body.code).toBe('approval.not_found')
        expect(ended.body.code).toBe('approval.expired')
      }
    },
  )

  test('in the last second is not lost on its way: it is there to be taken for a minute, while the sign-in is', async () => {
    const first = await askPhone(app, victim)
    app.advance(179)
    expect((await approveOn(app, phone, await waitingId(app, phone), first.number)).status).toBe(204)
    app.advance(59)
    expect((await waitFor(app, first.challenge)).body.step).toBe('done')

    const second = await askPhone(app, victim)
    app.advance(179)
    await approveOn(app, phone, await waitingId(app, phone), second.number)
    app.advance(60)
    expect((await waitFor(app, second.challenge)).body.code).toBe('approval.expired')

    // The sign-in is over after five minutes, whatever was said in its last second.
    const { challenge } = await beginSignIn(app, victim)
    app.advance(290)
    const { number } = (await app.post('/api/v1/sign-in/approval', { challenge })).body as { number: string }
    app.advance(9)
    expect((await approveOn(app, phone, await waitingId(app, phone), number)).status).toBe(204)
    app.advance(1)
    expect((await waitFor(app, challenge)).body.code).toBe('sign_in.challenge_over')
  })

  test('97: goes with the phone that gave it: a phone that is removed approves nothing any more', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    expect((await approveOn(app, phone, id, number)).status).toBe(204)
    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${phone.id}`, {
      token: phone.token,
    })
    expect(removed.status).toBe(204)
    expect((await waitFor(app, challenge)).body.code).toBe('sign_in.challenge_over')
    const next = await beginSignIn(app, victim)
    expect((await app.post('/api/v1/sign-in/approval', { challenge: next.challenge })).body.code).toBe(
      'approval.none',
    )
    expect((await approveOn(app, phone, id, number)).body.code).toBe('approval.device_refused')
  })

  test('97: an admin who resets the second factor ends the sign-in that waits, the phone and its session', async () => {
    const { challenge, number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    await app.post(
      `/api/v1/users/${victim.id}/second-factor/reset`,
      { reason: 'Stolen phone' },
      { cookie: admin },
    )
    expect((await approveOn(app, phone, id, number)).status).toBe(401)
    expect((await waitFor(app, challenge)).body.code).toBe('sign_in.challenge_over')
    const { rowCount } = await app.database.pool.query(`SELECT FROM authenticators WHERE account_id = $1`, [
      victim.id,
    ])
    expect(rowCount).toBe(0)
  })

  test('50: while the account has to wait for wrong codes nothing is approved, and no yes becomes a session', async () => {
    const first = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    for (let index = 0; index < 5; index += 1) await signInWithCode(app, victim, '12345')
    const late = await approveOn(app, phone, id, first.number)
    expect(late.body).toMatchObject({ code: 'second_factor.too_many_attempts', retryAfterSeconds: 30 })
    app.advance(30)
    expect((await approveOn(app, phone, id, first.number)).status).toBe(204)
    await signInWithCode(app, victim, '12345')
    expect((await waitFor(app, first.challenge)).body.code).toBe('second_factor.too_many_attempts')
  })

  test('50: a disabled account is asked nothing, approves nothing, and gets no session of a yes from before', async () => {
    const { challenge, number } = await askPhone(app, victim)
    await approveOn(app, phone, await waitingId(app, phone), number)
    const disable = { cookie: admin, body: { disabled: true } }
    expect((await app.request('PATCH', `/api/v1/users/${victim.id}`, disable)).status).toBe(200)
    expect((await waitFor(app, challenge)).body.code).toBe('sign_in.challenge_over')
    expect(await countSessions(app, victim)).toBe(0)
  })
})

test('54: at the hundredth wrong code or number in a row the phone is switched off together with the app', async () => {
  const update = app.database.query.updateTable('accounts').where('id', '=', victim.id)
  await update.set({ code_failures: 99 }).execute()
  const { number } = await askPhone(app, victim)
  await approveOn(app, phone, await waitingId(app, phone), anotherNumber(number))
  const { items } = (await app.get('/api/v1/me/authenticators', { token: phone.token })).body
  const states = (items as { kind: string; state: string }[]).map(({ kind, state }) => `${kind} ${state}`)
  // Both came at one moment, so that neither is the first in the list.
  expect(states.toSorted()).toEqual(['approval switched_off', 'totp switched_off'])
  app.advance(3600)
  const begun = await app.post('/api/v1/sign-in', { ...victim })
  expect(begun.body.methods).toEqual(['recovery_code'])
  const { challenge } = begun.body as { challenge: string }
  expect((await app.post('/api/v1/sign-in/approval', { challenge })).body.code).toBe('approval.none')
  const { items: notices } = (await app.get('/api/v1/me/notices', { token: phone.token })).body
  expect(notices[0]).toMatchObject({ kind: 'authenticators_switched_off' })
})

test('five phones approve sign-ins at most: each is rung, and a stranger in the app adds no crowd of them', async () => {
  const add = () =>
    app.post('/api/v1/me/authenticators/approval', { publicKey: makePhoneKey().publicKey }, asPhone)
  const asPhone = { token: phone.token }
  for (let index = 0; index < 3; index += 1) expect((await add()).status).toBe(201)
  const atOnce = await Promise.all([add(), add(), add()])
  expect(atOnce.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409, 409])
  expect((await add()).body.code).toBe('approval.too_many_phones')
  const removed = await app.request('DELETE', `/api/v1/me/authenticators/${phone.id}`, asPhone)
  expect(removed.status).toBe(204)
  expect((await add()).status).toBe(201)
})

test('an agent who signs in anew on the phone goes on with the key that it has', async () => {
  const token = await signInToApp(app, victim)
  const { challenge, number } = await askPhone(app, victim)
  const id = await waitingId(app, { token })
  expect((await approveOn(app, phone, id, number, { token })).status).toBe(204)
  expect((await waitFor(app, challenge)).body.step).toBe('done')
})
