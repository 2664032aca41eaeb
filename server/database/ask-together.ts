// Statements that are asked together: what several requests ask at the same moment goes to the database as one.
//
// A statement costs PostgreSQL and node-postgres far more than a row does, and a commit more than both. Whoever asks
// first goes at once, and so does the next; those who come while two are under way wait, and go together. So nothing
// waits when little is asked, and nothing is remembered: every asker gets what the database held after it had asked.
import type pg from 'pg'

/** A statement over `asked q`, one row for each asker, with a column `n` that tells them apart. */
export interface SharedStatement {
  name: string
  /** What an asker brings: column and SQL type, in the order of its values. */
  columns: Readonly<Record<string, string>>
  /** Goes on after `WITH asked AS (…)`. Its rows have a column `n`: the asker whose answer they are. */
  text: string
}

export type Answered<Row> = Row & { n: number }

type Run = <Row extends pg.QueryResultRow>(
  statement: { name: string; text: string },
  values: readonly unknown[],
) => Promise<Row[]>

interface Waiting {
  values: readonly unknown[]
  resolve: (rows: unknown[]) => void
  reject: (error: unknown) => void
}

/** Under way at a time, of one statement: while the database works on one, this process works on the other's answers. */
const MOST_UNDER_WAY = 2

/** One that takes longer waits for a lock, and its place is free: whoever did not ask for that row goes past it. */
const SLOW_MS = 50

/** With more of them there would be one large statement at a time, and database and process would wait in turn. */
const MOST_TOGETHER = 16

/** Everything that one process asks of one database. */
export function createAskTogether(
  run: Run,
): <Row>(statement: SharedStatement, values: readonly unknown[]) => Promise<Answered<Row>[]> {
  const queues = new Map<string, (asker: Waiting) => void>()
  return <Row>(statement: SharedStatement, values: readonly unknown[]) =>
    new Promise<Answered<Row>[]>((resolve, reject) => {
      let ask = queues.get(statement.name)
      if (ask === undefined) queues.set(statement.name, (ask = openQueue(run, statement)))
      ask({ values, resolve: resolve as (rows: unknown[]) => void, reject })
    })
}

function openQueue(run: Run, statement: SharedStatement): (asker: Waiting) => void {
  const alone = { name: `${statement.name}_one`, text: textForOne(statement) }
  const together = { name: `${statement.name}_many`, text: textForMany(statement) }
  let waiting: Waiting[] = []
  let underWay = 0
  let isDue = false

  function makeDue(): void {
    if (isDue || waiting.length === 0 || underWay >= MOST_UNDER_WAY) return
    isDue = true
    // After everything that has come in by now: requests that came together are asked together.
    setImmediate(send)
  }

  function send(): void {
    isDue = false
    const askers = waiting.slice(0, MOST_TOGETHER)
    waiting = waiting.slice(MOST_TOGETHER)
    underWay += 1
    let isCounted = true
    const leave = (): void => {
      if (!isCounted) return
      isCounted = false
      underWay -= 1
      makeDue()
    }
    const slow = setTimeout(leave, SLOW_MS)
    void askDatabase(askers).finally(() => {
      clearTimeout(slow)
      leave()
    })
    makeDue()
  }

  async function askDatabase(askers: readonly Waiting[]): Promise<void> {
    const [first] = askers
    if (first === undefined) return
    if (askers.length === 1) return askAlone(first)
    try {
      const columns = Object.keys(statement.columns).map((_, column) =>
        askers.map(({ values }) => asText(values[column])),
      )
      const rows = await run<{ n: number }>(together, [askers.map((_, n) => n), ...columns])
      const answers: unknown[][] = askers.map(() => [])
      for (const row of rows) answers[row.n]?.push(row)
      for (const [n, { resolve }] of askers.entries()) resolve(answers[n] ?? [])
    } catch (error) {
      // The database refused it, and nothing has happened: one asker's trouble, or a lock, is not everybody's.
      if (isSqlError(error)) await Promise.all(askers.map(askAlone))
      else for (const { reject } of askers) reject(error)
    }
  }

  async function askAlone({ values, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await run(alone, values))
    } catch (error) {
      reject(error)
    }
  }

  return (asker) => {
    waiting.push(asker)
    makeDue()
  }
}

/** What node-postgres would make of it, in a third of the time. */
function asText(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

function textForOne({ columns, text }: SharedStatement): string {
  const list = Object.entries(columns).map(([name, type], index) => `$${index + 1}::${type} AS ${name}`)
  return `WITH asked AS (SELECT 0 AS n, ${list.join(', ')})${text}`
}

/**
 * The lists stand in subqueries so that the planner does not see how long they are: it would plan anew each time, which
 * takes longer than to run, in the hope that this time the list is short.
 */
function textForMany({ columns, text }: SharedStatement): string {
  const lists = ['int', ...Object.values(columns)].map((type, index) => `(SELECT $${index + 1}::${type}[])`)
  const names = ['n', ...Object.keys(columns)].join(', ')
  return `WITH asked AS (SELECT * FROM unnest(${lists.join(', ')}) AS list (${names}))${text}`
}

/** An answer of the database, with its code of five letters and digits; a lost connection has none. */
function isSqlError(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code))
}
