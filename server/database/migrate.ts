// Migrations: code, in order, each once, also when several servers start at the same moment.
import { Migrator, type Migration } from 'kysely/migration'
import type { Pool } from 'pg'
import { openDatabase, type DatabaseConnection } from './database.ts'
import * as ground from './migrations/0001-ground.ts'
import * as guard from './migrations/0002-guard.ts'
import * as openSignUp from './migrations/0003-open-sign-up.ts'
import * as connections from './migrations/0004-connections.ts'
import * as grants from './migrations/0005-grants.ts'
import * as runners from './migrations/0006-runners.ts'
import * as takeOver from './migrations/0007-take-over.ts'
import * as adminsTold from './migrations/0008-admins-told.ts'
import * as keptSessions from './migrations/0009-kept-sessions.ts'
import * as takeOverEnds from './migrations/0010-take-over-ends.ts'
import * as dashboards from './migrations/0011-dashboards.ts'
import * as screens from './migrations/0012-screens.ts'
import * as alerts from './migrations/0013-alerts.ts'
import * as overview from './migrations/0014-overview.ts'
import * as stolenScreens from './migrations/0015-stolen-screens.ts'
import * as heardPlays from './migrations/0016-heard-plays.ts'
import * as screenHours from './migrations/0017-screen-hours.ts'
import * as passkeys from './migrations/0018-passkeys.ts'
import * as rotatedTrust from './migrations/0019-rotated-trust.ts'
import * as approvals from './migrations/0020-approvals.ts'
import * as refusedLogins from './migrations/0021-refused-logins.ts'
import * as shownTrust from './migrations/0022-shown-trust.ts'
import * as loginsGivenAgain from './migrations/0023-logins-given-again.ts'
import * as phoneSessions from './migrations/0024-phone-sessions.ts'
import * as crowdedPhones from './migrations/0025-crowded-phones.ts'
import * as noticesTogether from './migrations/0026-notices-together.ts'

const migrations: Record<string, Migration> = {
  '0001-ground': ground,
  '0002-guard': guard,
  '0003-open-sign-up': openSignUp,
  '0004-connections': connections,
  '0005-grants': grants,
  '0006-runners': runners,
  '0007-take-over': takeOver,
  '0008-admins-told': adminsTold,
  '0009-kept-sessions': keptSessions,
  '0010-take-over-ends': takeOverEnds,
  '0011-dashboards': dashboards,
  '0012-screens': screens,
  '0013-alerts': alerts,
  '0014-overview': overview,
  '0015-stolen-screens': stolenScreens,
  '0016-heard-plays': heardPlays,
  '0017-screen-hours': screenHours,
  '0018-passkeys': passkeys,
  '0019-rotated-trust': rotatedTrust,
  '0020-approvals': approvals,
  '0021-refused-logins': refusedLogins,
  '0022-shown-trust': shownTrust,
  '0023-logins-given-again': loginsGivenAgain,
  '0024-phone-sessions': phoneSessions,
  '0025-crowded-phones': crowdedPhones,
  '0026-notices-together': noticesTogether,
}

/** The database holds migrations that this version does not know: it was made by a newer one. */
export class NewerSchemaError extends Error {
  readonly code = 'database.newer_schema'

  constructor(unknown: string[]) {
    super(
      `The database was made by a newer version of Countersign (it has ${unknown.join(', ')}). ` +
        'Start that version, or restore a backup from before the upgrade.',
    )
    this.name = 'NewerSchemaError'
  }
}

/**
 * Brings the schema up to date and returns the names of the migrations that ran.
 *
 * Two servers that start at once wait for one another on the migration lock; the second finds nothing to do.
 *
 * @throws {NewerSchemaError} before anything is changed
 */
export async function migrateDatabase(connection: DatabaseConnection): Promise<string[]> {
  const database = openDatabase(connection, { maxConnections: 3, onIdleError: () => undefined })
  try {
    await refuseNewerSchema(database.pool)
    const migrator = new Migrator({
      db: database.query,
      provider: { getMigrations: () => Promise.resolve(migrations) },
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error))
    await migrateWorker(database.pool)
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await database.close()
  }
}

/** The schema of the background jobs, by the library that runs them. Servers that start at once come one by one. */
async function migrateWorker(pool: Pool): Promise<void> {
  const { runMigrations } = await import('graphile-worker')
  const { silentLogger } = await import('../jobs/worker-log.ts')
  const lock = await pool.connect()
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('countersign worker schema'))`)
    await runMigrations({ pgPool: pool, logger: silentLogger })
  } finally {
    await lock.query(`SELECT pg_advisory_unlock_all()`)
    lock.release()
  }
}

async function refuseNewerSchema(pool: { query(text: string): Promise<{ rows: unknown[] }> }): Promise<void> {
  const table = await pool.query(`SELECT to_regclass('kysely_migration') AS name`)
  if ((table.rows[0] as { name: string | null }).name === null) return
  const rows = (await pool.query('SELECT name FROM kysely_migration ORDER BY name')).rows as {
    name: string
  }[]
  const unknown = rows.map((row) => row.name).filter((name) => !(name in migrations))
  if (unknown.length > 0) throw new NewerSchemaError(unknown)
}
