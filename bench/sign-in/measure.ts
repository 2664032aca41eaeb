// One turn of one contestant: people taken, challenges made beforehand, the load told, CPU and latencies noted.
import type { Contestant } from './contestants.ts'
import type { Job, Outcome, Row } from './load.ts'
import { cpuMsBetween, cpuMsOf, cpuMsOfEach, findPostgresProcesses, type Program } from './processes.ts'

export interface Limits {
  mostMs: number
  /** How many requests at most, or sign-ins; the load ends earlier when the time is over. */
  most: number
}

export interface Figures {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** CPU time of the server, all threads, for each request or sign-in. */
  cpuMs: number
  /** The same of all processes of PostgreSQL, and of the load. */
  databaseCpuMs: number
  loadCpuMs: number
  count: number
}

export async function measure(
  load: Program,
  contestant: Contestant,
  row: Row,
  connections: number,
  limits: Limits,
): Promise<Figures> {
  const people = row === 'session' ? [] : await contestant.takePeople(limits.most)
  const challenges = row === 'code' || row === 'wrong' ? await contestant.challenge(people) : []
  const { journey, port, program } = contestant
  const numbers = people.map((person) => person.number)
  const job: Job = { row, journey, port, connections, people: numbers, challenges, ...limits }
  const readCpuMs = () => ({
    server: cpuMsOf(program.pid),
    database: cpuMsOfEach(findPostgresProcesses()),
    load: cpuMsOf(load.pid),
  })
  const before = readCpuMs()
  const outcome = await load.ask<Outcome>({ job })
  const after = readCpuMs()
  // Challenges that were made and not used stay behind; their people may come again.
  contestant.giveBack(people.slice(outcome.used))
  const { count, seconds, p50Ms, p99Ms } = outcome
  return {
    perSecond: count / seconds,
    p50Ms,
    p99Ms,
    count,
    cpuMs: (after.server - before.server) / count,
    databaseCpuMs: cpuMsBetween(before.database, after.database) / count,
    loadCpuMs: (after.load - before.load) / count,
  }
}
