// The load, a process of its own: asks for one code of each connection that it is told, over loopback.
import { prepareKey } from '../../otp/hotp.ts'
import { totp } from '../../otp/totp.ts'
import { percentile } from '../sign-in/figures.ts'
import { openConnection, type Connection } from '../sign-in/http-connection.ts'
import { organizationOf, secretOf, tokenOf } from './stored-secrets.ts'

export interface Job {
  port: number
  /** Keep-alive connections, one request at a time on each. */
  clients: number
  /** Ends at whichever comes first: every number had its turn, or the time is over. */
  mostMs: number
  numbers: number[]
  organizations: number
}

export interface Outcome {
  count: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

process.on('message', ({ id, job }: { id: number; job: Job }) => {
  run(job).then(
    (outcome) => process.send?.({ id, outcome }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})

async function run(job: Job): Promise<Outcome> {
  const requests = job.numbers.map((number) => requestFor(number, job))
  const clients = await Promise.all(Array.from({ length: job.clients }, () => openConnection(job.port)))
  const latenciesMs: number[] = []
  let next = 0
  const startedAt = performance.now()
  const endsAt = startedAt + job.mostMs
  const work = async (client: Connection): Promise<void> => {
    while (next < requests.length && performance.now() < endsAt) {
      const turn = next++
      const sentAt = performance.now()
      const { status, head, body } = await client.send(requests[turn] ?? '')
      latenciesMs.push(performance.now() - sentAt)
      if (status !== 200) throw new Error(`Expected a code, got ${head}\n${body}`)
      if (turn % CHECKED === 0) checkCode(job.numbers[turn] ?? 0, body)
    }
  }
  try {
    await Promise.all(clients.map(work))
  } finally {
    for (const client of clients) client.close()
  }
  const seconds = (performance.now() - startedAt) / 1000
  latenciesMs.sort((a, b) => a - b)
  return {
    count: latenciesMs.length,
    seconds,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  }
}

function requestFor(number: number, { port, organizations }: Job): string {
  const token = tokenOf(organizationOf(number, organizations))
  return (
    `GET /api/v1/connections/${secretOf(number).id}/code HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    `User-Agent: Bench/1.0\r\nAuthorization: Bearer ${token}\r\n\r\n`
  )
}

/** Of so many answers one is made again here: a wrong code makes every figure worthless. */
const CHECKED = 100

function checkCode(number: number, body: string): void {
  const { code, validUntil } = JSON.parse(body) as { code: string; validUntil: string }
  const right = totp(prepareKey(secretOf(number).secret), new Date(validUntil).getTime() - 1000)
  if (code !== right) throw new Error(`A wrong code for the connection ${number}: ${body}`)
}
