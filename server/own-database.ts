// A PostgreSQL of the operator's own: does it answer, and is it new enough? Asked before anything else is started.
import pg from 'pg'
import { errorCode, StartError } from './start-errors.ts'

const oldestVersion = 15
const patienceMs = 5_000

/** @throws {StartError} that says what to look at; the address with its password is in none of them */
export async function checkOwnDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patienceMs })
  client.on('error', () => {}) // it is only asked one question
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    )
    const version = rows[0]?.version ?? 0
    if (version < oldestVersion) {
      throw new StartError(
        `COUNTERSIGN_DATABASE_URL leads to a PostgreSQL ${version}, and Countersign needs ${oldestVersion} or newer: upgrade it, or use another.`,
      )
    }
  } catch (error) {
    if (error instanceof StartError) throw error
    const reason = reasonOf(error)
    throw new StartError(`The database in COUNTERSIGN_DATABASE_URL does not let us in: ${reason}.`, {
      cause: error,
    })
  } finally {
    await client.end().catch(() => {})
  }
}

function reasonOf(error: unknown): string {
  // A name with several addresses gives one error for each, and none for all of them.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error]
  const message = first instanceof Error ? first.message.replace(/\.$/, '') : String(first)
  const advice = advices[errorCode(first) ?? '']
  if (advice !== undefined) return `${message}; ${advice}`
  if (/timeout/.test(message))
    return `no answer within ${patienceMs / 1000} s; look at its address and the firewall`
  return message
}

const advices: Record<string, string> = {
  ECONNREFUSED: 'look whether it runs and listens there',
  ENOENT: 'look whether it runs and has its socket there',
  ENOTFOUND: 'look at the name of its host',
  EAI_AGAIN: 'look at the name of its host',
  '28P01': 'look at user and password',
  '28000': 'look at the user, and at its pg_hba.conf',
  '3D000': 'make it with createdb',
}
