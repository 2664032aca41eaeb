// The server's days: it is stopped in the middle of work, started again on what is there, and says what it does.
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ApiError } from '../contract/client.ts'
import {
  SETUP_TOKEN,
  spawnCountersign,
  startCountersign,
  type CountersignProcess,
  type ProcessOptions,
} from './countersign-process.ts'
import { processesBelow, stillThere } from './process-tree.ts'
import { ADMIN, begin, outcomeOf, setUp, signInWithPassword, tokenOf } from './sign-in-by-api.ts'

let dataDir: string
let started: CountersignProcess[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  started = []
})
afterEach(async () => {
  await Promise.all(started.map((server) => server.kill()))
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

async function start(options: Partial<ProcessOptions> = {}): Promise<CountersignProcess> {
  const server = await startCountersign({ dataDir, ...options })
  started.push(server)
  return server
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5)
}

/** Sign-ins of which all have reached the server and at least one is not answered yet. */
async function signInsUnderWay(server: CountersignProcess): Promise<ReturnType<typeof begin>[]> {
  for (;;) {
    let answered = 0
    const signIns = Array.from({ length: 30 }, () =>
      begin(server.client(), ADMIN).finally(() => (answered += 1)),
    )
    while (answered < signIns.length) {
      // In this order: what is answered meanwhile is missing in the sum, and never in it twice.
      const sum = answered + (await hashesUnderWay(server))
      if (sum === signIns.length && answered < signIns.length) return signIns
    }
    await Promise.all(signIns)
  }
}

async function hashesUnderWay(server: CountersignProcess): Promise<number> {
  const text = await (await fetch(`${server.baseUrl}/metrics`)).text()
  const counts = [...text.matchAll(/^countersign_password_hashes\{[^}]*\} (\d+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

describe('SIGTERM', () => {
  test('lets sign-ins under way come to their end, and the process ends well', async () => {
    const server = await start({
      // All of them of one account, and more than one may have open.
      env: { COUNTERSIGN_PASSWORD_WORKERS: '1', COUNTERSIGN_SESSIONS_PER_ACCOUNT: '1000' },
    })
    await setUp(server)
    const signIns = await signInsUnderWay(server)
    const below = processesBelow(server.pid)
    const stoppedAt = performance.now()
    const exit = await server.stop()
    console.log(`stopped in ${Math.round(performance.now() - stoppedAt)} ms with sign-ins under way`)
    expect(exit).toEqual({ code: 0, signal: null })
    const tokens = (await Promise.all(signIns)).map(tokenOf)
    expect(await stillThere(below, 5_000)).toEqual([])

    // And what was answered is true after it.
    const again = await start()
    for (const token of tokens) {
      expect((await again.client(token).call('GET /api/v1/me')).account.email).toBe(ADMIN.email)
    }
  })

  test('is not held up by clients that send nothing more', async () => {
    const server = await start()
    const silent = await openConnection(server.port, '')
    const half = await openConnection(
      server.port,
      'POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    const kept = await openConnection(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => kept.bytesRead > 0)
    const stoppedAt = performance.now()
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    console.log(`stopped in ${Math.round(performance.now() - stoppedAt)} ms with a request half sent`)
    for (const socket of [silent, half, kept]) socket.destroy()
  })

  test('ends a start that is not finished, and leaves no database behind', async () => {
    const server = await spawnCountersign({ dataDir })
    started.push(server)
    await until(() => processesBelow(server.pid).length > 0)
    const below = processesBelow(server.pid)
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    expect(await stillThere(below, 5_000)).toEqual([])
    await start()
  })

  test('and the interrupt key mean the same', async () => {
    const server = await start()
    process.kill(server.pid, 'SIGINT')
    expect(await server.whenExited).toEqual({ code: 0, signal: null })
  })
})

function openConnection(port: number, text: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text)
      done(socket)
    })
    socket.on('error', fail)
    socket.resume()
  })
}

