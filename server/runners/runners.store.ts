// Runners in the database: who may ask for work, by the hash of a token, and when each was last seen.
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'

export interface Runner {
  id: string
  name: string
  /** Nothing for one that serves every organization. */
  organizationId: string | undefined
}

export interface NewRunner {
  id: string
  name: string
  organizationId: string | undefined
  tokenHash: Buffer
  isBesideServer: boolean
}

export async function addRunner(database: Database, runner: NewRunner, now: Date): Promise<void> {
  await database.query
    .insertInto('runners')
    .values({
      id: runner.id,
      organization_id: runner.organizationId ?? null,
      name: runner.name,
      is_beside_server: runner.isBesideServer,
      token_hash: runner.tokenHash,
      created_at: now,
    })
    .execute()
}

export async function findRunner(database: Database, tokenHash: Buffer): Promise<Runner | undefined> {
  const row = await database.query
    .selectFrom('runners')
    .select(['id', 'name', 'organization_id'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { id: row.id, name: row.name, organizationId: row.organization_id ?? undefined }
}

export async function listRunners(database: Database) {
  return database.query
    .selectFrom('runners')
    .select(['id', 'name', 'organization_id', 'is_beside_server', 'version', 'last_seen_at'])
    .orderBy('created_at')
    .execute()
}

/** False for a runner that is not there. What it was leased runs out, and passes on. */
export async function removeRunner(database: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await database.query
    .deleteFrom('runners')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** One that asks for work waits for it this long, and is then there again. */
const SEEN_SECONDS = 60

export async function noteRunner(
  database: Database,
  runner: Runner,
  version: string,
  now: Date,
): Promise<void> {
  await database.query
    .updateTable('runners')
    .set({ last_seen_at: now, version })
    .where('id', '=', runner.id)
    .execute()
}

/** One that has all that it can take asks for nothing more, and is there all the same. */
export async function noteRunnerSeen(database: Database, runner: Runner, now: Date): Promise<void> {
  await database.query
    .updateTable('runners')
    .set({ last_seen_at: now })
    .where('id', '=', runner.id)
    // It has many places, and tells of each.
    .where('last_seen_at', '<', new Date(now.getTime() - (SEEN_SECONDS * 1000) / 6))
    .execute()
}

export async function isRunnerThere(database: Database, organizationId: string, now: Date): Promise<boolean> {
  const row = await database.query
    .selectFrom('runners')
    .select('id')
    .where((where) =>
      where.or([where('organization_id', 'is', null), where('organization_id', '=', organizationId)]),
    )
    .where('last_seen_at', '>', new Date(now.getTime() - SEEN_SECONDS * 1000))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A server that was killed left the runner beside it in the table. */
export async function forgetRunnersBesideServers(database: Database, before: Date): Promise<void> {
  await database.query
    .deleteFrom('runners')
    .where('is_beside_server', '=', true)
    .where('created_at', '<', before)
    .where((where) => where.or([where('last_seen_at', 'is', null), where('last_seen_at', '<', before)]))
    .execute()
}

/** Whoever waits for work looks again. */
export const WORK = 'work'

export async function signalWork(database: Database): Promise<void> {
  await signal(database.query, WORK)
}
