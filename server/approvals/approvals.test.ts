// A sign-in elsewhere is approved on the phone: what the phone is told, what it answers, and what comes of it.
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep.ts'
import { beginSignIn, signInFully } from '../testing/people.ts'
import {
  anotherNumber,
  approvalsOn,
  approveOn,
  askPhone,
  denyOn,
  makePhoneKey,
  signInToApp,
  waitFor,
  waitingId,
  waitingOn,
} from '../testing/phones.ts'
import { admin, app, openPhoneForTests, person, phone } from '../testing/phone-under-test.ts'
import { codeOf } from '../testing/test-app.ts'

openPhoneForTests()

const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const atDesk = { headers: { 'user-agent': DESKTOP }, remoteAddress: '203.0.113.9' }
const asPerson = () => ({ token: phone.token })

describe('a phone', () => {
  test('is one more authenticator: listed, named, offered at the sign-in, told, and taken away again', async () => {
    const { items } = (await app.get('/api/v1/me/authenticators', asPerson())).body
    expect(items).toMatchObject([
      { kind: 'totp' },
      { id: phone.id, kind: 'approval', name: 'Pixel', state: 'active' },
    ])
    const renamed = await app.request('PATCH', `/api/v1/me/authenticators/${phone.id}`, {
      ...asPerson(),
      body: { name: 'Work phone' },
    })
    expect(renamed.body).toMatchObject({ name: 'Work phone' })
    const begun = await app.post('/api/v1/sign-in', { ...person })
    expect(begun.body.methods).toEqual(['totp', 'approval', 'recovery_code'])
    const { items: notices } = (await app.get('/api/v1/me/notices', asPerson())).body
    const added = { kind: 'authenticator_added', facts: { name: 'Pixel' } }
    expect(notices).toContainEqual(expect.objectContaining(added))

    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${phone.id}`, asPerson())
    expect(removed.status).toBe(204)
    expect((await app.post('/api/v1/sign-in', { ...person })).body.methods).toEqual(['totp', 'recovery_code'])
    const { challenge } = await beginSignIn(app, person)
    expect((await app.post('/api/v1/sign-in/approval', { challenge })).body.code).toBe('approval.none')
  })

  test('stands beside an app or a passkey: without one there is none, and it keeps no requirement by itself', async () => {
    // The first admin has no second factor.
    const { body } = await app.post('/api/v1/sign-in', {
      email: 'admin@northwind.example',
      password: 'lantern orchard violin 27',
      client: 'mobile',
    })
    const first = await app.post(
      '/api/v1/me/authenticators/approval',
      { publicKey: makePhoneKey().publicKey },
      { token: body.session.token },
    )
    expect(first.body.code).toBe('second_factor.not_enrolled')

    const { items } = (await app.get('/api/v1/me/authenticators', asPerson())).body
    const remove = () => app.request('DELETE', `/api/v1/me/authenticators/${items[0].id}`, asPerson())
    expect((await remove()).body.code).toBe('second_factor.required_by_admin')
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    expect((await remove()).status).toBe(204)
    const left = await app.get('/api/v1/me', asPerson())
    expect(left.body.secondFactor.enrolled).toBe(false)
    expect((await app.get('/api/v1/me/authenticators', asPerson())).body.items).toEqual([])
  })

  test('is offered while it could answer, and not when its app is signed out, unused for a week, or let in by a yes', async () => {
    const methods = async () => (await app.post('/api/v1/sign-in', { ...person })).body.methods as string[]
    expect(await methods()).toContain('approval')
    app.advance(7 * 86_400)
    expect(await methods()).toEqual(['totp', 'recovery_code'])
    const token = await signInToApp(app, person)
    expect(await methods()).toContain('approval')

    const { challenge, number } = await askPhone(app, person, { client: 'mobile' })
    await approveOn(app, phone, await waitingId(app, { token }), number, { token })
    expect((await waitFor(app, challenge)).body.step).toBe('done')
    await app.request('DELETE', '/api/v1/session', { token })
    expect(await methods()).not.toContain('approval')
  })

  test('is registered by the app alone, with a key of the right kind', async () => {
    const cookie = await signInFully(app, person)
    const { publicKey } = makePhoneKey()
    const web = await app.post('/api/v1/me/authenticators/approval', { publicKey }, { cookie })
    expect(web.body.code).toBe('approval.mobile_only')
    app.advance(30)
    const token = await signInToApp(app, person)
    for (const key of [makePhoneKey('P-384').publicKey, randomBytes(91).toString('base64url'), 'AAAA']) {
      const answer = await app.post('/api/v1/me/authenticators/approval', { publicKey: key }, { token })
      expect(answer.body.code).toBe('approval.key_wrong')
    }
  })
})

describe('a sign-in', () => {
  test('is told to the phone, approved there by its number, and ends where it began', async () => {
    const { challenge, number } = await askPhone(app, person, atDesk)
    expect(number).toMatch(/^\d{2}$/)
    const waiting = await app.get('/api/v1/me/approvals', asPerson())
    expect(waiting.body).toEqual({
      items: [
        {
          id: expect.any(String),
          email: person.email,
          client: 'web',
          device: 'Firefox on Linux',
          address: '203.0.113.9',
          state: 'waiting',
          askedAt: app.now().toISOString(),
          expiresAt: new Date(app.now().getTime() + 180_000).toISOString(),
        },
      ],
    })
    // Two digits stand in many a date; what must not be there is a field for them.
    expect(Object.keys(waiting.body.items[0])).not.toContain('number')

    const line = waitFor(app, challenge, atDesk)
    const approved = await approveOn(app, phone, await waitingId(app, phone), number)
    expect(approved).toMatchObject({ status: 204, body: '', cookie: undefined })
    expect((await line).body).toEqual({ step: 'waiting' })
    const done = await waitFor(app, challenge, atDesk)
    expect(done).toMatchObject({ status: 200, body: { step: 'done', session: { client: 'web' } } })
    const me = await app.get('/api/v1/me', { cookie: done.cookie, headers: atDesk.headers })
    expect(me.body).toMatchObject({
      account: { email: person.email },
      session: {
        factors: [{ method: 'password' }, { method: 'approval', provenAt: app.now().toISOString() }],
      },
    })
    const { items } = (await app.get('/api/v1/me/sign-ins', { cookie: done.cookie })).body
    expect(items[0]).toMatchObject({
      outcome: 'success',
      device: 'Firefox on Linux',
      factors: ['password', 'approval'],
    })
    expect(await waitingOn(app, phone)).toEqual([])
    const again = await waitFor(app, challenge, atDesk)
    expect(again.body.code).toBe('sign_in.challenge_over')
  })

  test.each(['extension', 'mobile', 'cli'] as const)(
    'of the client %s gets a bearer token',
    async (client) => {
      const { challenge, number } = await askPhone(app, person, { client })
      await approveOn(app, phone, await waitingId(app, phone), number)
      const done = await waitFor(app, challenge)
      expect(done.cookie).toBeUndefined()
      const { token } = done.body.session
      expect((await app.get('/api/v1/me', { token })).body.session.client).toBe(client)
    },
  )

  test('asks once: asked again it shows the same number, and the phone is asked no second time', async () => {
    const { challenge, number } = await askPhone(app, person)
    const id = await waitingId(app, phone)
    app.advance(20)
    expect((await app.post('/api/v1/sign-in/approval', { challenge })).body.number).toBe(number)
    expect(await waitingOn(app, phone)).toMatchObject([{ id }])
  })

  test('that nobody answers is over after three minutes, and can be asked for again', async () => {
    const { challenge, number } = await askPhone(app, person)
    const id = await waitingId(app, phone)
    app.advance(180)
    expect(await waitingOn(app, phone)).toEqual([])
    expect((await waitFor(app, challenge)).body.code).toBe('approval.expired')
    expect((await approveOn(app, phone, id, number)).body.code).toBe('approval.not_found')
    const again = await app.post('/api/v1/sign-in/approval', { challenge })
    // It ends with the sign-in, which has two minutes left.
    const end = new Date(app.now().getTime() + 120_000).toISOString()
    expect(again.body).toMatchObject({ expiresAt: end })
    await approveOn(app, phone, await waitingId(app, phone), again.body.number)
    expect((await waitFor(app, challenge)).body.step).toBe('done')
  })

  test('that ends by another method waits on the phone no more, and another one may ask', async () => {
    const { challenge, number } = await askPhone(app, person)
    const id = await waitingId(app, phone)
    const code = codeOf(person.secret, app.now())
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
    expect(await waitingOn(app, phone)).toEqual([])
    expect((await approveOn(app, phone, id, number)).body.code).toBe('approval.not_found')
    await askPhone(app, person)
    expect(await waitingOn(app, phone)).toHaveLength(1)
  })

  test('that was never asked about says so', async () => {
    const { challenge } = await beginSignIn(app, person)
    expect((await waitFor(app, challenge)).body.code).toBe('approval.expired')
  })
})

test('“it was not me” ends the sign-in, tells the admins, is written down, and changes nothing else', async () => {
  const { challenge } = await askPhone(app, person, atDesk)
  const line = waitFor(app, challenge, atDesk)
  const before = await app.get('/api/v1/me/authenticators', asPerson())
  expect((await denyOn(app, phone, await waitingId(app, phone))).status).toBe(204)
  expect((await line).body).toEqual({ step: 'waiting' })
  expect((await waitFor(app, challenge, atDesk)).body.code).toBe('approval.refused')
  const code = codeOf(person.secret, app.now())
  const other = await app.post('/api/v1/sign-in/totp', { challenge, code }, atDesk)
  expect(other.body.code).toBe('sign_in.challenge_over')

  const { items: notices } = (await app.get('/api/v1/me/notices', { cookie: admin })).body
  expect(notices[0]).toMatchObject({
    kind: 'sign_in_denied',
    facts: { account: person.id, device: 'Firefox on Linux', address: '203.0.113.9' },
  })
  const { items: events } = (await app.get('/api/v1/audit-events', { cookie: admin })).body
  expect(events[0]).toMatchObject({
    action: 'sign_in.denied',
    actor: { kind: 'account', person: { id: person.id } },
    facts: { client: 'web' },
  })
  const { items: failed } = (await app.get('/api/v1/me/sign-ins?outcome=failure', asPerson())).body
  expect(failed[0]).toMatchObject({
    step: 'approval',
    reason: 'approval.refused',
    address: '203.0.113.9',
    device: 'Firefox on Linux',
  })
  // The session of the phone, its place among the authenticators, and the way in by a code are as they were.
  expect((await app.get('/api/v1/me/authenticators', asPerson())).body).toEqual(before.body)
  app.advance(30)
  expect(await signInFully(app, person)).toBeDefined()
})

test('a yes is still told, to be taken back, by whoever has left the page; and no more once somebody is in by it', async () => {
  const first = await askPhone(app, person)
  await approveOn(app, phone, await waitingId(app, phone), first.number)
  const second = await askPhone(app, person)
  const [waiting, approved] = await approvalsOn(app, phone)
  expect([waiting?.state, approved?.state]).toEqual(['waiting', 'approved'])
  expect((await denyOn(app, phone, approved?.id ?? '')).status).toBe(204)
  expect((await waitFor(app, first.challenge)).body.code).toBe('approval.refused')
  expect(await approvalsOn(app, phone)).toMatchObject([{ id: waiting?.id, state: 'waiting' }])

  await approveOn(app, phone, waiting?.id ?? '', second.number)
  expect(await approvalsOn(app, phone)).toMatchObject([{ id: waiting?.id, state: 'approved' }])
  expect((await waitFor(app, second.challenge)).body.step).toBe('done')
  expect(await approvalsOn(app, phone)).toEqual([])
  expect((await denyOn(app, phone, waiting?.id ?? '')).body.code).toBe('approval.not_found')
})

test('a wrong number ends the sign-in and is kept in the history', async () => {
  const { challenge, number } = await askPhone(app, person, atDesk)
  const answer = await approveOn(app, phone, await waitingId(app, phone), anotherNumber(number))
  expect(answer.body.code).toBe('approval.number_wrong')
  expect((await waitFor(app, challenge, atDesk)).body.code).toBe('approval.refused')
  const { items } = (await app.get('/api/v1/me/sign-ins?outcome=failure', asPerson())).body
  expect(items[0]).toMatchObject({
    step: 'approval',
    reason: 'approval.number_wrong',
    address: '203.0.113.9',
  })
})

test('the phone hears of it while its app is open, and that it is over; a session that ends hears no more', async () => {
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.app.server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/me/approvals/events`, {
    headers: { authorization: `Bearer ${phone.token}` },
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const heard = messagesOf(answer)
  expect((await heard.next()).value).toEqual({ items: [] })
  await askPhone(app, person, atDesk)
  const asked = (await heard.next()).value
  expect(asked?.items).toMatchObject([{ address: '203.0.113.9', device: 'Firefox on Linux' }])
  await denyOn(app, phone, asked?.items[0]?.id ?? '')
  expect((await heard.next()).value).toEqual({ items: [] })
  const { challenge, number } = await askPhone(app, person)
  const again = (await heard.next()).value
  await approveOn(app, phone, again?.items[0]?.id ?? '', number)
  expect((await heard.next()).value).toEqual({ items: [{ ...again?.items[0], state: 'approved' }] })
  await waitFor(app, challenge)
  expect((await heard.next()).value).toEqual({ items: [] })
  await app.request('DELETE', '/api/v1/session', asPerson())
  await askPhone(app, person, atDesk)
  expect((await heard.next()).done).toBe(true)
})

async function* messagesOf(answer: Response): AsyncGenerator<{ items: { id: string }[] }, undefined> {
  let text = ''
  for await (const part of answer.body ?? []) {
    text += Buffer.from(part).toString()
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end < 0) break
      const message = text.slice(0, end)
      text = text.slice(end + 2)
      if (message.startsWith('data: ')) yield JSON.parse(message.slice('data: '.length))
    }
  }
  return undefined
}

test('what was asked is forgotten after a day, and not before', async () => {
  await askPhone(app, person)
  const count = async () =>
    (
      await app.database.query
        .selectFrom('approvals')
        .select('id')
        .where('account_id', '=', person.id)
        .execute()
    ).length
  app.advance(86_400)
  await sweep(app.database, app.now())
  expect(await count()).toBe(1)
  app.advance(1)
  await sweep(app.database, app.now())
  expect(await count()).toBe(0)
})
