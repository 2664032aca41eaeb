// A cable between a server and its PostgreSQL that a test can pull out and plug in again.
import { rm, mkdtemp } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseConnection } from '../database/database.ts'

const SOCKET = '.s.PGSQL.5432'

export interface DatabaseCable {
  /** The same database, through the cable. */
  connection: DatabaseConnection
  /** Ends every connection in the middle of whatever it does, and takes no new ones. */
  pullOut(): Promise<void>
  plugIn(): Promise<void>
  close(): Promise<void>
}

/** @param connection of a PostgreSQL on a unix socket */
export async function layDatabaseCable(connection: DatabaseConnection): Promise<DatabaseCable> {
  if ('url' in connection) throw new Error('A cable is laid to a socket folder, not to a URL.')
  const folder = await mkdtemp(join(tmpdir(), 'countersign-cable-'))
  const far = join(connection.host, SOCKET)
  const open = new Set<Socket>()
  let server: Server | undefined

  function connect(near: Socket): void {
    const toDatabase = createConnection(far)
    for (const [from, to] of [
      [near, toDatabase],
      [toDatabase, near],
    ] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  }

  const cable: DatabaseCable = {
    connection: { ...connection, host: folder },
    async plugIn() {
      const listening = createServer(connect)
      await new Promise<void>((resolve) => listening.listen(join(folder, SOCKET), resolve))
      server = listening
    },
    async pullOut() {
      const pulled = server
      server = undefined
      if (pulled === undefined) return
      const closed = new Promise((resolve) => pulled.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
    async close() {
      await cable.pullOut()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await cable.plugIn()
  return cable
}
