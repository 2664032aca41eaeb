// Attacks on the session that a phone keeps open for days (OWASP ASVS 5.0 V7.3; attack list 70, 94, 100): a token that was
// stolen elsewhere wants to live as long, a yes wants to become it, and it wants to outlive its phone.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { approvalText, keptOpenText } from '../../contract/phone-texts.ts'
import { forgetHistory } from '../history/history.store.ts'
import { startServer } from '../http/start-server.ts'
import { sweep } from '../jobs/sweep.ts'
import { heldUp } from '../testing/held-up.ts'
import { addEnrolledUser, beginSignIn, signInAdmin, signInFully } from '../testing/people.ts'
import { app, openPhoneForTests, person as victim, phone } from '../testing/phone-under-test.ts'
import {
  addPhone,
  approveOn,
  askPhone,
  keepOpen,
  makePhoneKey,
  sessionOf,
  signInToApp,
  waitFor,
  waitingId,
  type Phone,
} from '../testing/phones.ts'
import { codeOf, startTestApp } from '../testing/test-app.ts'

openPhoneForTests()

const HOUR = 3_600
const DAY = 86_400

async function isOpen(token: string): Promise<boolean> {
  return (await sessionOf(app, token)) !== undefined
}

/** A step-up with the code of now; the session goes on under the new token. */
async function proveAgain(token: string): Promise<string> {
  app.advance(30)
  const code = codeOf(victim.secret, app.now())
  return String((await app.post('/api/v1/me/step-up', { code }, { token })).body.token)
}

async function remove(token: string, id: string): Promise<number> {
  return (await app.request('DELETE', `/api/v1/me/authenticators/${id}`, { token })).status
}

describe('a stolen token', () => {
  test('94: of another session prolongs nothing: not by what the phone signed for itself, and not with a key of its own', async () => {
    const stolen = await signInToApp(app, victim)
    const mine = await sessionOf(app, phone.token)
    const ofPhone = phone.key.signText(keptOpenText(String(mine?.id)))
    expect((await keepOpen(app, phone, stolen, ofPhone)).body.code).toBe('approval.device_refused')
    const own = { id: phone.id, key: makePhoneKey() }
    expect((await keepOpen(app, own, stolen)).body.code).toBe('approval.device_refused')
    // A yes that was read along names a sign-in, and no session.
    const { number } = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    const yes = phone.key.signText(approvalText(id, number))
    expect((await keepOpen(app, phone, stolen, yes)).body.code).toBe('approval.device_refused')
    expect((await sessionOf(app, stolen))?.phone).toBeUndefined()
    app.advance(HOUR)
    expect([await isOpen(stolen), await isOpen(phone.token)]).toEqual([false, true])
  })

  test('70: of another account is kept open by its own phone alone, and says nothing of the phones of others', async () => {
    const admin = await signInAdmin(app)
    const other = await addPhone(app, await addEnrolledUser(app, admin))
    const session = await sessionOf(app, other.token)
    const signature = phone.key.signText(keptOpenText(String(session?.id)))
    expect((await keepOpen(app, phone, other.token, signature)).body.code).toBe('approval.device_refused')
    const unknown = { id: '0198a1b2-0000-7000-8000-000000000000', key: phone.key }
    expect((await keepOpen(app, unknown, other.token)).body.code).toBe('approval.device_refused')
    expect((await sessionOf(app, other.token))?.phone).toBe(other.id)
  })

  test('94: of the phone itself is fresh for what is grave no longer than any other, and binds no further phone', async () => {
    app.advance(10 * 60)
    const fresh = 'second_factor.fresh_code_required'
    expect((await keepOpen(app, phone, phone.token)).body.code).toBe(fresh)
    const { publicKey } = makePhoneKey()
    const another = await app.post('/api/v1/me/authenticators/approval', { publicKey }, phone)
    expect(another.body.code).toBe(fresh)
    expect((await app.get('/api/v1/me/export', phone)).body.code).toBe('access.step_up_required')
  })

  test('94: and a step-up makes it last no longer than from its sign-in on', async () => {
    const { startedAt, expiresAt } = (await sessionOf(app, phone.token)) ?? { startedAt: '', expiresAt: '' }
    expect(Date.parse(expiresAt) - Date.parse(startedAt)).toBe(30 * DAY * 1_000)
    app.advance(3 * DAY)
    const token = await proveAgain(phone.token)
    const again = await keepOpen(app, phone, token)
    expect(again).toMatchObject({ status: 200, body: { expiresAt } })
    expect((await sessionOf(app, token))?.expiresAt).toBe(expiresAt)
  })
})

