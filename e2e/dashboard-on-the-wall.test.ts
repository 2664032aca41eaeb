// A dashboard behind a login with a second factor, on the wall for good: its picture appears and changes; the session is ended
// at the service, and no picture is ever a sign-in; the runner is killed, and another goes on.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, type Answer, type Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import type { Reply } from '../runner/testing/stand-ins/pages.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import type { StandIn } from '../runner/testing/stand-ins/stand-in.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import {
  findFreePort,
  SETUP_TOKEN,
  startCountersign,
  type CountersignProcess,
} from './countersign-process.ts'
import { killWhenWeEnd } from './process-tree.ts'

type Dashboard = Answer<'GET /api/v1/dashboards/{id}'>
type Color = readonly [red: number, green: number, blue: number]

const LONG = { timeout: 240_000 }
const WAIT = { timeout: 90_000, interval: 200 }
const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }
const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}
const cli = resolve(import.meta.dirname, '../cli/countersign.js')

const GREEN: Color = [10, 150, 40]
const BLUE: Color = [20, 60, 210]
const VIOLET: Color = [150, 20, 190]
/** Of every page that is not the dashboard. */
const RED: Color = [230, 10, 10]

let dataDir: string
let service: StandIns
let server: CountersignProcess
let client: Client
let token: string
let runnersEnvironment: Record<string, string>
let shown: Color = GREEN
const endedSessions = new Set<string>()
const lastSessions = new Set<string>()

/** The plain application with the colour of what it shows: that of the moment, and red for what is no dashboard. */
const colored: StandIn = {
  hosts: ['127.0.0.1'],
  answer(request, world) {
    const session = request.cookies.get('stand_in_session') ?? ''
    lastSessions.add(session)
    const cookies = new Map(request.cookies)
    if (endedSessions.has(session)) cookies.delete('stand_in_session')
    const reply = plainApplication.answer({ ...request, cookies }, world)
    return paint(reply, reply.body.includes('Open orders') ? shown : RED)
  },
}

function paint(reply: Reply, [red, green, blue]: Color): Reply {
  return {
    ...reply,
    body: reply.body.replace('<body>', `<body style="background:rgb(${red} ${green} ${blue})">`),
  }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-wall-'))
  service = await startStandIns([colored], account)
  const port = await findFreePort()
  server = await startCountersign({ dataDir, port, env: { COUNTERSIGN_RUNNER: 'off' } })
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  const { session } = await server
    .client()
    .call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  token = session?.token ?? ''
  client = server.client(token)
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

interface Runner {
  /** Resolves when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  output(): string
}

async function startRunner(): Promise<Runner> {
  const child = spawn(process.execPath, [cli, 'runner'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      COUNTERSIGN_DATA_DIR: join(dataDir, 'of-a-runner'),
      COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
      COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
      ...runnersEnvironment,
    },
  })
  if (child.pid === undefined) throw new Error('it cannot be started')
  const letGo = killWhenWeEnd(child.pid)
  let output = ''
  const whenExited = new Promise<void>((done) => {
    child.on('close', () => {
      letGo()
      done()
    })
  })
  await new Promise<void>((ready, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('the runner is ready')) ready()
      })
    }
    void whenExited.then(() => fail(new Error(`the runner ended instead of starting:\n${output}`)))
  })
  return {
    output: () => output,
    end(signal) {
      child.kill(signal)
      return whenExited
    },
  }
}

/** A runner that has just started is there when it has asked for work. */
async function askToSignIn(id: string): Promise<void> {
  for (;;) {
    try {
      return void (await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } }))
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'connection.no_runner')) throw error
      await sleep(50)
    }
  }
}

const read = (id: string): Promise<Dashboard> =>
  client.call('GET /api/v1/dashboards/{id}', { params: { id } })

/** The colour of the frame's corner; nothing while there is none. */
async function colorOfFrame(id: string): Promise<string> {
  const answer = await fetch(`${server.baseUrl}/api/v1/dashboards/${id}/frame`, {
    headers: { authorization: `Bearer ${token}`, accept: 'image/jpeg' },
  })
  if (!answer.ok) return 'none'
  const picture = sharp(Buffer.from(await answer.arrayBuffer()))
  const corner = await picture
    .extract({ left: 2, top: 2, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer()
  const known = { green: GREEN, blue: BLUE, violet: VIOLET, red: RED }
  const isNear = (color: Color) => color.every((part, at) => Math.abs(part - (corner[at] ?? 0)) < 20)
  return (
    Object.entries(known).find(([, color]) => isNear(color))?.[0] ??
    `of another colour: ${[...corner].join()}`
  )
}

/** Looks at the frame all the time, and remembers each colour that it had. */
function watchFrames(id: string) {
  const seen = new Set<string>()
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      seen.add(await colorOfFrame(id))
      await sleep(100)
    }
  })()
  return {
    seen,
    async end() {
      over.abort()
      await watching
    },
  }
}

test('a dashboard behind a login and a code stays on the wall, and nothing else does', LONG, async () => {
  const first = await startRunner()
  const url = `http://127.0.0.1:${service.port}/`
  const connection = await client.call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name: 'Wall',
      url,
      username: account.name,
      password: account.password,
      secret: encodeBase32(account.secret),
    },
  })
  await askToSignIn(connection.id)
  const { id } = await client.call('POST /api/v1/dashboards', {
    body: {
      name: 'Orders',
      connection: connection.id,
      url: `${url}orders`,
      refresh: 5,
      capture: { viewport: { width: 640, height: 480 } },
    },
  })
  const frames = watchFrames(id)
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('green')
  expect(service.world.tally).toMatchObject({ passwords: 1, codes: 1, signIns: 1 })

  shown = BLUE
  await client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id } })
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('blue')

  // Ended at the service: from now on it answers the dashboard's address with its sign-in.
  for (const session of lastSessions) endedSessions.add(session)
  shown = VIOLET
  await client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id } })
  await expect.poll(() => service.world.tally.signIns, WAIT).toBe(2)
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('violet')
  expect(service.world.tally).toMatchObject({ passwords: 2, codes: 2, wrongCodes: 0, usedCodes: 0 })

  const second = await startRunner()
  await first.end('SIGKILL')
  shown = GREEN
  const { frame: before } = await read(id)
  await client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id } })
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('green')
  expect((await read(id)).frame?.number).toBeGreaterThan(before?.number ?? 0)
  expect(service.world.tally).toMatchObject({ signIns: 2 })
  await frames.end()
  expect(frames.seen).toEqual(new Set(['none', 'green', 'blue', 'violet']))
  for (const secret of [account.password, encodeBase32(account.secret)]) {
    expect(second.output() + first.output()).not.toContain(secret)
  }
  await second.end('SIGTERM')
})
