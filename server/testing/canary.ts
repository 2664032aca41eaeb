// Marked secrets and where they turned up: every answer is kept with the route that gave it, logs and tables are read.
import { codeOf, type Answer, type RequestOptions, type TestApp } from './test-app.ts'

interface Secret {
  /** What it is, for whoever reads the failure. */
  what: string
  /** The spellings that would give it away. */
  spellings: string[]
  /** The answers that hand it out, each named by its test; none for what never leaves. */
  handedOutBy: Kept[]
}

export interface Kept {
  /** As in the contract: `POST /api/v1/users/{id}`. */
  route: string
  status: number
  /** The code of the problem, for a failure. */
  code: string | undefined
  text: string
  /** How many events the audit logs got by it. */
  auditEvents: number
}

type AskOptions = RequestOptions & { id?: string; params?: Record<string, string>; query?: string }

export interface Canary {
  kept: readonly Kept[]
  /** Makes a request, keeps what came, and gives it back. */
  ask(route: string, body?: unknown, options?: AskOptions): Promise<Answer>
  /** The same with a route of events, once it listens: `over` is the answer, when the line has ended. */
  listen(route: string, options?: AskOptions): Promise<{ over: Promise<Answer> }>
  /** Something that must be in no answer, log or table; in clear in the last answer only if that `handsItOut`. */
  mark(what: string, secret: string, handsItOut?: 'in the last answer'): string
  /** Of an authenticator: handed out by the last answer, unless it `neverLeaves`. */
  markSeed(secret: string, neverLeaves?: 'never leaves'): string
  /** The last answer hands out a secret that is marked already. */
  handsOut(secret: string): void
  /** The code of this secret, marked. */
  codeOf(secret: string, stepsAway?: number): string
  /** Where each secret was found that should not be there; call it whenever something new may be stored. */
  search(): Promise<string[]>
}

/**
 * Writes by their method alone: they ask a question, with a body because it is long; or are what a person does with the
 * keyboard, between two events that say that they did.
 */
export const questions = [
  'POST /api/v1/dashboards/{id}/recording/inputs',
  'POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs',
  'POST /api/v1/organization/policy/preview',
  'POST /api/v1/previews',
  'POST /api/v1/secrets/inspect',
]

export function createCanary(app: TestApp): Canary {
  const kept: Kept[] = []
  const secrets: Secret[] = []

  function note(what: string, spellings: string[], handsItOut: boolean): void {
    secrets.push({ what, spellings, handedOutBy: handsItOut ? kept.slice(-1) : [] })
  }

  function mark(what: string, secret: string, handsItOut?: 'in the last answer'): string {
    note(what, spellingsOf(secret), handsItOut !== undefined)
    return secret
  }

  async function ask(
    route: string,
    body?: unknown,
    { id, params = {}, query = '', ...options }: AskOptions = {},
  ): Promise<Answer> {
    const [method = '', pattern = ''] = route.split(' ')
    const values: Record<string, string> = { ...params, ...(id === undefined ? {} : { id }) }
    const url = pattern.replace(/\{(\w+)\}/g, (as, name: string) => values[name] ?? as) + query
    const before = await countAuditEvents(app)
    const answer = await app.request(method, url, { ...options, ...(body === undefined ? {} : { body }) })
    kept.push({
      route,
      status: answer.status,
      code: codeOfProblem(answer.body),
      text: JSON.stringify([answer.headers, answer.body]),
      auditEvents: (await countAuditEvents(app)) - before,
    })
    return answer
  }

  return {
    kept,
    mark,
    ask,
    async listen(route, options) {
      const { signals } = app.services
      const watch = signals.watch.bind(signals)
      const listening = Promise.withResolvers<void>()
      signals.watch = (...topics) => {
        listening.resolve()
        return watch(...topics)
      }
      const over = ask(route, undefined, options)
      // A line that is refused watches nothing.
      await Promise.race([listening.promise, over])
      signals.watch = watch
      return { over }
    },
    markSeed(secret, neverLeaves) {
      const letters = secret.replaceAll(' ', '')
      note('a seed', [secret, ...spellingsOf(letters), ...bytesOf(letters)], neverLeaves === undefined)
      return secret
    },
    handsOut(secret) {
      const known = secrets.find(({ spellings }) => spellings.includes(secret))
      const handedOutBy = kept.at(-1)
      if (known === undefined || handedOutBy === undefined) throw new Error('That was not marked.')
      known.handedOutBy.push(handedOutBy)
    },
    codeOf(secret, stepsAway = 0) {
      const code = codeOf(secret, app.now(), stepsAway)
      note('a code', [code, `${code.slice(0, 3)} ${code.slice(3)}`], false)
      return code
    },
    async search() {
      const tables = await readTables(app)
      return secrets.flatMap(({ what, spellings, handedOutBy }) => {
        const isIn = (text: string) => spellings.some((spelling) => contains(text, spelling))
        return [
          ...app.logs.filter(isIn).map((line) => `${what} in the log: ${line.slice(0, 200)}`),
          ...tables.filter(({ text }) => isIn(text)).map(({ table }) => `${what} in the table ${table}`),
          ...kept
            .filter((answer) => !handedOutBy.includes(answer) && isIn(answer.text))
            .map(({ route, status }) => `${what} in the answer ${status} of ${route}`),
          // A secret that its own answer does not hold was marked wrongly, and would be found nowhere.
          ...(handedOutBy.every(({ text }) => isIn(text)) ? [] : [`${what} is not where it was marked`]),
        ]
      })
    },
  }
}

async function countAuditEvents(app: TestApp): Promise<number> {
  const { rows } = await app.database.pool.query<{ events: number }>(
    'SELECT count(*) AS events FROM audit_events',
  )
  return rows[0]?.events ?? 0
}

/** A bypass code is called `code` too, but no problem lacks a title. */
function codeOfProblem(body: unknown): string | undefined {
  const problem = body as { title?: string; code?: string } | undefined
  return problem?.title === undefined ? undefined : problem.code
}

/** As text, and as the bytes of that text: a column of bytes is read as hexadecimal. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const plain = secret.replaceAll('-', '')
  return [secret, plain, bytes.toString('hex'), bytes.toString('base64'), encodeURIComponent(secret)]
}

function bytesOf(base32: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  return [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
}

/** Six digits stand in many a longer number; they count only where they stand alone. */
function contains(text: string, secret: string): boolean {
  if (!/^[\d ]+$/.test(secret)) return text.includes(secret)
  return new RegExp(`(?<![\\w.])${secret}(?![\\w.])`).test(text)
}

async function readTables(app: TestApp): Promise<{ table: string; text: string }[]> {
  const { rows } = await app.database.pool.query(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const tables: { table: string; text: string }[] = []
  for (const { name } of rows as { name: string }[]) {
    const result = await app.database.pool.query(`SELECT t::text AS row FROM ${name} t`)
    tables.push({ table: name, text: (result.rows as { row: string }[]).map(({ row }) => row).join('\n') })
  }
  return tables
}
