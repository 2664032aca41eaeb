// What is asked together is answered to each alone: the right rows, one's own trouble, and nobody held up for long.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmptyDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createAskTogether } from './ask-together.ts'
import { openDatabase, type Database } from './database.ts'

let own: TestDatabase
let database: Database
beforeAll(async () => {
  own = await createEmptyDatabase()
  database = openDatabase(own.connection, { maxConnections: 5, onIdleError: () => undefined })
  await database.pool.query(
    'CREATE TABLE jars (id int PRIMARY KEY, label text, takings int NOT NULL DEFAULT 0)',
  )
  await database.pool.query(`INSERT INTO jars SELECT n, 'jar ' || n FROM generate_series(1, 200) n`)
})
afterAll(async () => {
  await database.close()
  await own.drop()
})

const look = {
  name: 'jar_look',
  columns: { id: 'int', at: 'timestamptz', seal: 'bytea' },
  text: ` SELECT q.n, j.label, q.at, q.seal, 10 / (q.id - 199) AS tenth FROM asked q JOIN jars j ON j.id = q.id`,
}

const take = {
  name: 'jar_take',
  columns: { id: 'int' },
  text: `,
    locked AS (
      SELECT q.n, q.id FROM asked q JOIN jars j ON j.id = q.id WHERE j.takings = 0 ORDER BY j.id FOR UPDATE OF j),
    taken AS (UPDATE jars j SET takings = j.takings + 1 FROM locked l WHERE j.id = l.id RETURNING l.n)
    SELECT n FROM taken`,
}

test('each asker gets the rows of what it asked, and those that ask for nothing there is get none', async () => {
  const at = new Date('2026-11-25T08:30:00.250Z')
  const askers = Array.from({ length: 198 }, (_, index) => index + 1)
  const asked = [...askers, 1000].map((id) => database.together(look, [id, at, Buffer.from([id % 256])]))
  const answers = await Promise.all(asked)
  expect(answers.pop()).toEqual([])
  for (const [index, rows] of answers.entries()) {
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ label: `jar ${index + 1}`, at, seal: Buffer.from([(index + 1) % 256]) })
  }
})

test('they go in a few statements, and one alone goes in one of its own', async () => {
  const sent: string[] = []
  const together = createAskTogether((statement, values) => {
    sent.push(statement.name)
    return database.prepared(statement, values)
  })
  await together(look, [1, null, null])
  expect(sent.splice(0)).toEqual(['jar_look_one'])
  await Promise.all(Array.from({ length: 128 }, () => together(look, [1, null, null])))
  expect(sent).toEqual(Array(8).fill('jar_look_many'))
})

test('what the database refuses one asker it refuses that one alone', async () => {
  const outcomes = await Promise.allSettled(
    [5, 199, 6].map((id) => database.together(look, [id, null, null])),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ message: 'division by zero' })
})

test('of many that want the same at once one gets it', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => database.together(take, [7])))
  expect(answers.filter((rows) => rows.length === 1)).toHaveLength(1)
})

test('whoever waits for a lock holds up those that came with it, and nobody after', async () => {
  const holder = await database.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM jars WHERE id = 20 FOR UPDATE')
  let isHeldUp = true
  const heldUp = database.together(take, [20]).then((rows) => {
    isHeldUp = false
    return rows
  })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await Promise.all([21, 22].map((id) => database.together(take, [id])))).toMatchObject([[{}], [{}]])
  expect(isHeldUp).toBe(true)
  await holder.query('COMMIT')
  holder.release()
  expect(await heldUp).toHaveLength(1)
})

test('a database that cannot be reached is told to everybody who asked', async () => {
  const gone = openDatabase(
    { host: '/nowhere', user: 'nobody', password: '', database: 'none' },
    { maxConnections: 1, onIdleError: () => undefined },
  )
  const outcomes = await Promise.allSettled([1, 2, 3].map((id) => gone.together(take, [id])))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  await gone.close()
})
