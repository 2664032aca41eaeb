// Attacks by whoever knows a password and rings until somebody gives in (OWASP ASVS 5.0 V6.6.4 and V6.3.5; attack list 42, 44,
// 46): how often a phone is asked, whose place a further ask takes, and who hears of it.
import { describe, expect, test } from 'vitest'
import { leftInPeaceUntil } from '../budgets/approval-asks.ts'
import { beginSignIn, signInWithCode } from '../testing/people.ts'
import {
  anotherNumber,
  approveOn,
  askPhone,
  denyOn,
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
import { codeOf, type RequestOptions } from '../testing/test-app.ts'
import { sweepUnanswered } from './unanswered.store.ts'

openPhoneForTests(() => longSessions)

const ask = async (from: RequestOptions = {}) => {
  const { challenge } = await beginSignIn(app, victim, from)
  return (await app.post('/api/v1/sign-in/approval', { challenge }, from)).body as {
    code?: string
    number?: string
  }
}
const askIgnored = async (times: number) => {
  const told: (string | undefined)[] = []
  for (let index = 0; index < times; index += 1) {
    told.push((await ask()).code)
    app.advance(181)
  }
  return told
}
const asked = 'approval.too_many'

describe('somebody with the password rings until the owner gives in', () => {
  test('44: after five that nobody answers the phone is left in peace for an hour; after ten, for a day', async () => {
    expect(await askIgnored(6)).toEqual([undefined, undefined, undefined, undefined, undefined, asked])
    // A new sign-in, another address, another program: it is the account that is counted.
    const { challenge } = await beginSignIn(app, victim, elsewhere)
    const refused = await app.post('/api/v1/sign-in/approval', { challenge }, elsewhere)
    expect(refused.body).toMatchObject({ code: asked })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(2000)
    expect(await waitingOn(app, phone)).toEqual([])
    app.advance(3600)
    expect(await askIgnored(6)).toEqual([undefined, undefined, undefined, undefined, undefined, asked])
    app.advance(3600)
    expect((await ask()).code).toBe(asked)
    // Its owner is kept out of nothing: every other method works, and tomorrow the phone does again.
    expect((await signInWithCode(app, victim, codeOf(victim.secret, app.now()))).status).toBe(200)
    app.advance(86_400)
    expect((await ask()).code).toBeUndefined()
  })

  test('44: each “it was not me” counts as a wrong code: after five, codes and phones have to wait alike', async () => {
    for (let index = 0; index < 5; index += 1) {
      await ask()
      expect((await denyOn(app, phone, await waitingId(app, phone))).status).toBe(204)
    }
    const { challenge } = await beginSignIn(app, victim)
    const blocked = { code: 'second_factor.too_many_attempts', retryAfterSeconds: 30 }
    expect((await app.post('/api/v1/sign-in/approval', { challenge })).body).toMatchObject(blocked)
    const code = codeOf(victim.secret, app.now())
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).body).toMatchObject(blocked)
  })

  test('44: wrong codes and wrong numbers are one budget, and a new sign-in brings no new one', async () => {
    for (let index = 0; index < 3; index += 1) await signInWithCode(app, victim, '12345')
    for (let index = 0; index < 2; index += 1) {
      const { number } = await askPhone(app, victim)
      const wrong = await approveOn(app, phone, await waitingId(app, phone), anotherNumber(number))
      expect(wrong.body.code).toBe('approval.number_wrong')
    }
    expect((await ask()).code).toBe('second_factor.too_many_attempts')
  })

  test('46: a sign-in that the owner approves takes none of it back', async () => {
    await askIgnored(4)
    const { challenge, number } = await askPhone(app, victim)
    await approveOn(app, phone, await waitingId(app, phone), number)
    expect((await waitFor(app, challenge)).body.step).toBe('done')
    expect(await askIgnored(2)).toEqual([undefined, asked])
  })

  test('one rings at a time: a second sign-in is told so, and does not take the first one’s place', async () => {
    const first = await askPhone(app, victim)
    const id = await waitingId(app, phone)
    expect((await ask(elsewhere)).code).toBe('approval.another_waits')
    // Another program on the same machine, and the same program on another one.
    expect((await ask({ headers: elsewhere.headers })).code).toBe('approval.another_waits')
    expect((await ask({ remoteAddress: elsewhere.remoteAddress })).code).toBe('approval.another_waits')
    const many = await Promise.all(Array.from({ length: 8 }, () => ask(elsewhere)))
    expect(new Set(many.map(({ code }) => code))).toEqual(new Set(['approval.another_waits']))
    expect(await waitingOn(app, phone)).toMatchObject([{ id }])
    await approveOn(app, phone, id, first.number)
    expect((await waitFor(app, first.challenge)).body.step).toBe('done')
  })

  const askTwentyTimes = async (from: (index: number) => RequestOptions) => {
    const challenges: string[] = []
    for (let index = 0; index < 20; index += 1) {
      challenges.push((await beginSignIn(app, victim, from(index))).challenge)
    }
    return Promise.all(
      challenges.map((challenge, index) => app.post('/api/v1/sign-in/approval', { challenge }, from(index))),
    )
  }

  test('42: twenty at once ring once', async () => {
    const answers = await askTwentyTimes((index) => ({ remoteAddress: `203.0.113.${index + 1}` }))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await waitingOn(app, phone)).toHaveLength(1)
  })

  test('42: a page that is loaded anew twenty times at once rings five times, as one after the other', async () => {
    const answers = await askTwentyTimes(() => ({}))
    const told = answers.map(({ status, body }) => (status === 200 ? 'asked' : body.code))
    expect(told.filter((one) => one === 'asked')).toHaveLength(5)
    expect(told.filter((one) => one === 'approval.too_many')).toHaveLength(15)
    expect(await waitingOn(app, phone)).toEqual([])
  })

  test('whoever loads the page anew is asked about anew; the number of the page before ends it', async () => {
    const first = await askPhone(app, victim)
    const firstId = await waitingId(app, phone)
    const second = await askPhone(app, victim)
    const secondId = await waitingId(app, phone)
    expect(secondId).not.toBe(firstId)
    expect(await waitingOn(app, phone)).toHaveLength(1)
    // The page before, should it still be there.
    expect((await waitFor(app, first.challenge)).body.code).toBe('approval.expired')
    expect((await approveOn(app, phone, firstId, first.number)).body.code).toBe('approval.not_found')
    expect((await approveOn(app, phone, secondId, second.number)).status).toBe(204)
    expect((await waitFor(app, second.challenge)).body.step).toBe('done')

    const stale = await askPhone(app, victim)
    let shown = await askPhone(app, victim)
    while (shown.number === stale.number) shown = await askPhone(app, victim)
    const wrong = await approveOn(app, phone, await waitingId(app, phone), stale.number)
    expect(wrong.body.code).toBe('approval.number_wrong')
    expect((await waitFor(app, shown.challenge)).body.code).toBe('approval.refused')
  })

  test('each time that nobody answered is in the history; the owner is told when it was too often, once', async () => {
    const failed = async () =>
      (await app.get('/api/v1/me/sign-ins?outcome=failure', { token: phone.token })).body.items
    const told = async () => {
      const { items } = (await app.get('/api/v1/me/notices', { token: phone.token })).body
      return items.filter(({ kind }: { kind: string }) => kind === 'phone_asked_in_vain')
    }
    await askIgnored(4)
    expect(await failed()).toHaveLength(3)
    expect((await ask(elsewhere)).code).toBeUndefined()
    const endsAt = new Date(app.now().getTime() + 180_000).toISOString()
    app.advance(181)
    expect(await told()).toEqual([])
    // Nobody asks a sixth time: it is swept.
    await sweepUnanswered(app.services, app.now())
    await sweepUnanswered(app.services, app.now())
    const expired = { step: 'approval', reason: 'approval.expired' }
    const items = await failed()
    expect(items).toHaveLength(5)
    expect(items[0]).toMatchObject({ ...expired, address: '203.0.113.77', at: endsAt })
    expect(items[1]).toMatchObject(expired)
    expect(await told()).toMatchObject([{ facts: { address: '203.0.113.77' } }])
    expect((await ask()).code).toBe(asked)
    expect(await told()).toHaveLength(1)
    const { items: events } = (await app.get('/api/v1/audit-events', { cookie: admin })).body
    const event = { action: 'approval.asked_in_vain', actor: { kind: 'system' }, facts: { client: 'web' } }
    expect(events[0]).toMatchObject(event)
  })

  test('the one too many that asks at once is refused, and tells it as well', async () => {
    expect(await askIgnored(6)).toContain(asked)
    const { items } = (await app.get('/api/v1/me/notices', { token: phone.token })).body
    expect(items[0]).toMatchObject({ kind: 'phone_asked_in_vain' })
  })

  test('a sign-in that ended by a code was no failure', async () => {
    const { challenge } = await askPhone(app, victim)
    const code = codeOf(victim.secret, app.now())
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
    app.advance(181)
    await sweepUnanswered(app.services, app.now())
    const { items } = (await app.get('/api/v1/me/sign-ins?outcome=failure', { token: phone.token })).body
    expect(items).toEqual([])
  })

  test('the arithmetic: the newest that are too many decide, and the longer peace wins', () => {
    const now = new Date('2026-11-27T12:00:00Z')
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    expect(leftInPeaceUntil([1, 2, 3, 4].map(ago), now)).toBeUndefined()
    expect(leftInPeaceUntil([1, 2, 3, 4, 50].map(ago), now)).toEqual(ago(-10))
    expect(leftInPeaceUntil([1, 2, 3, 4, 60].map(ago), now)).toBeUndefined()
    expect(leftInPeaceUntil([61, 62, 63, 64, 65, 66, 67, 68, 69, 70].map(ago), now)).toEqual(ago(70 - 1440))
  })
})
