// The broker of codes: each step of a secret at most once and in order, over servers, restarts and connections.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeBase32 } from '../../otp/base32.ts'
import { addConnection, stepOf } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let servers: TestApp[]
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  servers = [app, await startTestApp({ beside: app }), await startTestApp({ beside: app })]
})
beforeEach(async () => {
  // Ten seconds into a step, as the clock of the tests begins.
  advance(30 - ((app.now().getTime() / 1000 - 10) % 30))
  admin = await signInAdmin(app)
})
afterAll(async () => {
  for (const server of servers.toReversed()) await server.close()
})

function advance(seconds: number): void {
  for (const server of servers) server.advance(seconds)
}

const PERIOD = 30
const stepNow = () => Math.floor(app.now().getTime() / 1000 / PERIOD)
const ask = (id: string, server = app): Promise<Answer> =>
  server.get(`/api/v1/connections/${id}/code`, { cookie: admin })
const allWaits = (at = servers) => at.flatMap((server) => server.waits())
/** Under load an answer takes a while: this is how long a test waits for it, and not how long it may take. */
const patience = { timeout: 30_000 }
const whenWaiting = (count: number, at = servers) =>
  vi.waitFor(() => expect(allWaits(at)).toHaveLength(count), patience)

test('the first code is that of now, and ends with its step', async () => {
  const { id, secret } = await addConnection(app, admin)
  const answer = await ask(id)
  expect(answer.body).toEqual({
    code: codeOf(secret, app.now()),
    validUntil: new Date((stepNow() + 1) * PERIOD * 1000).toISOString(),
  })
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('the second who asks within a step is answered when the next one begins, with its code', async () => {
  const { id, secret } = await addConnection(app, admin)
  const first = stepOf(await ask(id), secret)
  const second = ask(id)
  await whenWaiting(1)
  expect(app.waits()).toEqual([new Date((first + 1) * PERIOD * 1000)])
  advance(20)
  expect(stepOf(await second, secret)).toBe(first + 1)
})

test.each([
  { left: 6, waits: 0 },
  { left: 5, waits: 0 },
  { left: 4, waits: 1 },
  { left: 1, waits: 1 },
])('with $left seconds left of a step, the answer waits for $waits steps', async ({ left, waits }) => {
  const { id, secret } = await addConnection(app, admin)
  advance(20 - left)
  const current = stepNow()
  const answer = ask(id)
  if (waits > 0) {
    await whenWaiting(1)
    advance(left)
  }
  expect(stepOf(await answer, secret)).toBe(current + waits)
})

test('when the next free step is more than two periods away, it is told when to ask again, and then it is there', async () => {
  const { id, secret } = await addConnection(app, admin)
  const first = stepOf(await ask(id), secret)
  const waiting = [ask(id)]
  await whenWaiting(1)
  waiting.push(ask(id))
  await whenWaiting(2)
  const refused = await ask(id)
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'connection.code_not_yet', retryAfterSeconds: 20 },
    headers: { 'retry-after': '20' },
  })
  advance(20)
  const fourth = ask(id)
  await whenWaiting(2)
  advance(60)
  const steps = (await Promise.all([...waiting, fourth])).map((answer) => stepOf(answer, secret))
  expect(steps).toEqual([first + 1, first + 2, first + 3])
})

test('one who asks and goes away has spent the step', async () => {
  const { id, secret } = await addConnection(app, admin)
  const first = stepOf(await ask(id), secret)
  void ask(id)
  await whenWaiting(1)
  advance(20)
  advance(30)
  expect(stepOf(await ask(id), secret)).toBe(first + 2)
})

