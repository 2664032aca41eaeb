// The database: one PostgreSQL dialect over node-postgres, through kysely; hot statements are prepared by name.
import { Kysely, PostgresDialect } from 'kysely'
import type { Socket } from 'node:net'
import pg from 'pg'
import { createAskTogether, type Answered, type SharedStatement } from './ask-together.ts'
import type { Tables } from './tables.ts'

/** A PostgreSQL by address, or the embedded one by its socket folder. */
export type DatabaseConnection =
  { url: string } | { host: string; user: string; password: string; database: string }

export interface Database {
  query: Kysely<Tables>
  /** Runs a statement that the server parses and plans once per connection: for the paths that every sign-in takes. */
  prepared<Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>
  /** Several of them in one transaction, of which nothing is kept when `work` throws. */
  preparedTransaction<Outcome>(work: (run: RunPrepared) => Promise<Outcome>): Promise<Outcome>
  /** The same for what every request asks: together with whoever else asks it at this moment. */
  together<Row extends object>(
    statement: SharedStatement,
    values: readonly unknown[],
  ): Promise<Answered<Row>[]>
  /** What is used of a connection that listens or migrates. */
  pool: pg.Pool
  close(): Promise<void>
}

export interface Statement {
  name: string
  text: string
}

export type RunPrepared = <Row extends pg.QueryResultRow>(
  statement: Statement,
  values: readonly unknown[],
) => Promise<Row[]>

type GetTypeParser = typeof pg.types.getTypeParser

/** Counters and time steps come as numbers: all of ours are far below 2^53. Moments are read in a quarter of the time. */
const types = {
  getTypeParser: ((oid: Parameters<GetTypeParser>[0], format?: 'text' | 'binary'): unknown => {
    if (oid === pg.types.builtins.INT8) return Number
    if (oid === pg.types.builtins.TIMESTAMPTZ) return readMoment
    return pg.types.getTypeParser(oid, format)
  }) as GetTypeParser,
}

const readAnyMoment = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date

/**
 * `2026-11-25 17:26:50.123+00`, as PostgreSQL writes a moment in UTC; in another time zone, or far from now, the
 * library's own way. From its digits, because every request has eight of them: a date made of text takes three times
 * as long.
 */
export function readMoment(text: string): Date {
  if (text.length < 22 || text[0] === '0' || text[4] !== '-' || !text.endsWith('+00')) {
    return readAnyMoment(text)
  }
  const two = (at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * DIGIT_ZERO
  let millis = 0
  for (let at = 20, unit = 100; unit >= 1 && at < text.length - 3; at += 1, unit /= 10) {
    millis += (text.charCodeAt(at) - DIGIT_ZERO) * unit
  }
  return new Date(Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), millis))
}

const DIGIT_ZERO = 48

export function openDatabase(
  connection: DatabaseConnection,
  options: {
    maxConnections: number
    /** A database that took a question and says nothing for so long is waited for no more. */
    silenceMillis?: number
    onIdleError: (error: Error) => void
  },
): Database {
  const where = 'url' in connection ? { connectionString: connection.url } : connection
  const pool = new pg.Pool({
    ...where,
    types,
    max: options.maxConnections,
    application_name: 'countersign',
    // Connections that are idle go at the end of their time: a timer for each question would be a fifth of its cost.
    idleTimeoutMillis: 0,
    maxLifetimeSeconds: MOST_LIFETIME_SECONDS,
  })
  waitForConnections(pool)
  let isClosing = false
  // A connection that we gave up ourselves may still hear that the database stops: that is no loss.
  const reportLoss = (error: Error): void => {
    if (!isClosing) options.onIdleError(error)
  }
  // Every connection, also one that somebody holds and asks nothing, such as the one that listens for jobs.
  pool.on('connect', (client) => {
    client.on('error', reportLoss)
    if (options.silenceMillis !== undefined) leaveIfSilent(client as AskedClient, options.silenceMillis)
  })
  // An idle one that is lost is told a second time here, where nobody listening would end the process.
  pool.on('error', () => undefined)
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  async function prepared<Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]) {
    const result = await pool.query<Row>({ ...statement, values: [...values] })
    return result.rows
  }
  async function preparedTransaction<Outcome>(
    work: (run: RunPrepared) => Promise<Outcome>,
  ): Promise<Outcome> {
    const client = await pool.connect()
    let isLost = false
    try {
      await ask(client, { text: 'BEGIN' })
      const outcome = await work(
        <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]) =>
          ask<Row>(client, { ...statement, values: [...values] }),
      )
      await ask(client, { text: 'COMMIT' })
      return outcome
    } catch (error) {
      // A connection that does not even take the transaction back is given to nobody again.
      await ask(client, { text: 'ROLLBACK' }).catch(() => (isLost = true))
      throw error
    } finally {
      client.release(isLost)
    }
  }
  return {
    query,
    pool,
    prepared,
    preparedTransaction,
    together: createAskTogether(prepared),
    async close() {
      isClosing = true
      await query.destroy()
      // kysely ends the pool only if it ever asked something.
      if (!pool.ended) await pool.end()
    },
  }
}

/** A firewall forgets connections that nobody uses, and so does a database that was moved. */
const MOST_LIFETIME_SECONDS = 600

/** A request that cannot get a connection in this time answers 503 instead of waiting for ever. */
const WAIT_FOR_CONNECTION_MS = 5_000

/** The library makes a timer for every question, also where a connection is free and nobody waits. */
function waitForConnections(pool: pg.Pool): void {
  Object.defineProperty(pool.options, 'connectionTimeoutMillis', {
    get: () => (pool.idleCount > pool.waitingCount ? 0 : WAIT_FOR_CONNECTION_MS),
  })
}

/** With what its types do not name. */
type AskedClient = pg.PoolClient & { connection: pg.Connection; readyForQuery: boolean }

/**
 * The library's own limit sets a timer for each question, and a function as a property of it: V8 makes such a function
 * old at once, and with it whatever the request holds is left to the slow collection. A socket has one timer.
 */
function leaveIfSilent(client: AskedClient, silenceMillis: number): void {
  const socket = client.connection.stream as Socket
  socket.setTimeout(silenceMillis, () => {
    if (!client.readyForQuery) socket.destroy(new Error('Query read timeout'))
  })
}

/** By a function that we bring: for a promise of its own the library would set one, with the cost told above. */
function ask<Row extends pg.QueryResultRow>(client: pg.PoolClient, query: pg.QueryConfig): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    client.query<Row>(query, (error: Error | null, result) => {
      if (error === null || error === undefined) resolve(result.rows)
      else reject(error)
    })
  })
}