describe('a start on an existing data folder', () => {
  test('answers /readyz with everything as it was', async () => {
    const first = await start()
    const token = await setUp(first)
    expect(await first.stop()).toEqual({ code: 0, signal: null })
    for (const end of ['stop', 'kill'] as const) {
      const startedAt = performance.now()
      const server = await start()
      console.log(
        `ready ${Math.round(performance.now() - startedAt)} ms after its start (to be ended by ${end})`,
      )
      expect((await server.client(token).call('GET /api/v1/me')).account.email).toBe(ADMIN.email)
      await server[end]()
    }
    const server = await start()
    expect((await server.client(token).call('GET /api/v1/me')).account.email).toBe(ADMIN.email)
  })

  test('is refused with the reason while another one runs on it', async () => {
    const first = await start()
    const second = await spawnCountersign({ dataDir })
    started.push(second)
    expect((await second.whenExited).code).toBe(1)
    expect(second.output()).toContain(dataDir)
    expect(await first.client().call('GET /readyz')).toEqual({ status: 'ready' })
  })

  test('is refused with the reason when the port is in use, and leaves no database behind', async () => {
    const first = await start()
    const other = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
    try {
      const second = await spawnCountersign({ dataDir: other, port: first.port })
      started.push(second)
      expect((await second.whenExited).code).toBe(1)
      expect(second.output()).toContain(`127.0.0.1:${first.port} is in use`)
      // Were its database still there, this start would be refused.
      await start({ dataDir: other })
    } finally {
      await Promise.all(started.map((server) => server.kill()))
      await rm(other, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
    }
  })
})

describe('the setup link', () => {
  const printed = /^Set it up here: (\S+)$/m

  async function linkOf(server: CountersignProcess): Promise<URL> {
    await until(() => printed.test(server.output()))
    return new URL(printed.exec(server.output())?.[1] ?? '')
  }

  test('is printed with a token of this start, until there is an organization', async () => {
    const first = await start({ setupToken: '' })
    const old = await linkOf(first)
    expect(old.origin).toBe(first.baseUrl)
    expect(old.pathname).toBe('/setup')
    expect(old.hash).toMatch(/^#[\w-]{40,}$/)
    await first.stop()

    const second = await start({ setupToken: '' })
    const link = await linkOf(second)
    expect(link.hash).not.toBe(old.hash)
    const setUpWith = (token: string) =>
      second.client().call('POST /api/v1/setup', { body: { token, organizationName: 'Northwind', ...ADMIN } })
    expect(await outcomeOf(setUpWith(old.hash.slice(1)))).toBe('setup.token_wrong')
    expect(await outcomeOf(setUpWith(link.hash.slice(1)))).toBe('done')
    expect(await outcomeOf(setUpWith(link.hash.slice(1)))).toBe('setup.already_done')
    await second.stop()

    const third = await start({ setupToken: '' })
    await signInWithPassword(third.client(), ADMIN)
    await third.stop()
    expect(third.output()).not.toMatch(/setup/i)
  })

  test('holds no token that the operator chose, and nothing else that is written does', async () => {
    const server = await start({ setupToken: SETUP_TOKEN })
    expect((await linkOf(server)).href).toBe(`${server.baseUrl}/setup`)
    await setUp(server)
    await server.stop()
    expect(server.output()).not.toContain(SETUP_TOKEN)
  })
})

describe('the log', () => {
  test('is JSON, one line for each request, by the id that the answer names', async () => {
    const server = await start()
    await setUp(server)
    const person = { email: 'nobody@northwind.example', password: 'lost in the log' }
    const refusal: unknown = await begin(server.client(), person).catch((error: unknown) => error)
    const { requestId } = (refusal as ApiError).problem
    await fetch(`${server.baseUrl}/no-such-page-${SETUP_TOKEN}?code=123456`)
    await server.stop()

    const lines = server
      .output()
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.filter((line) => !line.startsWith('{') && !line.startsWith('Set it up here: '))).toEqual([])
    const logs = server.logs()
    for (const log of logs) {
      expect(log).toMatchObject({ level: expect.any(Number), time: expect.stringMatching(/^2\d{3}-/) })
    }
    const requests = logs.filter((log) => log['msg'] === 'request')
    expect(requests.filter((log) => log['reqId'] === requestId)).toEqual([
      expect.objectContaining({
        method: 'POST',
        route: '/api/v1/sign-in',
        status: 401,
        code: 'sign_in.refused',
        address: '127.0.0.1',
      }),
    ])
    const ids = requests.map((log) => log['reqId'])
    expect(new Set(ids).size).toBe(ids.length)
    for (const secret of [
      person.email,
      person.password,
      ADMIN.email,
      ADMIN.password,
      SETUP_TOKEN,
      '123456',
    ]) {
      expect(server.output()).not.toContain(secret)
    }
  })
})
