// Server-sent events (HTML standard, section 9.2): each is an answer of the contract, checked as every answer is.
import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import type { RouteContract } from '../../contract/route.ts'
import type { Events } from './call.ts'

/**
 * Before each event whoever listens is looked up again: a session that ended hears no more. What is sent while nothing
 * happens keeps proxies from closing the line, and is where it ends.
 */
export function sendEvents(
  reply: FastifyReply,
  events: Events<unknown>,
  { answers }: RouteContract,
  mayGoOn: () => Promise<boolean>,
): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    for await (const event of events) {
      if (!(await mayGoOn())) return
      if (event === undefined) yield ':\n\n'
      else yield `data: ${JSON.stringify(answers[200]?.parse(event))}\n\n`
    }
  }
  return reply
    .type('text/event-stream')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(lines(), { objectMode: false, highWaterMark: 1 }))
}
