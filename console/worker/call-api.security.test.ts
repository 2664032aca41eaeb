// A page of the app sends what it likes and reads what it gets: it never has a token, the lock holds for requests that were
// under way, and a session that was renewed meanwhile is neither lost nor left open.
import { expect, test } from 'vitest'
import { DEVICE_HEADER } from '../../contract/device-header.ts'
import { openApi } from './call-api.ts'
import { nothingKept, type Kept } from './kept.ts'
import { lockIfIdle, signedIn, signedOut } from './lock.ts'

const NOON_MS = Date.parse('2026-11-27T12:00:00.000Z')
const MINUTE_MS = 60_000

interface Asked {
  route: string
  token: string | undefined
  device: string | undefined
  body: string
}

type Answering = (asked: Asked) => Response | Promise<Response>

/** A phone whose requests go to `answer`, with both clocks in the hands of the test. */
function phoneWith(kept: Kept, answer: Answering) {
  const clock = { phoneMs: NOON_MS, serverMs: NOON_MS }
  const state = { kept, told: 0, drawn: 0 }
  const asked: Asked[] = []
  const api = openApi({
    change: (update) => {
      const before = state.kept
      state.kept = update(before)
      return Promise.resolve({ before, after: state.kept })
    },
    fetch: async (url, { method = 'GET', headers, body } = {}) => {
      const path = new URL(url instanceof Request ? url.url : url, 'http://phone.example').pathname
      const token = new Headers(headers).get('authorization')?.replace('Bearer ', '')
      const device = new Headers(headers).get(DEVICE_HEADER) ?? undefined
      const one = { route: `${method} ${path}`, token, device, body: typeof body === 'string' ? body : '' }
      asked.push(one)
      const response = await answer(one)
      response.headers.set('date', new Date(clock.serverMs).toUTCString())
      return response
    },
    tellPages: () => {
      state.told += 1
      return Promise.resolve()
    },
    now: () => clock.phoneMs,
    drawToken: () => `drawn ${(state.drawn += 1)}`,
  })
  const call = (route: string, body?: object): Promise<Response> => {
    const [method = '', path = ''] = route.split(' ')
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return api.callApi(new Request(`http://phone.example${path}`, { method, ...sent }))
  }
  return { clock, state, asked, call }
}

const open = signedIn(nothingKept, 'first', true, NOON_MS)
const { signIns } = open

const json = (answer: object): Response => Response.json(answer)
const over = (): Response =>
  Response.json(
    { code: 'session.required' },
    { status: 401, headers: { 'content-type': 'application/problem+json' } },
  )

/** The server after a renewal: it knows the token `second`, and no other. */
const renewed: Answering = ({ route, token }) => {
  if (route === 'POST /api/v1/me/step-up' || route === 'POST /api/v1/me/password')
    return json({ token: 'second' })
  return token === 'second' ? json({ done: true }) : over()
}

/** Something to wait for, and what ends the waiting. */
function gate(): { reached: Promise<void>; pass: () => void } {
  let pass = (): void => undefined
  const reached = new Promise<void>((resolve) => {
    pass = resolve
  })
  return { reached, pass }
}

test.each(['POST /api/v1/me/step-up', 'POST /api/v1/me/password'])(
  'the next token, which %s answers, comes to no page, and the app goes on with it',
  async (route) => {
    const phone = phoneWith(open, renewed)
    expect(await (await phone.call(route, {})).json()).toEqual({})
    expect(phone.state.kept.token).toBe('second')
    expect(await (await phone.call('GET /api/v1/me')).json()).toEqual({ done: true })
  },
)

test('a lock that closed while the password was being changed stays closed, over the next token', async () => {
  const phone = phoneWith(open, (asked) => {
    phone.state.kept = lockIfIdle(phone.state.kept, NOON_MS + 5 * MINUTE_MS)
    return renewed(asked)
  })
  expect((await phone.call('POST /api/v1/me/password', {})).type).toBe('error')
  expect(phone.state.kept).toMatchObject({ token: 'second', isLocked: true })
})

test.each(['GET /api/v1/me', 'DELETE /api/v1/connections/1', 'POST /api/v1/connections'])(
  '%s with the token before is sent again with the next one, whichever answer comes first',
  async (route) => {
    const stepUp = gate()
    const phone = phoneWith(open, async (asked) => {
      if (asked.route === 'POST /api/v1/me/step-up') await stepUp.reached
      return renewed(asked)
    })
    const proving = phone.call('POST /api/v1/me/step-up', {})
    const body = route.startsWith('POST') ? { name: 'Wiki' } : undefined
    const other = phone.call(route, body)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(phone.state.kept.token).toBe('first')
    stepUp.pass()
    await proving
    expect(await (await other).json()).toEqual({ done: true })
    expect(phone.state.kept.token).toBe('second')
    const sent = phone.asked.filter((one) => one.route === route)
    expect(sent.map(({ token }) => token)).toEqual(['first', 'second'])
    expect(new Set(sent.map((one) => one.body)).size).toBe(1)
  },
)

