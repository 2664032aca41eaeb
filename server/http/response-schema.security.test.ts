// A rule hands out more than it should, such as a whole row: what the contract does not name does not go out.
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contract } from '../../contract/contract.ts'
import { beginSignIn } from '../testing/people.ts'
import { ADMIN, startTestApp, type TestApp } from '../testing/test-app.ts'
import { serializeAnswers } from './answer-schema.ts'
import { answerError } from './problems.ts'
import { createRouter } from './router.ts'

let app: TestApp
let token: string
const servers: FastifyInstance[] = []
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  await beginSignIn(app, ADMIN)
  const { body } = await app.post('/api/v1/sign-in', { ...ADMIN, client: 'cli' })
  token = String(body.session.token)
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await app.close()
})

/** The router of the server with one careless handler in it: it answers this, whatever the contract says. */
async function answerOf(route: keyof Contract, careless: unknown) {
  const server = Fastify()
  servers.push(server)
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializeAnswers)
  server.setErrorHandler(answerError)
  server.decorateRequest('caller', undefined)
  await server.register(import('@fastify/cookie'))
  const router = createRouter(
    server,
    app.services,
    () => app.now(),
    async () => undefined,
  )
  router.on(route, () => Promise.resolve(careless) as never)
  const [method = '', path = ''] = route.split(' ')
  const response = await server.inject({
    method,
    url: path,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { payload: '{}' }),
  })
  return {
    status: response.statusCode,
    text: response.body,
    body: response.body === '' ? undefined : response.json(),
  }
}

const account = {
  id: '01a207a2-5990-75fa-a584-cbdb99aed8ef',
  email: 'agent@northwind.example',
  name: 'An Agent',
  role: 'agent',
  isHelpDesk: false,
}
const secondFactor = { enrolled: true, requirement: { source: 'optional', isForced: false } }
const user = { ...account, state: 'active', secondFactor, createdAt: '2026-11-23T09:00:00.000Z' }
const careless = {
  password_hash: '$argon2id$canary',
  passwordHash: '$argon2id$canary',
  seed: 'JBSWY3DPEHPK3PXP-canary',
  recoveryCodes: ['canary'],
  token: 'canary',
  organization_id: 'canary',
}

test('fields beside the declared ones are left out, at every depth', async () => {
  const rows = [
    {
      ...user,
      ...careless,
      secondFactor: {
        ...secondFactor,
        ...careless,
        requirement: { source: 'optional', isForced: false, ...careless },
      },
    },
  ]
  const { status, text, body } = await answerOf('GET /api/v1/users', { items: rows, ...careless })
  expect(status).toBe(200)
  expect(body).toEqual({ items: [user] })
  expect(text).not.toContain('canary')
})

test('an authenticator’s row with its seed and its steps goes out without them', async () => {
  const row = {
    id: account.id,
    kind: 'totp',
    name: 'Phone',
    state: 'active',
    createdAt: user.createdAt,
    sealedSeed: Buffer.from('canary'),
    lastStep: 4711,
    ...careless,
  }
  const { body, text } = await answerOf('GET /api/v1/me/authenticators', { items: [row] })
  expect(Object.keys(body.items[0] as object).sort()).toEqual(['createdAt', 'id', 'kind', 'name', 'state'])
  expect(text).not.toMatch(/canary|4711/)
})

test('an answer that lacks what is declared, or has it in another form, is a failure and goes out as none of it', async () => {
  for (const wrong of [{ ...careless }, { id: 'canary', name: 'canary' }, [careless], null]) {
    const { status, text, body } = await answerOf('GET /api/v1/organization', wrong)
    expect(status).toBe(500)
    expect(body.code).toBe('server.failed')
    expect(text).not.toContain('canary')
  }
})

test('a text, bytes or a stream, which would go out as they are, do not', async () => {
  const unseen = [
    'canary',
    JSON.stringify({ ...account, ...careless }),
    Buffer.from('canary'),
    new Uint8Array(Buffer.from('canary')),
    Readable.from(['canary']),
    new Response('canary'),
  ]
  for (const one of unseen) {
    const { status, text, body } = await answerOf('GET /api/v1/organization', one)
    expect(status).toBe(500)
    expect(body.code).toBe('server.failed')
    expect(text).not.toContain('canary')
  }
})

test('where the contract declares no body, none goes out', async () => {
  const { status, text } = await answerOf('DELETE /api/v1/session', { ...careless })
  expect([204, 500]).toContain(status)
  expect(text).not.toContain('canary')
})
