// Liveness, readiness and metrics: what a load balancer and Prometheus are told, and what nobody is told there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, beginSignIn } from '../testing/people.ts'
import { ADMIN, codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

async function metrics(): Promise<string> {
  const { body } = await app.get('/metrics')
  return body as string
}

/** The sum over all lines of a metric that hold the given labels. */
async function valueOf(name: string, ...labels: string[]): Promise<number> {
  const lines = (await metrics()).split('\n').filter((line) => line.startsWith(name))
  const mine = lines.filter((line) => labels.every((label) => line.includes(label)))
  return mine.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

test('the process answers, and the database does', async () => {
  expect(await app.get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await app.get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
})

test('without its database the process still answers, is not ready, and says when to ask again', async () => {
  const lost = await startTestApp()
  await lost.database.close()
  expect((await lost.get('/healthz')).status).toBe(200)
  const answer = await lost.get('/readyz')
  expect(answer).toMatchObject({ status: 503, body: { code: 'server.not_ready', retryAfterSeconds: 1 } })
  expect(answer.headers['retry-after']).toBe('1')
  await lost.app.close()
})

describe('metrics', () => {
  test('are Prometheus text with help and type for each', async () => {
    const answer = await app.get('/metrics')
    expect(answer.headers['content-type']).toContain('text/plain')
    const names = (answer.body as string).match(/^# TYPE (\w+)/gm)?.map((line) => line.slice(7)) ?? []
    expect(names).toEqual(
      expect.arrayContaining(['countersign_sign_in_steps_total', 'countersign_seal_failures_total']),
    )
    for (const name of names) {
      expect(name).toMatch(/^countersign_/)
      expect(answer.body).toContain(`# HELP ${name} `)
    }
  })

  test('count the steps of sign-ins by their outcome', async () => {
    const steps = (step: string, outcome: string) =>
      valueOf('countersign_sign_in_steps_total', `step="${step}"`, `outcome="${outcome}"`)
    const before = {
      code: await steps('password', 'code'),
      refused: await steps('password', 'sign_in.refused'),
      done: await steps('totp', 'done'),
    }
    const person = await addEnrolledUser(app, admin)
    const { challenge } = await beginSignIn(app, person)
    await app.post('/api/v1/sign-in', { ...person, password: 'wrong' })
    await app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(person.secret, app.now()) })
    expect(await steps('password', 'code')).toBe(before.code + 1)
    expect(await steps('password', 'sign_in.refused')).toBe(before.refused + 1)
    expect(await steps('totp', 'done')).toBe(before.done + 1)
  })

  test('know routes by their pattern: whatever is typed makes no new line, and names nobody', async () => {
    await app.get('/api/v1/users/01a207a2-5990-75fa-a584-cbdb99aed8ef', { cookie: admin })
    for (let turn = 0; turn < 20; turn += 1) await app.get(`/typed-${turn}?token=typed-${turn}`)
    const text = await metrics()
    expect(text).toContain('route="/api/v1/users/:id"')
    expect(text).not.toMatch(/typed-|01a207a2|northwind/i)
    expect(
      await valueOf('countersign_http_request_seconds_count', 'route="(none)"', 'status="404"'),
    ).toBeGreaterThan(19)
    expect(text).not.toContain(ADMIN.email)
  })
})
