// Slow: the server is killed twenty times in the middle of sign-ins and enrolments, and has to know what it said.
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { newLife, takeStep, type Life } from './life-of-a-user.ts'
import { processesBelow, stillThere, type SeenProcess } from './process-tree.ts'
import {
  ADMIN,
  beginChallenge,
  giveCode,
  giveRecoveryCode,
  outcomeOf,
  setUp,
  tokenOf,
} from './sign-in-by-api.ts'

const KILLS = 20
const CLIENTS = 8
const PASSWORD = 'copper meadow basket 41'
const goneWithinMs = 15_000

let dataDir: string
let port: number
let server: CountersignProcess
let admin: string
const lives: Life[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  port = await findFreePort()
  server = await start()
  admin = await setUp(server)
})
afterAll(async () => {
  await server?.kill()
  // The database ends a moment after its parent, and writes until then.
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

function start(): Promise<CountersignProcess> {
  return startCountersign({ dataDir, port })
}

test(
  `after each of ${KILLS} kills every acknowledged write is there, and no process of the database is left`,
  { timeout: 300_000 },
  async () => {
    const current: (Life | undefined)[] = []
    const stepsInDoubt: string[] = []
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const touched = new Set<Life>()
      const state = { isKilled: false }
      const work = Array.from({ length: CLIENTS }, async (_, client) => {
        for (;;) {
          const life = (current[client] ??= nextLife())
          touched.add(life)
          if (!(await takeStep(life, server, admin))) {
            expect(state.isKilled, `the server went away by itself:\n${server.output()}`).toBe(true)
            stepsInDoubt.push(life.next)
            return
          }
          if (life.next === 'finished') current[client] = undefined
        }
      })
      const moment = randomInt(50, 601)
      const working = Promise.all(work)
      await Promise.race([sleep(moment), working])
      const below = processesBelow(server.pid)
      expect(below.some(({ command }) => command.includes('postgres'))).toBe(true)
      state.isKilled = true
      // Every second time the database is killed with it, and has to recover from its log.
      const killed = server.kill()
      if (kill % 2 === 0) below.forEach(killNow)
      await killed
      await working

      // At once, while what was left may still be ending.
      server = await start()
      const known = `after kill ${kill}, ${moment} ms into the work`
      expect(await stillThere(below, goneWithinMs), known).toEqual([])
      await checkUsers(known)
      for (const life of touched) await checkSessions(life, known)
      for (const life of touched) if (life.next === 'finished') await checkSecondFactor(life, known)
    }

    // What was found once is still there after all the kills that came later.
    await checkUsers('at the end')
    for (const life of lives) await checkSessions(life, 'at the end')
    const finished = lives.filter((life) => life.next === 'finished').length
    console.log(
      `${KILLS} kills: ${lives.length} users, ${finished} of them through all steps; ` +
        `in doubt at a kill: ${tally(stepsInDoubt)}`,
    )
    // Or the kills would have hit nothing.
    expect(finished).toBeGreaterThan(KILLS)
    expect(stepsInDoubt.length).toBeGreaterThan(KILLS)

    const below = processesBelow(server.pid)
    await server.kill()
    expect(await stillThere(below, goneWithinMs), 'and nobody starts again').toEqual([])
  },
)

function nextLife(): Life {
  const email = `user-${lives.length + 1}@northwind.example`
  const life = newLife({ email, password: PASSWORD })
  lives.push(life)
  return life
}

function killNow({ pid }: SeenProcess): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended since it was seen.
  }
}

/** The users that the admin sees, with an older session, are those that were acknowledged, as they were. */
async function checkUsers(known: string): Promise<void> {
  const enrolled = new Map<string, boolean>()
  let after: string | undefined
  do {
    const query = { limit: 200, ...(after === undefined ? {} : { after }) }
    const page = await server.client(admin).call('GET /api/v1/users', { query })
    for (const { email, secondFactor } of page.items) enrolled.set(email, secondFactor.enrolled)
    after = page.next
  } while (after !== undefined)

  expect(enrolled.delete(ADMIN.email), known).toBe(true)
  for (const { person, isAdded, isEnrolled, isInDoubt, next } of lives) {
    const where = `${person.email} at "${next}"${isInDoubt ? ' in doubt' : ''} ${known}`
    const isThere = enrolled.has(person.email)
    if (!(isInDoubt && next === 'add')) expect(isThere, where).toBe(isAdded)
    if (isThere && !(isInDoubt && next === 'confirm')) {
      expect(enrolled.get(person.email), where).toBe(isEnrolled)
    }
    enrolled.delete(person.email)
  }
  expect([...enrolled.keys()], `users that nobody added ${known}`).toEqual([])
}

async function checkSessions(life: Life, known: string): Promise<void> {
  const { person, liveTokens, endedTokens, isInDoubt, next } = life
  const isSigningOut = isInDoubt && next === 'sign out'
  for (const token of isSigningOut ? liveTokens.slice(0, -1) : liveTokens) {
    const me = await server.client(token).call('GET /api/v1/me')
    expect(me.account.email, known).toBe(person.email)
    if (life.recoveryCodes !== undefined && !(isInDoubt && next === 'give the recovery code')) {
      const left = life.recoveryCodes.length - life.usedRecoveryCodes.length
      expect(me.secondFactor.recoveryCodesLeft, `${person.email} ${known}`).toBe(left)
    }
  }
  for (const token of endedTokens) {
    expect(await outcomeOf(server.client(token).call('GET /api/v1/me')), known).toBe('session.required')
  }
}

/** What was spent stays spent, and what was not still signs in. */
async function checkSecondFactor(life: Life, known: string): Promise<void> {
  const where = `${life.person.email} ${known}`
  const challenge = await beginChallenge(server.client(), life.person)
  for (const code of life.spentCodes) {
    const outcome = await outcomeOf(giveCode(server.client(), challenge, code))
    expect(['second_factor.code_used', 'second_factor.code_expired'], where).toContain(outcome)
  }
  for (const code of life.usedRecoveryCodes) {
    const outcome = await outcomeOf(giveRecoveryCode(server.client(), challenge, code))
    expect(outcome, where).toBe('recovery_code.wrong')
  }
  const unused = life.recoveryCodes?.find((code) => !life.usedRecoveryCodes.includes(code))
  if (unused === undefined) return
  life.liveTokens.push(tokenOf(await giveRecoveryCode(server.client(), challenge, unused)))
  life.usedRecoveryCodes.push(unused)
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
}
