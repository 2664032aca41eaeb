// Runners on machines of their own: `countersign runner` with the two lines that `countersign runner add` printed and nothing
// else. They are killed, told to end, and lose their server and their browser in the middle; the attempt goes on.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ApiError, type Answer, type Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startBrowserElsewhere } from '../runner/testing/browser-elsewhere.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import {
  findFreePort,
  SETUP_TOKEN,
  startCountersign,
  type CountersignProcess,
  type Exit,
} from './countersign-process.ts'
import { killIfThere, killWhenWeEnd, processesBelow } from './process-tree.ts'

type Attempt = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}'>

const LONG = { timeout: 180_000 }
const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }
const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}
const cli = resolve(import.meta.dirname, '../cli/countersign.js')

let dataDir: string
let port: number
let service: StandIns
let server: CountersignProcess
let client: Client
let runnersEnvironment: Record<string, string>
const runners: Runner[] = []

interface Runner {
  pid: number
  output: () => string
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<Exit>
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-apart-'))
  port = await findFreePort()
  // Slow enough for something to happen in the middle.
  service = await startStandIns([{ ...plainApplication, hosts: ['127.0.0.1'] }], account, {
    answerAfterMs: 400,
  })
  server = await startServer()
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  client = await signIn()
  const added = spawnSync(process.execPath, [cli, 'runner', 'add', 'Warehouse'], {
    encoding: 'utf8',
    env: { ...process.env, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_LISTEN: `127.0.0.1:${port}` },
  })
  const lines = added.stdout.split('\n').map((line) => /^\s*(COUNTERSIGN_[A-Z_]+)=(\S+)$/.exec(line))
  runnersEnvironment = Object.fromEntries(
    lines.flatMap((line) => (line === null ? [] : [[line[1], line[2]]])),
  )
})
afterAll(async () => {
  await server.stop()
  await service.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(() => {
  account.secret = randomBytes(20)
  service.reset()
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.end('SIGTERM')
})

function startServer(): Promise<CountersignProcess> {
  return startCountersign({ dataDir, port, env: { COUNTERSIGN_RUNNER: 'off' } })
}

async function signIn(): Promise<Client> {
  const { session } = await server
    .client()
    .call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  return server.client(session?.token ?? '')
}

/** Resolves when it says that it is ready. */
async function startRunner(browser = process.env.COUNTERSIGN_TEST_BROWSER ?? ''): Promise<Runner> {
  const child = spawn(process.execPath, [cli, 'runner'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      COUNTERSIGN_DATA_DIR: join(dataDir, 'of-a-runner'),
      COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
      COUNTERSIGN_BROWSER: browser,
      ...runnersEnvironment,
    },
  })
  const { pid } = child
  if (pid === undefined) throw new Error('it cannot be started')
  const letGo = killWhenWeEnd(pid)
  let output = ''
  const whenExited = new Promise<Exit>((done) => {
    child.on('close', (code, signal) => {
      letGo()
      done({ code, signal })
    })
  })
  const isReady = new Promise<void>((ready, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('the runner is ready')) ready()
      })
    }
    void whenExited.then(() => fail(new Error(`the runner ended instead of starting:\n${output}`)))
  })
  const runner: Runner = {
    pid,
    output: () => output,
    end(signal) {
      child.kill(signal)
      return whenExited
    },
  }
  runners.push(runner)
  await isReady
  return runner
}

async function addConnection(): Promise<string> {
  const body = {
    service: 'any',
    name: 'Wall',
    url: `http://127.0.0.1:${service.port}/`,
    username: account.name,
    password: account.password,
    secret: encodeBase32(account.secret),
  }
  return (await client.call('POST /api/v1/connections', { body })).id
}

/** A runner that has just started is there when it has asked for work. */
async function ask(id: string): Promise<string> {
  for (;;) {
    try {
      return (await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })).attempt
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'connection.no_runner')) throw error
      await sleep(50)
    }
  }
}

/** Bounded by the test's own time. */
async function until(id: string, attempt: string, is: (seen: Attempt) => boolean): Promise<Attempt> {
  for (;;) {
    const params = { id, attempt }
    const seen = await client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params })
    if (is(seen) || seen.endedAt !== undefined) return seen
    await sleep(20)
  }
}

const untilEnded = (id: string, attempt: string) => until(id, attempt, () => false)

/** The code was asked for, or is about to be. */
const untilCodePage = (id: string, attempt: string) =>
  until(id, attempt, ({ steps }) => steps.some(({ what }) => what === 'typed_code'))

test('address and token are all that a runner needs', LONG, async () => {
  expect(Object.keys(runnersEnvironment).toSorted()).toEqual([
    'COUNTERSIGN_RUNNER_TOKEN',
    'COUNTERSIGN_SERVER',
  ])
  const id = await addConnection()
  const runner = await startRunner()
  expect(await untilEnded(id, await ask(id))).toMatchObject({ state: 'signed_in' })
  expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1 })
  for (const secret of [
    account.password,
    encodeBase32(account.secret),
    ...Object.values(runnersEnvironment),
  ]) {
    if (!secret.startsWith('http')) expect(runner.output()).not.toContain(secret)
  }
  const browsers = processesBelow(runner.pid)
  expect(browsers.length).toBeGreaterThan(0)
  expect(await runner.end('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('three that ask at once sign in once, with two runners there', LONG, async () => {
  await Promise.all([startRunner(), startRunner()])
  const id = await addConnection()
  const [first, ...others] = await Promise.all([ask(id), ask(id), ask(id)])
  expect(new Set(others)).toEqual(new Set([first]))
  expect(await untilEnded(id, first ?? '')).toMatchObject({ state: 'signed_in' })
  expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1, usedCodes: 0 })
})

