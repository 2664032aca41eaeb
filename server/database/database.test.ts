// Connections that are lost, and how moments are read.
import pg from 'pg'
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '../testing/test-database.ts'
import { openDatabase, readMoment } from './database.ts'

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

test('a prepared transaction whose work fails leaves nothing, and its connection serves the next one', async () => {
  const own = await createEmptyDatabase()
  // One connection, so that one which is not given back, or still within its transaction, is missed.
  const database = openDatabase(own.connection, { maxConnections: 1, onIdleError: () => undefined })
  const insert = { name: 'insert', text: 'INSERT INTO numbers VALUES ($1)' }
  try {
    await database.pool.query('CREATE TABLE numbers (number int PRIMARY KEY)')
    const failed = database.preparedTransaction(async (run) => {
      await run(insert, [1])
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    const refused = database.preparedTransaction(async (run) => {
      await run(insert, [2])
      await run(insert, [2])
    })
    await expect(refused).rejects.toThrow(/duplicate key/)
    await database.preparedTransaction((run) => run(insert, [3]))
    expect((await database.pool.query('SELECT number FROM numbers')).rows).toEqual([{ number: 3 }])
  } finally {
    await database.close()
    await own.drop()
  }
})

test('a moment is read as the library reads it, of whatever form it is', () => {
  const readAsTheLibrary = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown
  const texts = [
    '2026-11-25 17:26:50+00',
    '2026-11-25 17:26:50.1+00',
    '2026-11-25 17:26:50.12+00',
    '2026-11-25 17:26:50.123+00',
    '2026-11-25 17:26:50.123987+00',
    '2024-02-29 23:59:59.999+00',
    '2000-01-01 00:00:00+00',
    '1969-12-31 23:59:59.5+00',
    '0099-06-01 12:00:00+00',
    '9999-12-31 23:59:59.999999+00',
    '2026-11-25 18:26:50.123+01',
    '2026-11-25 22:56:50.123+05:30',
    '10000-01-01 00:00:00+00',
    '2026-11-25 17:26:50.123+00 BC',
    'infinity',
    '-infinity',
  ]
  for (const text of texts) expect([text, readMoment(text)]).toEqual([text, readAsTheLibrary(text)])
})
