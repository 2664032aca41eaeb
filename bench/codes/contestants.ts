// Who takes part: each a server process of its own, with a database of its own on the one PostgreSQL.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { makeDatabase, type Ground } from '../sign-in/contestants.ts'
import {
  findFreePort,
  serverCore,
  startProgram,
  waitUntilItAnswers,
  type Program,
} from '../sign-in/processes.ts'
import { makeKeyFile } from '../sign-in/tables-of-countersign.ts'
import { fillTables, proveAgain } from './tables.ts'

export type Kind = 'countersign' | 'bare'

export const displayNames: Record<Kind, string> = { countersign: 'Countersign', bare: 'bare node:http' }

export interface Contestant {
  name: string
  port: number
  organizations: number
  program: Program
  /** So many connections of which nobody was given a code in this step; the admins have proven who they are. */
  takeTurn(count: number): Promise<number[]>
  end(): Promise<void>
}

export interface Size {
  organizations: number
  connections: number
}

export async function enter(
  ground: Ground,
  kind: Kind,
  size: Size,
  nodeFlags: string[] = [],
): Promise<Contestant> {
  const database = `bench_${kind}_${size.organizations}`
  const url = `postgres://countersign@localhost/${database}?host=${encodeURIComponent(ground.socketDir)}`
  const superuser = await makeDatabase(ground, database)
  const keyFile = join(ground.folder, `${database}.keys`)
  const vault = kind === 'countersign' ? makeKeyFile(keyFile) : undefined
  await fillTables({ url, superuser, ...size, vault })
  await superuser.query('VACUUM ANALYZE')
  await superuser.query('CHECKPOINT')
  await superuser.end()
  const port = await findFreePort()
  const { args, env, readyPath } = commandOf(kind, { url, port, keyFile, folder: ground.folder })
  const program = startProgram({
    args: [...nodeFlags, ...args],
    env,
    logFile: join(ground.folder, `${database}.log`),
    core: serverCore,
  })
  await waitUntilItAnswers(`http://127.0.0.1:${port}${readyPath}`, program)
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  const take = takeTurns(size.connections)
  return {
    name: displayNames[kind],
    port,
    organizations: size.organizations,
    program,
    async takeTurn(count) {
      const numbers = await take(count)
      await proveAgain(pool)
      return numbers
    },
    async end() {
      await program.stop()
      await pool.end()
    },
  }
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
        COUNTERSIGN_RUNNER: 'off',
      },
      readyPath: '/readyz',
    }
  }
  return {
    args: [join(import.meta.dirname, 'bare-server.ts')],
    env: {
      DATABASE_URL: url,
      PORT: String(port),
      FINGERPRINT_KEY: randomBytes(32).toString('base64'),
    },
    readyPath: '/',
  }
}

/** A step, and the longest that one turn takes. */
const REST_MS = 35_000

/** Connections take their turns in a ring, so that each is asked for one code in a step. */
function takeTurns(connections: number): (count: number) => Promise<number[]> {
  let ring = Array.from({ length: connections }, (_, index) => ({ number: index + 1, takenAtMs: 0 }))
  return async (count) => {
    const last = ring[count - 1]
    if (last === undefined)
      throw new Error(`There are only ${connections} connections, and ${count} are needed.`)
    await sleep(Math.max(0, last.takenAtMs + REST_MS - Date.now()))
    const takenAtMs = Date.now()
    const taken = ring.slice(0, count).map(({ number }) => ({ number, takenAtMs }))
    ring = [...ring.slice(count), ...taken]
    return taken.map(({ number }) => number)
  }
}
