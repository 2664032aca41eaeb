// The robot, whole: a server with a runner beside it signs in at a stand-in of a service, asked for over the API; three at
// once, with processes killed in the middle, and never a password or a code twice.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import type { Switch } from '../runner/testing/stand-ins/world.ts'
import { SETUP_TOKEN, startCountersign, type CountersignProcess } from './countersign-process.ts'

type Attempt = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}'>

const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }
const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}

let dataDir: string
let service: StandIns
let server: CountersignProcess
let client: Client
const added: string[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-robot-'))
  service = await startStandIns([plainOnLoopback()], account)
  server = await start()
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  client = await signIn(server)
})
afterAll(async () => {
  await server.stop()
  await service.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(() => {
  // Of one key a code goes out once in half a minute: each test has a key of its own, and waits for none.
  account.secret = randomBytes(20)
  service.reset()
})

// What has failed is tried again by itself, with the key of its own test.
afterEach(async () => {
  for (const id of added.splice(0))
    await client.call('POST /api/v1/connections/{id}/pause', { params: { id } })
})

/** The application that nobody has described, at an address that the operator allowed. */
function plainOnLoopback(): typeof plainApplication {
  return { ...plainApplication, hosts: ['127.0.0.1'] }
}

function start(): Promise<CountersignProcess> {
  const env = {
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  }
  return startCountersign({ dataDir, env })
}

async function signIn(at: CountersignProcess): Promise<Client> {
  const { session } = await at.client().call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  return at.client(session?.token ?? '')
}

async function addConnection(more: object = {}): Promise<string> {
  const { id } = await client.call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name: 'Wall',
      url: `http://127.0.0.1:${service.port}/`,
      username: account.name,
      password: account.password,
      secret: encodeBase32(account.secret),
      ...more,
    },
  })
  added.push(id)
  return id
}

const ask = async (id: string): Promise<string> =>
  (await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })).attempt

const read = (id: string, attempt: string): Promise<Attempt> =>
  client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params: { id, attempt } })

/** Bounded by the test's own time. */
async function untilEnded(id: string, attempt: string): Promise<Attempt> {
  for (;;) {
    const seen = await read(id, attempt)
    if (seen.endedAt !== undefined) return seen
    await sleep(200)
  }
}

async function untilStep(id: string, attempt: string, what: string): Promise<void> {
  for (;;) {
    const { steps, endedAt } = await read(id, attempt)
    if (steps.some((step) => step.what === what) || endedAt !== undefined) return
    await sleep(20)
  }
}

const LONG = 180_000

describe('a connection', () => {
  test(
    'signs in by itself with password and code, told step by step, and then needs no login',
    { timeout: LONG },
    async () => {
      const id = await addConnection()
      const first = await untilEnded(id, await ask(id))
      expect(first).toMatchObject({ state: 'signed_in' })
      const whats = first.steps.map(({ what }) => what)
      expect(whats.at(-1)).toBe('signed_in')
      expect(whats).toContain('typed_code')
      expect(first.steps.filter(({ picture }) => picture === undefined)).toEqual([])
      expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1, wrongCodes: 0 })
      const second = await untilEnded(id, await ask(id))
      expect(second.state).toBe('signed_in')
      expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1 })
    },
  )

  test('that three ask for at once signs in once', { timeout: LONG }, async () => {
    const id = await addConnection()
    const attempts = await Promise.all([ask(id), ask(id), ask(id)])
    expect(new Set(attempts).size).toBe(1)
    expect((await untilEnded(id, attempts[0] ?? '')).state).toBe('signed_in')
    expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1, usedCodes: 0 })
  })

  test(
    'with a wrong password types it once, says so in words, and is not tried again',
    { timeout: LONG },
    async () => {
      const id = await addConnection({ password: 'not the right one' })
      const { cause } = await untilEnded(id, await ask(id))
      expect(cause).toBe('wrong_password')
      await expect(ask(id)).rejects.toMatchObject({ code: 'connection.login_refused' })
      expect(service.world.tally).toMatchObject({ wrongPasswords: 1, signIns: 0 })
    },
  )

  const turns: { turned: Switch[]; ends: Partial<Attempt> }[] = [
    { turned: ['digits'], ends: { state: 'signed_in' } },
    { turned: ['code-on-password-form'], ends: { state: 'signed_in' } },
    { turned: ['code-after-first-try'], ends: { state: 'signed_in' } },
    { turned: ['name-first'], ends: { state: 'signed_in' } },
    { turned: ['clock-off'], ends: { state: 'signed_in' } },
    { turned: ['mailed-code'], ends: { state: 'failed', cause: 'other_code_wanted' } },
    { turned: ['locked'], ends: { state: 'failed', cause: 'account_locked' } },
    { turned: ['down'], ends: { state: 'failed', cause: 'service_down' } },
  ]
  test.each(turns)(
    'where the service turns to $turned: $ends',
    { timeout: LONG },
    async ({ turned, ends }) => {
      service.reset(turned)
      const id = await addConnection()
      expect(await untilEnded(id, await ask(id))).toMatchObject(ends)
      const { passwords, usedCodes, wrongCodes, atEvilSite } = service.world.tally
      expect(passwords).toBeLessThanOrEqual(2)
      expect({ usedCodes, atEvilSite }).toEqual({ usedCodes: 0, atEvilSite: 0 })
      expect(wrongCodes).toBe(0)
    },
  )
})

describe('killed in the middle', () => {
  test(
    'the server: the runner ends with it, another takes up the attempt, and nothing is typed twice',
    { timeout: LONG },
    async () => {
      const id = await addConnection()
      // A login that has worked may be typed again.
      await untilEnded(id, await ask(id))
      await client.call('PATCH /api/v1/connections/{id}', { params: { id }, body: { name: 'Wall, moved' } })
      service.reset()
      const attempt = await ask(id)
      await untilStep(id, attempt, 'typed_username_and_password')
      await server.kill()
      server = await start()
      client = await signIn(server)
      expect(await untilEnded(id, attempt)).toMatchObject({ state: 'signed_in' })
      expect(service.world.tally).toMatchObject({ usedCodes: 0, wrongCodes: 0, wrongPasswords: 0 })
    },
  )
})