test('killed in the middle: another takes up the attempt, and no code goes twice', LONG, async () => {
  const id = await addConnection()
  const first = await startRunner()
  // A login that has worked may be typed again by another runner.
  await untilEnded(id, await ask(id))
  service.reset()
  const attempt = await ask(id)
  await untilCodePage(id, attempt)
  await first.end('SIGKILL')
  await startRunner()
  expect(await untilEnded(id, attempt)).toMatchObject({ state: 'signed_in' })
  expect(service.world.tally).toMatchObject({ usedCodes: 0, wrongCodes: 0, wrongPasswords: 0 })
})

test('its server restarts in the middle: the same runner goes on', LONG, async () => {
  const runner = await startRunner()
  const id = await addConnection()
  await server.stop()
  server = await startServer()
  client = await signIn()
  expect(await untilEnded(id, await ask(id))).toMatchObject({ state: 'signed_in' })
  expect(processesBelow(runner.pid).length).toBeGreaterThan(0)
})

test(
  'its browser is killed in the middle: that is told, and the next sign-in has another browser',
  LONG,
  async () => {
    const runner = await startRunner()
    const id = await addConnection()
    const attempt = await ask(id)
    await until(id, attempt, ({ steps }) => steps.length > 0)
    for (const { pid, command } of processesBelow(runner.pid)) {
      // All of them are the runner's own children.
      if (/chrom/i.test(command)) killIfThere(pid)
    }
    const ended = await untilEnded(id, attempt)
    expect(ended).toMatchObject({ state: 'failed', cause: 'browser_failed' })
    expect(ended.nextTryAt).toBeDefined()
  },
)

test(
  'three that ask at once, and server and runner killed in the middle: one attempt signs in, no code goes twice',
  LONG,
  async () => {
    const id = await addConnection()
    const first = await startRunner()
    await untilEnded(id, await ask(id))
    service.reset()
    const [attempt, ...others] = await Promise.all([ask(id), ask(id), ask(id)])
    expect(others).toEqual([attempt, attempt])
    await untilCodePage(id, attempt)
    await Promise.all([first.end('SIGKILL'), server.kill()])
    server = await startServer()
    client = await signIn()
    // Whoever asks in the middle of it is given the same.
    const second = await startRunner()
    expect(await Promise.all([ask(id), ask(id), ask(id)])).toEqual([attempt, attempt, attempt])
    expect(await untilEnded(id, attempt)).toMatchObject({ state: 'signed_in' })
    const { signIns, ...counted } = service.world.tally
    expect(counted).toMatchObject({ usedCodes: 0, wrongCodes: 0, wrongPasswords: 0 })
    // What the first one did may have counted at the service before it was killed, and nobody heard of it.
    expect([1, 2]).toContain(signIns)
    await second.end('SIGTERM')
    const { items } = await client.call('GET /api/v1/audit-events', { query: { limit: 100 } })
    const mine = items.filter(({ facts }) => facts?.['attempt'] === attempt)
    expect(mine.filter(({ action }) => action === 'connection.signed_in')).toHaveLength(1)
    const steps = items
      .filter(({ action, facts }) => action === 'connection.code_used' && facts?.['connection'] === id)
      .map(({ facts }) => facts?.['step'])
    expect(new Set(steps).size).toBe(steps.length)
    expect(steps).not.toContain(undefined)
  },
)

test(
  'told to end in the middle: what it has in hand comes to an end that the server knows',
  LONG,
  async () => {
    const runner = await startRunner()
    const id = await addConnection()
    const attempt = await ask(id)
    await until(id, attempt, ({ steps }) => steps.length > 0)
    expect(await runner.end('SIGTERM')).toEqual({ code: 0, signal: null })
    const params = { id, attempt }
    const left = await client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params })
    expect(left.endedAt).toBeDefined()
    // Signed in, where there was time for it; else it is tried again by itself.
    expect(['signed_in', 'stopped']).toContain(left.cause ?? left.state)
    expect(left.state === 'signed_in' || left.nextTryAt !== undefined).toBe(true)
    expect(service.world.tally).toMatchObject({ usedCodes: 0, wrongCodes: 0, wrongPasswords: 0 })
  },
)

test('a browser that runs elsewhere signs in like one of our own', LONG, async () => {
  const elsewhere = await startBrowserElsewhere(join(dataDir, 'browser-elsewhere'))
  try {
    const id = await addConnection()
    await startRunner(elsewhere.address)
    const ended = await untilEnded(id, await ask(id))
    expect(ended).toMatchObject({ state: 'signed_in' })
    expect(ended.steps.filter(({ picture }) => picture === undefined)).toEqual([])
    // Its session is kept like any other: the next one types nothing.
    expect(await untilEnded(id, await ask(id))).toMatchObject({ state: 'signed_in' })
    expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1 })
  } finally {
    elsewhere.kill()
  }
})
