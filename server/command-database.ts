// The database for a command on the server's machine, whether or not a server is running on it.
import { openDatabase, type Database, type DatabaseConnection } from './database/database.ts'
import { findRunning } from './database/embedded-lock.ts'
import { socketDirOf } from './database/embedded-run-folder.ts'
import type { Lifetime } from './lifetime.ts'
import type { Settings } from './settings.ts'
import { StartError } from './start-errors.ts'

/**
 * Opens it for as long as the command lives. The embedded one of a running server is reached by its socket, which the
 * kernel lets only the same user of the machine use; else it is started for the command alone.
 */
export async function openCommandDatabase(settings: Settings, lifetime: Lifetime): Promise<Database> {
  const connection = await findConnection(settings, lifetime)
  const database = openDatabase(connection, { maxConnections: 3, onIdleError: () => {} })
  lifetime.whenEnding(() => database.close())
  const { rows } = await database.pool.query<{ isThere: boolean }>(
    `SELECT to_regclass('audit_heads') IS NOT NULL AS "isThere"`,
  )
  if (rows[0]?.isThere === true) return database
  throw new StartError('This database is not of this version yet: run countersign migrate, then this again.')
}

async function findConnection(settings: Settings, lifetime: Lifetime): Promise<DatabaseConnection> {
  if (settings.databaseUrl !== undefined) {
    const { checkOwnDatabase } = await import('./own-database.ts')
    await checkOwnDatabase(settings.databaseUrl)
    return { url: settings.databaseUrl }
  }
  const running = findRunning(settings.dataDir)
  if (running !== undefined) {
    const name = 'countersign'
    return { host: socketDirOf(running.runDir), user: name, password: '', database: name }
  }
  const { startEmbeddedPostgres } = await import('./database/embedded-postgres.ts')
  const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir, say: () => {} })
  lifetime.whenEnding(() => embedded.stop())
  return embedded.connection
}