describe('100: who may not be kept open', () => {
  test('100: a session that came by a yes on the phone, until a code is given in it', async () => {
    const { challenge, number } = await askPhone(app, victim, { client: 'mobile' })
    await approveOn(app, phone, await waitingId(app, phone), number)
    const { token } = (await waitFor(app, challenge)).body.session
    expect((await keepOpen(app, phone, token)).body.code).toBe('second_factor.fresh_code_required')
    const proven = await proveAgain(token)
    expect((await keepOpen(app, phone, proven)).status).toBe(200)
  })

  test.each(['web', 'cli', 'extension'] as const)('100: a session of the client %s', async (client) => {
    const { challenge } = await beginSignIn(app, victim, { client })
    const code = codeOf(victim.secret, app.now())
    const done = await app.post('/api/v1/sign-in/totp', { challenge, code })
    const as = client === 'web' ? { cookie: done.cookie ?? '' } : { token: String(done.body.session.token) }
    const { id } = (await app.get('/api/v1/me', as)).body.session
    const body = { signature: phone.key.signText(keptOpenText(String(id))) }
    const refused = await app.post(`/api/v1/me/authenticators/${phone.id}/session`, body, as)
    expect(refused).toMatchObject({ status: 403, body: { code: 'approval.mobile_only' } })
    // Nor would the database have it.
    const bound = app.database.query
      .updateTable('sessions')
      .set({ phone_id: phone.id, phone_expires_at: app.now() })
      .where('id', '=', String(id))
      .execute()
    await expect(bound).rejects.toThrow(/check constraint/)
  })

  test('the one before, once its owner has signed in anew on the phone: there is one at a time', async () => {
    const next = await signInToApp(app, victim)
    expect((await keepOpen(app, phone, next)).status).toBe(200)
    expect((await sessionOf(app, phone.token))?.phone).toBeUndefined()
    app.advance(HOUR)
    expect([await isOpen(phone.token), await isOpen(next)]).toEqual([false, true])
  })

  test('two sessions that are bound at once: one is', async () => {
    const first = await signInToApp(app, victim)
    app.advance(30)
    const second = await signInToApp(app, victim)
    const both = await Promise.all([keepOpen(app, phone, first), keepOpen(app, phone, second)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    app.advance(HOUR)
    expect([await isOpen(first), await isOpen(second)].filter(Boolean)).toHaveLength(1)
  })
})

describe('the phone is gone', () => {
  test('94: removed in its own session, the ordinary limits hold at once', async () => {
    app.advance(2 * DAY)
    const token = await proveAgain(phone.token)
    expect(await remove(token, phone.id)).toBe(204)
    expect(await isOpen(token)).toBe(false)
  })

  test('94: removed within the ordinary limits, the session goes on by them', async () => {
    const token = await proveAgain(phone.token)
    expect(await remove(token, phone.id)).toBe(204)
    const session = await sessionOf(app, token)
    expect(session?.phone).toBeUndefined()
    expect(Date.parse(session?.expiresAt ?? '') - Date.parse(session?.startedAt ?? '')).toBe(
      12 * HOUR * 1_000,
    )
    app.advance(HOUR)
    expect(await isOpen(token)).toBe(false)
  })

  test('94: removed elsewhere, its session ends with the others, whatever it was bound to', async () => {
    const cookie = await signInFully(app, victim)
    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${phone.id}`, { cookie })
    expect(removed.status).toBe(204)
    expect(await isOpen(phone.token)).toBe(false)
  })

  test('54: switched off after too many wrong codes, it keeps nothing open, also when it is bound at that moment', async () => {
    const next = await signInToApp(app, victim)
    app.advance(30)
    const { challenge } = await beginSignIn(app, victim)
    await app.database.query
      .updateTable('accounts')
      .set({ code_failures: 99 })
      .where('id', '=', victim.id)
      .execute()
    const [bound, wrong] = await heldUp(
      app,
      'SELECT FROM accounts WHERE id = $1 FOR UPDATE',
      [victim.id],
      [
        () => keepOpen(app, phone, next),
        () => app.post('/api/v1/sign-in/totp', { challenge, code: '12345' }),
      ],
    )
    expect([bound?.status, wrong?.status]).toEqual([200, 401])
    expect((await sessionOf(app, next))?.phone).toBeUndefined()
    expect((await keepOpen(app, phone, next)).body.code).toBe('approval.device_refused')
    app.advance(HOUR)
    expect(await isOpen(next)).toBe(false)
  })

  test.each([
    ['signing out', () => app.request('DELETE', '/api/v1/session', { token: phone.token })],
    [
      'a new password',
      async () => {
        const cookie = await signInFully(app, victim)
        const body = { currentPassword: victim.password, newPassword: 'harbour lantern violin 93' }
        return app.post('/api/v1/me/password', body, { cookie })
      },
    ],
    [
      'an admin who ends all sessions of the user',
      async () => {
        const cookie = await signInAdmin(app)
        return app.post(`/api/v1/users/${victim.id}/sessions/revoke`, {}, { cookie })
      },
    ],
  ])('94: and %s ends it as every other', async (_, end) => {
    expect((await end()).status).toBeLessThan(300)
    expect(await isOpen(phone.token)).toBe(false)
  })
})

describe('a phone that is rung', () => {
  test('answers after a night, though its app was closed; after a week without use it is offered no more', async () => {
    app.advance(7 * DAY - HOUR)
    const { number, challenge } = await askPhone(app, victim)
    expect((await approveOn(app, phone, await waitingId(app, phone), number)).status).toBe(204)
    expect((await waitFor(app, challenge)).body.step).toBe('done')
    app.advance(7 * DAY)
    const { body } = await app.post('/api/v1/sign-in', victim)
    expect(body.methods).toEqual(['totp', 'recovery_code'])
    expect(await isOpen(phone.token)).toBe(false)
  })

  test('is in the list of sessions with its end, stays over sweeping and forgetting, and is over after thirty days', async () => {
    for (let days = 0; days < 29; days += 1) {
      app.advance(DAY)
      await sweep(app.database, app.now())
      await forgetHistory(app.database, app.now(), 1)
      const { items } = (await app.get('/api/v1/me/sessions', phone)).body
      const { expiresAt } = (await sessionOf(app, phone.token)) ?? {}
      expect(items).toMatchObject([{ isCurrent: true, client: 'mobile', expiresAt }])
    }
    app.advance(DAY)
    expect(await isOpen(phone.token)).toBe(false)
    await sweep(app.database, app.now())
    const ended = await app.database.query
      .selectFrom('sessions')
      .select(['ended_reason', 'ended_at', 'phone_expires_at'])
      .where('phone_id', '=', phone.id)
      .executeTakeFirstOrThrow()
    expect(ended.ended_reason).toBe('expired')
    expect(ended.ended_at).toEqual(ended.phone_expires_at)
  })
})

test('110: sessions that phones keep open are within the limit of all, and end last, the oldest first', async () => {
  const own = await startTestApp({ env: { COUNTERSIGN_SESSIONS_PER_ACCOUNT: '3' } })
  try {
    const person = await addEnrolledUser(own, await own.setUp())
    const areOpen = async (tokens: string[]) => {
      const sessions = await Promise.all(tokens.map((token) => sessionOf(own, token)))
      return sessions.map((session) => session !== undefined)
    }
    const signIn = async () => {
      own.advance(30)
      return signInToApp(own, person)
    }
    const register = async (name: string) => {
      own.advance(30)
      return addPhone(own, person, name)
    }
    // Each one that is registered ends the sessions of the others, which sign in anew.
    const registered = [await register('Pixel'), await register('Tablet'), await register('Spare')]
    const [first, second, spare] = registered as [Phone, Phone, Phone]
    own.advance(DAY)
    const others = [await signIn(), await signIn(), await signIn(), await signIn()]
    expect(await areOpen([spare.token, ...others])).toEqual([true, false, false, true, true])

    const phones = [spare.token]
    for (const phone of [first, second]) {
      own.advance(DAY)
      const token = await signIn()
      expect((await keepOpen(own, phone, token)).status).toBe(200)
      phones.push(token)
    }
    own.advance(DAY)
    const another = await signIn()
    expect(await areOpen([...phones, another])).toEqual([false, true, true, true])
    const last = await signIn()
    expect(await areOpen([...phones, another, last])).toEqual([false, true, true, false, true])
  } finally {
    await own.close()
  }
})

test('94: a token stolen before the days were set lower lives no longer by the days of then', async () => {
  const own = await startTestApp()
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-days-'))
  const restart = async (phoneSessionDays: number) => {
    const settings = {
      ...own.services.settings,
      dataDir,
      phoneSessionDays,
      runner: false,
      logLevel: 'silent' as const,
    }
    const listen = { host: '127.0.0.1', port: 0 }
    const where = { connection: own.connection }
    const server = await startServer({ settings: { ...settings, listen }, database: where, say: () => {} })
    await server.stop()
  }
  const daysLeft = async (token: string) => {
    const session = await sessionOf(own, token)
    return (Date.parse(session?.expiresAt ?? '') - own.now().getTime()) / DAY / 1_000
  }
  try {
    const person = await addEnrolledUser(own, await own.setUp())
    const { token: stolen } = await addPhone(own, person)
    expect(await daysLeft(stolen)).toBe(30)
    await restart(2)
    expect(await daysLeft(stolen)).toBe(2)
    // What was kept open for two days is not for thirty.
    await restart(30)
    expect(await daysLeft(stolen)).toBe(2)
    await restart(0)
    expect(await daysLeft(stolen)).toBe(0.5)
    own.advance(HOUR)
    expect(await sessionOf(own, stolen)).toBeUndefined()
  } finally {
    await own.close()
    await rm(dataDir, { recursive: true })
  }
})

test('who wants no such session sets its days to nothing, and a phone is signed in like everything else', async () => {
  const strict = await startTestApp({ env: { COUNTERSIGN_PHONE_SESSION_DAYS: '0' } })
  try {
    const person = await addEnrolledUser(strict, await strict.setUp())
    const { token } = await addPhone(strict, person)
    const session = await sessionOf(strict, token)
    expect(Date.parse(session?.expiresAt ?? '') - strict.now().getTime()).toBe(12 * HOUR * 1_000)
    strict.advance(HOUR)
    expect(await sessionOf(strict, token)).toBeUndefined()
  } finally {
    await strict.close()
  }
})