describe('over several servers', () => {
  test('138: 200 ask three servers at once: the three steps within reach go out once each, everybody else is told to wait', async () => {
    const { id, secret } = await addConnection(app, admin)
    const current = stepNow()
    const asked = Array.from({ length: 200 }, (_, index) => ask(id, servers[index % 3]))
    await whenWaiting(2)
    advance(60)
    const answers = await Promise.all(asked)
    const given = answers.filter(({ status }) => status === 200)
    expect(given.map((answer) => stepOf(answer, secret)).toSorted((a, b) => a - b)).toEqual([
      current,
      current + 1,
      current + 2,
    ])
    const refused = answers.filter(({ status }) => status !== 200)
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['connection.code_not_yet']))
  })

  test('minutes of asking from all sides: no step goes out twice, and none goes back', async () => {
    const { id, secret } = await addConnection(app, admin)
    const asked: Promise<Answer>[] = []
    let answered = 0
    for (let round = 0; round < 12; round += 1) {
      const now = servers.flatMap((server) => [ask(id, server), ask(id, server)])
      for (const one of now) void one.then(() => (answered += 1))
      asked.push(...now)
      // Nobody is under way when the clock goes on: each was answered, or waits for a step.
      await vi.waitFor(() => expect(answered + allWaits().length).toBe(asked.length), patience)
      advance(15)
    }
    advance(120)
    const given = (await Promise.all(asked)).filter(({ status }) => status === 200)
    const steps = given.map((answer) => stepOf(answer, secret))
    expect(steps.length).toBeGreaterThan(6)
    expect(new Set(steps).size).toBe(steps.length)
    const { rows } = await app.database.pool.query<{ step: number }>(
      `SELECT (facts->>'step')::bigint AS step FROM audit_events
       WHERE action = 'code.revealed' AND facts->>'connection' = $1 ORDER BY sequence`,
      [id],
    )
    // The log has them in the order in which they were taken: one after the other, and each once.
    expect(rows.map(({ step }) => step)).toEqual(steps.toSorted((a, b) => a - b))
  })

  test('a server whose clock is behind hands out no step again that the others have', async () => {
    const { id, secret } = await addConnection(app, admin)
    const slow = await startTestApp({ beside: app, startAt: new Date(app.now().getTime() - 40_000) })
    const first = stepOf(await ask(id), secret)
    const late = ask(id, slow)
    await whenWaiting(1, [slow])
    expect(slow.waits()).toEqual([new Date((first + 1) * PERIOD * 1000)])
    slow.advance(60)
    expect(stepOf(await late, secret)).toBe(first + 1)
    await slow.close()
  })
})

test('a server that stops and starts anew knows what was handed out', async () => {
  const { id, secret } = await addConnection(app, admin)
  const before = await startTestApp({ beside: app, startAt: app.now() })
  const first = stepOf(await ask(id, before), secret)
  await before.close()
  const after = await startTestApp({ beside: app, startAt: app.now() })
  const second = ask(id, after)
  await whenWaiting(1, [after])
  after.advance(20)
  expect(stepOf(await second, secret)).toBe(first + 1)
  await after.close()
})

describe('the same key', () => {
  const nextOf = async (id: string, secret: string): Promise<number> => {
    const answer = ask(id)
    await whenWaiting(1)
    advance(30)
    return stepOf(await answer, secret)
  }

  test('in two connections is one', async () => {
    const one = await addConnection(app, admin)
    const uri = `otpauth://totp/Zendesk:wall?secret=${one.secret.toLowerCase()}`
    const other = await addConnection(app, admin, { service: 'zendesk', secret: uri })
    const first = stepOf(await ask(one.id), one.secret)
    expect(await nextOf(other.id, one.secret)).toBe(first + 1)
  })

  test('with zeros behind it, which makes the same codes, is the same', async () => {
    const bytes = Buffer.from('a key of twenty bytes')
    const one = await addConnection(app, admin, { secret: encodeBase32(bytes) })
    const padded = encodeBase32(Buffer.concat([bytes, Buffer.alloc(3)]))
    const other = await addConnection(app, admin, { secret: padded })
    const first = stepOf(await ask(one.id), one.secret)
    expect(await nextOf(other.id, padded)).toBe(first + 1)
  })

  test('in a connection that is deleted and made anew goes on where it was', async () => {
    const { id, secret } = await addConnection(app, admin)
    const first = stepOf(await ask(id), secret)
    await app.request('DELETE', `/api/v1/connections/${id}`, { cookie: admin })
    const anew = await addConnection(app, admin, { secret })
    expect(await nextOf(anew.id, secret)).toBe(first + 1)
  })

  test('taken away and put back goes on where it was; another key begins now', async () => {
    const { id, secret } = await addConnection(app, admin)
    const change = (body: object) =>
      app.request('PATCH', `/api/v1/connections/${id}`, { cookie: admin, body })
    const first = stepOf(await ask(id), secret)
    const other = encodeBase32(Buffer.from('another key of twenty'))
    await change({ secret: other })
    expect(stepOf(await ask(id), other)).toBe(first)
    await change({ secret: null })
    expect((await ask(id)).body.code).toBe('connection.has_no_secret')
    await change({ secret })
    expect(await nextOf(id, secret)).toBe(first + 1)
  })

  test('entered with a wrong period does not hold up the right one', async () => {
    const wrong = await addConnection(app, admin)
    const uri = `otpauth://totp/Zendesk:wall?secret=${wrong.secret}&period=60`
    const right = await addConnection(app, admin, { secret: uri })
    await ask(wrong.id)
    const { body } = await ask(right.id)
    expect(body.code).toBe(codeOf(wrong.secret, app.now(), 0, 60))
  })
})
