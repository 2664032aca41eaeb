// The load, a process of its own: does what it is told over loopback, so many connections, so many times, so long.
import { prepareKey, type PreparedKey } from '../../otp/hotp.ts'
import { totp } from '../../otp/totp.ts'
import { percentile } from './figures.ts'
import { openConnection, type Answer, type Connection } from './http-connection.ts'
import { journeyOf, type JourneyName } from './journeys.ts'
import { personOf, type Person } from './people.ts'

export const rows = ['password', 'code', 'full', 'wrong', 'session'] as const

/** A step of the sign-in alone, the whole of it, a wrong code, or a request with a session. */
export type Row = (typeof rows)[number]

export interface Job {
  row: Row
  journey: JourneyName
  port: number
  connections: number
  /** Ends at whichever comes first: everybody has had a turn (sessions: `most` requests), or the time is over. */
  mostMs: number
  most: number
  /** Whose turn it is, by number. */
  people: number[]
  /** For the rows `code` and `wrong`: what a right password would have given each of them. */
  challenges: string[]
}

export interface Outcome {
  count: number
  seconds: number
  p50Ms: number
  p99Ms: number
  /** How many of `people` had their turn. */
  used: number
}

interface Walker extends Person {
  key: PreparedKey
}

const walkers = new Map<number, Walker>()

/** The sessions that the row `code` opened, for the row `session`. */
const sessionsByPort = new Map<number, string[]>()
const SESSIONS_KEPT = 2000

process.on('message', ({ id, job }: { id: number; job: Job }) => {
  run(job).then(
    (outcome) => process.send?.({ id, outcome }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})

async function run(job: Job): Promise<Outcome> {
  const take = turnOf(job)
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(job.port)),
  )
  const latenciesMs: number[] = []
  let next = 0
  const most = job.row === 'session' ? job.most : job.people.length
  const startedAt = performance.now()
  const endsAt = startedAt + job.mostMs
  const work = async (connection: Connection): Promise<void> => {
    while (next < most && performance.now() < endsAt) {
      const turn = next++
      const sentAt = performance.now()
      await take(connection, turn)
      latenciesMs.push(performance.now() - sentAt)
    }
  }
  try {
    await Promise.all(connections.map(work))
  } finally {
    for (const connection of connections) connection.close()
  }
  const seconds = (performance.now() - startedAt) / 1000
  latenciesMs.sort((a, b) => a - b)
  return {
    count: latenciesMs.length,
    seconds,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    used: next,
  }
}

function walkerOf(number: number): Walker {
  let walker = walkers.get(number)
  if (walker === undefined) {
    const person = personOf(number)
    walker = { ...person, key: prepareKey(Buffer.from(person.secret)) }
    walkers.set(number, walker)
  }
  return walker
}

const STEPS_AROUND = 50
const STEP_MS = 30_000

/**
 * Six digits that no step of half an hour around now has. A server may look that far to say that a clock is off, and
 * refuses the step that it has told when it comes.
 */
function codeOfNoStep({ key }: Walker, nowMs: number): string {
  const codes = Array.from({ length: 2 * STEPS_AROUND + 1 }, (_, index) =>
    totp(key, nowMs + (index - STEPS_AROUND) * STEP_MS),
  )
  const taken = new Set(codes)
  let code = 500_000
  while (taken.has(String(code))) code += 1
  return String(code)
}

type Turn = (connection: Connection, turn: number) => Promise<unknown>

function turnOf(job: Job): Turn {
  const journey = journeyOf(job.journey, job.port)
  const sessions = sessionsByPort.get(job.port) ?? []
  sessionsByPort.set(job.port, sessions)
  // Made ready before the clock runs.
  const people = job.people.map(walkerOf)
  const wrongCodes = job.row === 'wrong' ? people.map((walker) => codeOfNoStep(walker, Date.now())) : []
  const codeOf = (turn: number) => totp(people[turn]!.key, Date.now())
  const ask = async (connection: Connection, request: string, status = 200) =>
    expectStatus(await connection.send(request), status, job)

  const turns: Record<Row, Turn> = {
    password: (connection, turn) => ask(connection, journey.givePassword(people[turn]!.email)),
    async code(connection, turn) {
      const request = journey.giveCode(job.challenges[turn]!, codeOf(turn), people[turn]!.device)
      const answer = await ask(connection, request)
      if (sessions.length < SESSIONS_KEPT) sessions.push(journey.sessionOf(answer))
    },
    async full(connection, turn) {
      const proven = await ask(connection, journey.givePassword(people[turn]!.email))
      await ask(connection, journey.giveCode(journey.challengeOf(proven), codeOf(turn), people[turn]!.device))
    },
    wrong(connection, turn) {
      const request = journey.giveCode(job.challenges[turn]!, wrongCodes[turn]!, people[turn]!.device)
      return ask(connection, request, journey.wrongCodeStatus)
    },
    session: (connection, turn) => ask(connection, journey.askWhoIAm(sessions[turn % sessions.length]!)),
  }
  return turns[job.row]
}

/** An answer that was not meant to come makes every figure worthless. */
function expectStatus(answer: Answer, status: number, { journey, row }: Job): Answer {
  if (answer.status === status && answer.body !== 'null') return answer
  throw new Error(`${journey}, ${row}: expected ${status}, got ${answer.head}\n${answer.body}`)
}