test('two proofs at once, of a session that is over, wait for one another not for ever', async () => {
  const phone = phoneWith(open, over)
  const both = [phone.call('POST /api/v1/me/step-up', {}), phone.call('POST /api/v1/me/step-up', {})]
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([401, 401])
  expect(phone.state.kept.token).toBeUndefined()
})

test('what was sent with a session that is over is not sent again with that of whoever signed in since', async () => {
  const phone = phoneWith(open, () => {
    phone.state.kept = signedIn(phone.state.kept, 'of another', false, NOON_MS)
    return over()
  })
  expect((await phone.call('POST /api/v1/connections', {})).status).toBe(401)
  expect(phone.asked).toHaveLength(1)
  expect(phone.state.kept).toMatchObject({ token: 'of another', signIns: signIns + 1 })
})

test('a token that came too late to be kept is ended at the server', async () => {
  const phone = phoneWith(open, (asked) => {
    phone.state.kept = signedOut(phone.state.kept)
    return renewed(asked)
  })
  await phone.call('POST /api/v1/me/step-up', {})
  expect(phone.state.kept.token).toBeUndefined()
  expect(phone.asked.at(-1)).toMatchObject({ route: 'DELETE /api/v1/session', token: 'second' })
})

test('what was under way when it locked comes to no page', async () => {
  const phone = phoneWith(open, () => {
    phone.clock.phoneMs += 5 * MINUTE_MS
    phone.clock.serverMs += 5 * MINUTE_MS
    return json({ secret: true })
  })
  expect((await phone.call('GET /api/v1/me')).type).toBe('error')
  expect(phone.state.kept.isLocked).toBe(true)
  expect(phone.state.told).toBe(1)
})

test('three hours later the clock is set to a minute after the last touch: the first answer locks, and is not shown', async () => {
  const phone = phoneWith(open, () => json({ secret: true }))
  expect((await phone.call('GET /api/v1/me')).status).toBe(200)
  phone.clock.serverMs += 180 * MINUTE_MS
  phone.clock.phoneMs += MINUTE_MS
  expect((await phone.call('GET /api/v1/me')).type).toBe('error')
  expect(phone.state.kept.isLocked).toBe(true)
  expect(phone.state.told).toBe(1)
})

test('the same where no passkey would open it: signed out, at the server too', async () => {
  const phone = phoneWith(signedIn(nothingKept, 'first', false, NOON_MS), () => json({ secret: true }))
  await phone.call('GET /api/v1/me')
  phone.clock.serverMs += 180 * MINUTE_MS
  expect((await phone.call('GET /api/v1/me')).type).toBe('error')
  expect(phone.state.kept.token).toBeUndefined()
  expect(phone.asked.at(-1)).toMatchObject({ route: 'DELETE /api/v1/session', token: 'first' })
})

test('whoever proves it is them goes on, by the clock as it stands then', async () => {
  const data = Buffer.from([...Buffer.alloc(32, 255), 0b101, 0, 0, 0, 1]).toString('base64url')
  const passkey = { authenticatorAttachment: 'platform', response: { authenticatorData: data } }
  const phone = phoneWith(open, renewed)
  phone.state.kept = { ...open, aheadMs: 0 }
  phone.clock.serverMs += 180 * MINUTE_MS
  expect((await phone.call('GET /api/v1/me')).type).toBe('error')
  expect((await phone.call('GET /api/v1/me')).type).toBe('error')
  expect((await phone.call('POST /api/v1/me/step-up', { passkey })).status).toBe(200)
  expect((await phone.call('GET /api/v1/me')).status).toBe(200)
  expect(phone.state.kept).toMatchObject({ token: 'second', isLocked: false })
})

test('sign-ins alone know the phone again, by a token of its own that outlives the session', async () => {
  const phone = phoneWith(nothingKept, ({ route }) =>
    json(route === 'POST /api/v1/sign-in/totp' ? { step: 'done', session: { id: '1', token: 'first' } } : {}),
  )
  await phone.call('POST /api/v1/sign-in', {})
  await phone.call('POST /api/v1/sign-in/totp', {})
  await phone.call('GET /api/v1/me/sign-ins')
  await phone.call('DELETE /api/v1/session')
  await phone.call('POST /api/v1/sign-in', {})
  expect(phone.asked.map(({ route, device }) => [route, device])).toEqual([
    ['POST /api/v1/sign-in', 'drawn 1'],
    ['POST /api/v1/sign-in/totp', 'drawn 1'],
    ['GET /api/v1/me/sign-ins', undefined],
    ['DELETE /api/v1/session', undefined],
    ['POST /api/v1/sign-in', 'drawn 1'],
  ])
})
