// Connections that are lost, silent or taken, what a question leaves behind, and how moments are read.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
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

test('a database that takes a question and says nothing is left, and one that is asked nothing is not', async () => {
  const own = await createEmptyDatabase()
  const lost: string[] = []
  const database = openDatabase(own.connection, {
    maxConnections: 2,
    silenceMillis: 300,
    onIdleError: (error) => void lost.push(error.message),
  })
  const other = openDatabase(own.connection, { maxConnections: 1, onIdleError: () => undefined })
  await database.pool.query('CREATE TABLE numbers (number int)')
  const listener = await database.pool.connect()
  try {
    const heard: string[] = []
    listener.on('notification', ({ payload }) => void heard.push(payload ?? ''))
    await listener.query('LISTEN word')
    await other.pool.query('BEGIN; LOCK TABLE numbers')
    await expect(database.prepared({ name: 'read', text: 'SELECT FROM numbers' }, [])).rejects.toThrow(
      'Query read timeout',
    )
    expect(lost).toEqual(['Query read timeout'])
    await other.pool.query("COMMIT; NOTIFY word, 'done'")
    await expect.poll(() => heard).toEqual(['done'])
    expect(await database.prepared({ name: 'read', text: 'SELECT FROM numbers' }, [])).toEqual([])
  } finally {
    listener.release(true)
    await database.close()
    await other.close()
    await own.drop()
  }
})

test('who gets no connection is told so after five seconds, and who comes later gets the next free one', async () => {
  const own = await createEmptyDatabase()
  const database = openDatabase(own.connection, { maxConnections: 1, onIdleError: () => undefined })
  const one = { name: 'one', text: 'SELECT 1 AS one' }
  try {
    const holder = await database.pool.connect()
    await expect(database.prepared(one, [])).rejects.toThrow('timeout exceeded when trying to connect')
    const answers = [database.prepared(one, []), database.prepared(one, [])]
    holder.release()
    expect(await Promise.all(answers)).toEqual([[{ one: 1 }], [{ one: 1 }]])
  } finally {
    await database.close()
    await own.drop()
  }
}, 15_000)

// In a process of its own, without V8's optimizer: what is optimized away in one run is there in another.
test('what waits for an answer is not made old by it, and goes with the next collection of new objects', async () => {
  const own = await createEmptyDatabase()
  const program = `
    const { openDatabase } = await import(${JSON.stringify(fileURLToPath(new URL('./database.ts', import.meta.url)))})
    const { getHeapSpaceStatistics } = await import('node:v8')
    const oldBytes = () => getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size
    const connection = ${JSON.stringify(own.connection)}
    const options = { maxConnections: 1, silenceMillis: 15_000, onIdleError() {} }
    const database = openDatabase(connection, options)
    const one = { name: 'one', text: 'SELECT 1 AS one' }
    const shared = { name: 'shared', columns: { value: 'int' }, text: ' SELECT n FROM asked' }
    const ways = {
      prepared: () => database.prepared(one, []),
      together: () => database.together(shared, [1]),
      transaction: () => database.preparedTransaction((run) => run(one, [])),
      // The library's own way, to show that this test would see it.
      promise: async () => {
        const client = await database.pool.connect()
        await client.query('SELECT 1')
        client.release()
      },
    }
    const grown = {}
    for (const [name, ask] of Object.entries(ways)) {
      const askHolding = () => {
        const held = new Array(1_000).fill(0)
        return ask().then(() => held.length)
      }
      for (let i = 0; i < 500; i += 1) await askHolding()
      grown[name] = 0
      for (let i = 0, last = oldBytes(); i < 1_000; i += 1) {
        await askHolding()
        grown[name] += Math.max(0, oldBytes() - last) / 1_000
        last = oldBytes()
      }
    }
    await database.close()
    console.log(JSON.stringify(grown))`
  try {
    const args = ['--no-opt', '--no-maglev', '--max-semi-space-size=1', '--input-type=module', '-e', program]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).toBe('')
    const { promise, ...ours } = JSON.parse(stdout) as Record<string, number>
    // Bytes for each question, of which the object that waits has 8,000.
    expect(promise).toBeGreaterThan(800)
    for (const [name, bytes] of Object.entries(ours)) expect([name, bytes < 200]).toEqual([name, true])
  } finally {
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
