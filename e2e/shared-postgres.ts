// One PostgreSQL for several server processes, and what the tests count in it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../server/database/embedded-postgres.ts'

export interface SharedDatabase {
  /** For COUNTERSIGN_DATABASE_URL. */
  url: string
  rows<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** How many rows a statement counts. */
  count(text: string, values?: unknown[]): Promise<number>
}

export interface SharedPostgres {
  /** A folder for keys and data of the servers; it goes with `stop`. */
  folder: string
  createEmptyDatabase(name: string): Promise<SharedDatabase>
  stop(): Promise<void>
}

export async function startSharedPostgres(): Promise<SharedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), say: () => {} })
  const pools: pg.Pool[] = []
  const open = (database: string): pg.Pool => {
    const pool = new pg.Pool({ ...postgres.connection, database, max: 2 })
    pool.on('error', () => {}) // it ends with the server
    pools.push(pool)
    return pool
  }
  const maintenance = open('postgres')
  return {
    folder,
    async createEmptyDatabase(name) {
      await maintenance.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
      const pool = open(name)
      const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
        (await pool.query<Row>(text, values)).rows
      const { host, user } = postgres.connection
      return {
        url: `postgresql:///${name}?host=${encodeURIComponent(host)}&user=${user}`,
        rows,
        async count(text, values) {
          const [row] = await rows<{ count: string }>(`SELECT count(*) FROM (${text}) counted`, values)
          return Number(row?.count)
        },
      }
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()))
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
