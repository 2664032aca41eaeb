// Who takes part: each a server process of its own, with a database of its own on the one PostgreSQL.
import { nodeFlags as ourNodeFlags } from '../../cli/ground.js'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashPassword as hashAsBetterAuth } from 'better-auth/crypto'
import pg from 'pg'
import type { JourneyName } from './journeys.ts'
import { hashPassword } from './password-hash.ts'
import { makePeople, password, type Person } from './people.ts'
import {
  fileOf,
  findFreePort,
  hashThreads,
  serverCore,
  startProgram,
  waitUntilItAnswers,
  type Program,
} from './processes.ts'
import { challengeInBare, fillBare } from './tables-of-bare.ts'
import { challengeInBetterAuth, fillBetterAuth } from './tables-of-better-auth.ts'
import { challengeInCountersign, fillCountersign, makeKeyFile } from './tables-of-countersign.ts'

/** Where the databases are made. */
export interface Ground {
  folder: string
  socketDir: string
}

export interface Contestant {
  name: string
  journey: JourneyName
  port: number
  program: Program
  /** So many people whose last code is more than a step old, because a code works once; waits for them. */
  takePeople(count: number): Promise<Person[]>
  /** So many of the people taken last had no turn. */
  giveBack(people: Person[]): void
  challenge(people: readonly Person[]): Promise<string[]>
  /** Another server on the same database. */
  restart(options: { core?: number; nodeFlags?: string[] }): Promise<void>
  end(): Promise<void>
}

interface Size {
  accounts: number
  people: number
}

export type Kind = 'countersign' | 'bare' | 'better-auth' | 'better-auth-own-hash'

export const displayNames: Record<Kind, string> = {
  countersign: 'Countersign',
  bare: 'bare node:http',
  'better-auth': 'Better Auth, Argon2id',
  'better-auth-own-hash': 'Better Auth, its own hash',
}

/** Fills a database and starts the server on it, on the core of the servers unless told. */
export async function enter(
  ground: Ground,
  kind: Kind,
  database: string,
  size: Size,
  nodeFlags: string[] = [],
): Promise<Contestant> {
  const url = `postgres://countersign@localhost/${database}?host=${encodeURIComponent(ground.socketDir)}`
  const people = makePeople(size.people, Math.floor(size.accounts / size.people))
  const superuser = await makeDatabase(ground, database)
  const keyFile = join(ground.folder, `${database}.keys`)
  const passwordHash =
    kind === 'better-auth-own-hash' ? await hashAsBetterAuth(password) : await hashPassword()
  const fill = { url, superuser, accounts: size.accounts, people, passwordHash }
  if (kind === 'countersign') await fillCountersign({ ...fill, vault: makeKeyFile(keyFile) })
  else if (kind === 'bare') await fillBare(fill)
  else await fillBetterAuth(fill)
  await superuser.query('VACUUM ANALYZE')
  await superuser.query('CHECKPOINT')
  await superuser.end()

  const port = await findFreePort()
  const start = async (options: { core?: number; nodeFlags?: string[] }) => {
    const { args, env, readyPath } = commandOf(kind, { url, port, keyFile, folder: ground.folder })
    const program = startProgram({
      args: [...ourNodeFlags, ...(options.nodeFlags ?? []), ...args],
      env,
      logFile: join(ground.folder, `${database}.log`),
      ...(options.core === undefined ? {} : { core: options.core }),
    })
    await waitUntilItAnswers(`http://127.0.0.1:${port}${readyPath}`, program)
    return program
  }
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  const challengeIn = challengers[kind]
  const contestant: Contestant = {
    name: displayNames[kind],
    journey: kind === 'better-auth-own-hash' ? 'better-auth' : kind,
    port,
    program: await start({ core: serverCore, nodeFlags }),
    ...takeTurns(people),
    challenge: (chosen) => challengeIn(pool, chosen),
    async restart(options) {
      await contestant.program.stop()
      contestant.program = await start(options)
    },
    async end() {
      await contestant.program.stop()
      await pool.end()
    },
  }
  return contestant
}

const challengers = {
  countersign: challengeInCountersign,
  bare: challengeInBare,
  'better-auth': challengeInBetterAuth,
  'better-auth-own-hash': challengeInBetterAuth,
} satisfies Record<Kind, unknown>

/** Its superuser, who fills it. */
export async function makeDatabase({ socketDir }: Ground, database: string): Promise<pg.Client> {
  const root = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' })
  root.on('error', () => {})
  await root.connect()
  await root.query(`CREATE DATABASE ${database} OWNER countersign`)
  await root.end()
  const superuser = new pg.Client({ host: socketDir, user: 'postgres', database })
  superuser.on('error', () => {}) // when the bench fails, PostgreSQL goes first
  await superuser.connect()
  return superuser
}

interface Places {
  url: string
  port: number
  keyFile: string
  folder: string
}

function commandOf(kind: Kind, { url, port, keyFile, folder }: Places) {
  if (kind === 'countersign') {
    return {
      // The command that operators run, with its defaults: logs, metrics, budgets and all.
      args: [join(import.meta.dirname, '../../cli/countersign.js'), 'server'],
      env: {
        COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
        COUNTERSIGN_DATABASE_URL: url,
        COUNTERSIGN_KEY_FILE: keyFile,
        COUNTERSIGN_DATA_DIR: folder,
      },
      readyPath: '/readyz',
    }
  }
  const env = { DATABASE_URL: url, PORT: String(port) }
  if (kind === 'bare') {
    return {
      args: [fileOf('bare-server.ts')],
      env: { ...env, UV_THREADPOOL_SIZE: hashThreads },
      readyPath: '/',
    }
  }
  const passwordHash = kind === 'better-auth' ? 'argon2id' : 'its own'
  return {
    args: [fileOf('better-auth-server.ts')],
    env: { ...env, PASSWORD_HASH: passwordHash },
    readyPath: '/api/auth/ok',
  }
}

/** A step, and the longest that one turn takes. */
const REST_MS = 35_000

/** People take their turns in a ring. */
function takeTurns(people: readonly Person[]): Pick<Contestant, 'takePeople' | 'giveBack'> {
  let ring = people.map((person) => ({ person, takenAtMs: 0 }))
  return {
    async takePeople(count) {
      const last = ring[count - 1]
      if (last === undefined)
        throw new Error(`There are only ${ring.length} people, and ${count} are needed.`)
      await sleep(Math.max(0, last.takenAtMs + REST_MS - Date.now()))
      const takenAtMs = Date.now()
      const taken = ring.slice(0, count).map(({ person }) => ({ person, takenAtMs }))
      ring = [...ring.slice(count), ...taken]
      return taken.map(({ person }) => person)
    },
    giveBack(unused) {
      if (unused.length === 0) return
      const back = ring.slice(-unused.length).map(({ person }) => ({ person, takenAtMs: 0 }))
      ring = [...back, ...ring.slice(0, -unused.length)]
    },
  }
}
