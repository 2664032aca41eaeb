// The server is killed in the middle of a reset and of a recovery: each happened whole or not at all, and what was
// acknowledged is there.
import { spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionError } from '../contract/client.ts'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import {
  ADMIN,
  beginChallenge,
  enrol,
  giveCode,
  outcomeOf,
  setUp,
  signInWithPassword,
  tokenOf,
  type Person,
} from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const KILLS = 10
const PASSWORD = 'copper meadow basket 41'
const NEW_PASSWORD = 'velvet harbor pencil 93'
const program = join(import.meta.dirname, '..', 'cli', 'countersign.js')

let dataDir: string
let port: number
let server: CountersignProcess

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  port = await findFreePort()
  server = await startCountersign({ dataDir, port })
  await setUp(server)
})
afterAll(async () => {
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

/** When to kill: all over the time that it takes a server that has just started, and half of that again. */
const momentOf = (kill: number, takesMs: number): number => (1.5 * takesMs * (kill - 1)) / (KILLS - 1)

/** Starts the server anew, as after a kill, and does something that nobody breaks off; how long it took. */
async function timeOf(call: () => Promise<unknown>): Promise<number> {
  await server.kill()
  server = await startCountersign({ dataDir, port })
  const startedAt = performance.now()
  await call()
  return performance.now() - startedAt
}

/** Sends something, kills the server at a moment after it, and starts it again; whether it was answered. */
async function killDuring(call: () => Promise<unknown>, momentMs: number): Promise<boolean> {
  const answer = call().then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConnectionError) return false
      throw error
    },
  )
  await sleep(momentMs)
  const [wasAnswered] = await Promise.all([answer, server.kill()])
  server = await startCountersign({ dataDir, port })
  return wasAnswered
}

interface Enrolled extends Person {
  id: string
  secret: string
  token: string
}

async function addEnrolled(admin: string, email: string, role: 'admin' | 'agent'): Promise<Enrolled> {
  const person = { email, password: PASSWORD }
  const body = { ...person, role, requireSecondFactor: true }
  const { id } = await server.client(admin).call('POST /api/v1/users', { body })
  const { secret, token } = await enrol(server.client(), person)
  return { ...person, id, secret, token }
}

const actionsFor = async (admin: string, person: Enrolled): Promise<string[]> => {
  const { items } = await server
    .client(admin)
    .call('GET /api/v1/audit-events', { query: { person: person.id, limit: 50 } })
  return items.map(({ action }) => action)
}
const isSignedIn = async ({ token }: Enrolled): Promise<boolean> =>
  (await outcomeOf(server.client(token).call('GET /api/v1/me'))) === 'done'
const signInWithCode = async (person: Enrolled): Promise<string> => {
  await untilStepLasts(5)
  const challenge = await beginChallenge(server.client(), person)
  return tokenOf(await giveCode(server.client(), challenge, codeOf(person.secret)))
}

test(`SIGKILL in the middle of a reset, ${KILLS} times`, patient, async () => {
  const seen = { whole: 0, none: 0 }
  let takesMs = 0
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const admin = await signInWithPassword(server.client(), ADMIN)
    const person = await addEnrolled(admin, `reset-${kill}@northwind.example`, 'agent')
    const params = { id: person.id }
    const reset = () =>
      server.client(admin).call('POST /api/v1/users/{id}/second-factor/reset', {
        params,
        body: { reason: 'Lost phone' },
      })
    if (kill === 0) {
      takesMs = await timeOf(reset)
      continue
    }
    const wasAnswered = await killDuring(reset, momentOf(kill, takesMs))
    const after = await server.client(admin).call('GET /api/v1/users/{id}', { params })
    const wasReset = !after.secondFactor.enrolled
    if (wasAnswered) expect(wasReset, 'it was acknowledged').toBe(true)
    seen[wasReset ? 'whole' : 'none'] += 1
    // All of it or nothing: the factor, the recovery codes, the sessions, the audit log.
    expect((await actionsFor(admin, person)).includes('user.second_factor_reset')).toBe(wasReset)
    expect(await isSignedIn(person)).toBe(!wasReset)
    if (wasReset) await beginChallenge(server.client(), person, 'enrol')
    else await signInWithCode(person)
  }
  console.log(`resets at a kill: ${seen.whole} whole, ${seen.none} not at all`)
  expect(Math.min(seen.whole, seen.none), 'or the kills would have hit nothing').toBeGreaterThan(0)
})

const env = () => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  COUNTERSIGN_DATA_DIR: dataDir,
  COUNTERSIGN_BASE_URL: server.baseUrl,
  COUNTERSIGN_RECOVERY_HOURS: '0',
})

test(`SIGKILL in the middle of a recovery, ${KILLS} times`, patient, async () => {
  const seen = { whole: 0, none: 0 }
  let takesMs = 0
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const admin = await signInWithPassword(server.client(), ADMIN)
    const person = await addEnrolled(admin, `lost-${kill}@northwind.example`, 'admin')
    const made = spawnSync(process.execPath, [program, 'recover', person.email, 'Lost phone'], {
      encoding: 'utf8',
      env: env(),
    })
    const token = /#([\w-]{43})/.exec(made.stdout)?.[1] ?? 'no link'
    const complete = () =>
      server.client().call('POST /api/v1/recoveries/complete', { body: { token, password: NEW_PASSWORD } })
    if (kill === 0) {
      takesMs = await timeOf(complete)
      continue
    }
    const wasAnswered = await killDuring(complete, momentOf(kill, takesMs))
    // By the list, and not by the link: using up links counts as guessing.
    const { items } = await server.client(admin).call('GET /api/v1/recoveries')
    const wasUsed = items.find(({ email }) => email === person.email)?.state === 'used'
    if (wasAnswered) expect(wasUsed, 'it was acknowledged').toBe(true)
    seen[wasUsed ? 'whole' : 'none'] += 1
    expect((await actionsFor(admin, person)).includes('recovery.used')).toBe(wasUsed)
    expect(await isSignedIn(person)).toBe(!wasUsed)
    if (!wasUsed) {
      await signInWithCode(person)
      // The link is as good as before.
      await complete()
    }
    await beginChallenge(server.client(), { ...person, password: NEW_PASSWORD }, 'enrol')
  }
  console.log(`recoveries at a kill: ${seen.whole} whole, ${seen.none} not at all`)
  expect(Math.min(seen.whole, seen.none), 'or the kills would have hit nothing').toBeGreaterThan(0)
})

test(
  'SIGKILL in the middle of the command that makes a recovery: it was made whole, or not',
  patient,
  async () => {
    const admin = await signInWithPassword(server.client(), ADMIN)
    const person = await addEnrolled(admin, 'unlucky@northwind.example', 'admin')
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = (await server.client(admin).call('GET /api/v1/recoveries')).items.length
      const command = spawn(process.execPath, [program, 'recover', person.email, `Try ${kill}`], {
        env: env(),
      })
      let printed = ''
      command.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
      const ended = once(command, 'exit')
      await Promise.race([sleep(randomInt(250, 900)), ended])
      command.kill('SIGKILL')
      await ended
      const { items } = await server.client(admin).call('GET /api/v1/recoveries')
      const wasMade = items.length > before
      // A link that was printed is one that is there.
      if (/#[\w-]{43}/.test(printed)) expect(wasMade).toBe(true)
      const told = (await actionsFor(admin, person)).filter((action) => action === 'recovery.requested')
      expect(told).toHaveLength(items.filter(({ email }) => email === person.email).length)
    }
  },
)
