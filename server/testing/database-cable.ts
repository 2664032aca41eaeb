// A cable between a server and its PostgreSQL that a test can pull out and plug in again.
import { rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseConnection } from '../database/database.ts'
import { layCable, type Cable } from './cable.ts'

const SOCKET = '.s.PGSQL.5432'

export interface DatabaseCable extends Cable {
  /** The same database, through the cable. */
  connection: DatabaseConnection
  close(): Promise<void>
}

/** @param connection of a PostgreSQL on a unix socket */
export async function layDatabaseCable(connection: DatabaseConnection): Promise<DatabaseCable> {
  if ('url' in connection) throw new Error('A cable is laid to a socket folder, not to a URL.')
  const folder = await mkdtemp(join(tmpdir(), 'countersign-cable-'))
  const cable = await layCable({ path: join(folder, SOCKET) }, { path: join(connection.host, SOCKET) })
  return {
    ...cable,
    connection: { ...connection, host: folder },
    async close() {
      await cable.pullOut()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
