// What the egress proxy says to the browser when it passes nothing on.
import type { ServerResponse } from 'node:http'

/** In the proxy's own refusals, and in nothing that comes from elsewhere. */
export const refusedHeader = 'countersign-refused'

export type Answer = 'refused' | 'failed' | 'unknown' | 'unreadable' | 'busy'

/** One and the same for whatever is refused: a page must not find out what listens in the network around us. */
const answers: Record<Answer, { status: number; words: string }> = {
  refused: { status: 403, words: 'Refused by the egress proxy' },
  failed: { status: 502, words: 'Bad Gateway' },
  unknown: { status: 407, words: 'Proxy Authentication Required' },
  unreadable: { status: 400, words: 'Bad Request' },
  busy: { status: 503, words: 'Too many connections' },
}

const noStore = { 'cache-control': 'no-store', 'content-type': 'text/plain' }

function headersFor(answer: Answer): Record<string, string> {
  return {
    ...noStore,
    ...(answer === 'unknown' ? { 'proxy-authenticate': 'Basic realm="countersign"' } : {}),
    ...(answer === 'refused' ? { [refusedHeader]: 'address' } : {}),
    ...(answer === 'failed' ? { [refusedHeader]: 'unreachable' } : {}),
  }
}

export function refuse(answer: ServerResponse, why: Answer): void {
  answer.writeHead(answers[why].status, answers[why].words, headersFor(why)).end(answers[why].words)
}

export function statusLine(why: Answer): string {
  const { status, words } = answers[why]
  const headers = Object.entries({ ...headersFor(why), 'content-length': '0', connection: 'close' })
  return [`HTTP/1.1 ${status} ${words}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  )
}

export const ok = 200

/** No content: the browser has learned what it had to, and stays on the page that it was on. */
export function answerPassPage(answer: ServerResponse): void {
  answer.writeHead(204, noStore).end()
}
