// What is told of a lost connection: one that the database ends, and none that we gave up ourselves.
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '../testing/test-database.ts'
import { openDatabase } from './database.ts'

test('a lost connection is told; one that hears of the end of the database after ours is not', async () => {
  const own = await createEmptyDatabase()
  const lost: string[] = []
  const database = openDatabase(own.connection, {
    maxConnections: 2,
    onIdleError: (error) => void lost.push(error.message),
  })
  const other = openDatabase(own.connection, { maxConnections: 1, onIdleError: () => undefined })
  try {
    const { rows } = await database.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await other.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await expect.poll(() => lost).toEqual(['terminating connection due to administrator command'])

    lost.length = 0
    const client = await database.pool.connect()
    client.release()
    await database.close()
    // What the library does when the database's last words come after our good-bye; when they do is chance.
    client.emit('error', new Error('terminating connection due to administrator command'))
    expect(lost).toEqual([])
  } finally {
    await other.close()
    await own.drop()
  }
})
