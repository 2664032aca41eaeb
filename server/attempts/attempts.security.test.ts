// Attacks by an agent who might once use a connection: goes on watching it, starts it, stops it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
let agent: { id: string; cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
  const person = await addUser(app, admin)
  agent = { id: person.id, cookie: (await beginSignIn(app, person)).cookie ?? '' }
})
afterAll(() => app.close())

async function grantedConnection(): Promise<string> {
  const { id } = await addConnection(app, admin)
  const grant = { accountId: agent.id, may: 'use' }
  expect((await app.post(`/api/v1/connections/${id}/grants`, grant, { cookie: admin })).status).toBe(200)
  return id
}

const takeBack = (id: string) =>
  app.request('DELETE', `/api/v1/connections/${id}/grants/${agent.id}`, { cookie: admin })

test('an agent with the grant starts it, and one whose grant was taken back neither starts nor stops it', async () => {
  const id = await grantedConnection()
  const ask = (what: string) => app.post(`/api/v1/connections/${id}/${what}`, {}, { cookie: agent.cookie })
  expect((await ask('sign-in')).status).toBe(202)
  await takeBack(id)
  expect((await ask('sign-in')).body.code).toBe('connection.not_found')
  expect((await ask('pause')).body.code).toBe('connection.not_found')
  const seen = await app.get(`/api/v1/connections/${id}`, { cookie: admin })
  expect(seen.body.state).toBe('signing_in')
})

test('a stream that is open hears nothing more once the grant is taken back', async () => {
  const id = await grantedConnection()
  const asked = await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: agent.cookie })
  const { attempt } = asked.body as { attempt: string }
  const lease = (await runner.takeWork()).find((one) => one.attempt === attempt)
  const stream = app.app.inject({
    url: `/api/v1/connections/${id}/sign-ins/${attempt}/events`,
    headers: { cookie: `countersign_session=${agent.cookie}` },
  })
  await takeBack(id)
  const step = { number: 1, what: 'opened', page: 'any.after', host: 'board.example' }
  await runner.tell(lease ?? { id }, 'steps', step)
  expect((await stream).body).not.toContain('any.after')
})

test('136: an attempt is found at its own connection alone, whoever guesses its number', async () => {
  const [mine, others] = [await grantedConnection(), (await addConnection(app, admin)).id]
  const { attempt } = (await app.post(`/api/v1/connections/${others}/sign-in`, {}, { cookie: admin })).body
  const [lease] = (await runner.takeWork()).filter((one) => one.attempt === attempt)
  const picture = Buffer.from([0xff, 0xd8, 0xff, 0xd9]).toString('base64')
  const step = { number: 1, what: 'opened', page: 'any.start', host: 'board.example', picture }
  expect((await runner.tell(lease ?? { id: '' }, 'steps', step)).status).toBe(204)
  for (const cookie of [agent.cookie, admin]) {
    const path = `/api/v1/connections/${mine}/sign-ins/${attempt}`
    for (const more of ['', '/events', '/steps/1/picture']) {
      const { status, body } = await app.get(`${path}${more}`, { cookie })
      expect([status, JSON.stringify(body).includes('board.example')], more).toEqual([404, false])
    }
  }
  // And at the right one, without the grant for it.
  const path = `/api/v1/connections/${others}/sign-ins/${attempt}`
  expect((await app.get(path, { cookie: agent.cookie })).body.code).toBe('connection.not_found')
})
