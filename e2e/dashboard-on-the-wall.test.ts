// A dashboard behind a login with a second factor, on the wall for good: its picture appears and changes on a screen in a
// second browser. The session is ended at the service, the runner, the browser and the server are killed, the network of the
// screen is cut: it goes on each time, and no pixel is ever of anything but a good picture.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, type Answer, type Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import type { Reply } from '../runner/testing/stand-ins/pages.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import type { StandIn } from '../runner/testing/stand-ins/stand-in.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { layCable, type Cable } from '../server/testing/cable.ts'
import { openBrowser } from './browser.ts'
import {
  findFreePort,
  SETUP_TOKEN,
  startCountersign,
  type CountersignProcess,
} from './countersign-process.ts'
import { killIfThere, killWhenWeEnd, processesBelow } from './process-tree.ts'
import {
  colorIn,
  isAmong,
  isNear,
  openScreen,
  pairScreen,
  untilColor,
  watchColors,
  type Color,
} from './screen-page.ts'

type Dashboard = Answer<'GET /api/v1/dashboards/{id}'>

const LONG = { timeout: 400_000 }
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

/** Nothing of the page is written there, and nothing of the screen's own lies over it. */
const SPOT = { left: 170, top: 8 }

let dataDir: string
let port: number
let cablePort: number
/** By which the screen hears of the server. */
let cable: Cable
let browser: Browser
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
  port = await findFreePort()
  cablePort = await findFreePort()
  server = await startServer()
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
  cable = await layCable({ host: '127.0.0.1', port: cablePort }, { host: '127.0.0.1', port })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await cable?.pullOut()
  await server.stop()
  await service.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** For people and screens it is where the cable begins; runners reach it without. */
const atCable = () => `http://127.0.0.1:${cablePort}`

const startServer = () =>
  startCountersign({
    dataDir,
    port,
    env: { COUNTERSIGN_RUNNER: 'off', COUNTERSIGN_BASE_URL: atCable() },
  })

interface Runner {
  pid: number
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
  const { pid } = child
  if (pid === undefined) throw new Error('it cannot be started')
  const letGo = killWhenWeEnd(pid)
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
    pid,
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

/** The colour of the frame's corner; nothing while there is none, or no server. */
async function colorOfFrame(id: string): Promise<string> {
  const answer = await fetch(`${server.baseUrl}/api/v1/dashboards/${id}/frame`, {
    headers: { authorization: `Bearer ${token}`, accept: 'image/jpeg' },
  }).catch(() => undefined)
  if (answer?.ok !== true) return 'none'
  const picture = Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)))
  if (picture.length === 0) return 'none'
  const corner = await colorIn(picture, { left: 2, top: 2 })
  const known = { green: GREEN, blue: BLUE, violet: VIOLET, red: RED }
  return (
    Object.entries(known).find(([, color]) => isNear(corner, color))?.[0] ??
    `of another colour: ${corner.join()}`
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

const makePicture = (id: string) => client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id } })

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
  const { page: screen } = await openScreen(browser, atCable())
  await screen.locator('.code').waitFor()
  await pairScreen(client, screen, 'Warehouse', id)
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('green')
  await untilColor(screen, SPOT, GREEN, WAIT)
  const pixels = watchColors(screen, SPOT)
  expect(service.world.tally).toMatchObject({ passwords: 1, codes: 1, signIns: 1 })

  shown = BLUE
  await makePicture(id)
  await untilColor(screen, SPOT, BLUE, WAIT)

  // Ended at the service: from now on it answers the dashboard's address with its sign-in.
  for (const session of lastSessions) endedSessions.add(session)
  shown = VIOLET
  await makePicture(id)
  await expect.poll(() => service.world.tally.signIns, WAIT).toBe(2)
  await untilColor(screen, SPOT, VIOLET, WAIT)
  expect(service.world.tally).toMatchObject({ passwords: 2, codes: 2, wrongCodes: 0, usedCodes: 0 })

  const second = await startRunner()
  await first.end('SIGKILL')
  shown = GREEN
  const { frame: before } = await read(id)
  await makePicture(id)
  await untilColor(screen, SPOT, GREEN, WAIT)
  expect((await read(id)).frame?.number).toBeGreaterThan(before?.number ?? 0)

  const ofBrowser = processesBelow(second.pid).filter(({ command }) => /chrom/i.test(command))
  expect(ofBrowser.length).toBeGreaterThan(0)
  for (const { pid } of ofBrowser) killIfThere(pid)
  shown = BLUE
  await makePicture(id)
  await untilColor(screen, SPOT, BLUE, WAIT)

  // The screen alone is without a network: the others go on, and it follows when it hears of them again.
  await cable.pullOut()
  shown = VIOLET
  await makePicture(id)
  await expect.poll(() => colorOfFrame(id), WAIT).toBe('violet')
  await untilColor(screen, SPOT, BLUE, WAIT)
  await cable.plugIn()
  await untilColor(screen, SPOT, VIOLET, WAIT)

  await server.kill()
  await untilColor(screen, SPOT, VIOLET, WAIT)
  server = await startServer()
  shown = GREEN
  await makePicture(id)
  await untilColor(screen, SPOT, GREEN, WAIT)

  expect(service.world.tally).toMatchObject({ signIns: 2 })
  const colors = await pixels.end()
  expect(colors.filter((color) => !isAmong(color, [GREEN, BLUE, VIOLET]))).toEqual([])
  await frames.end()
  expect(frames.seen).toEqual(new Set(['none', 'green', 'blue', 'violet']))
  for (const secret of [account.password, encodeBase32(account.secret)]) {
    expect(second.output() + first.output()).not.toContain(secret)
  }
  await second.end('SIGTERM')
})
