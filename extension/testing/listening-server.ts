// A server that is told things, remembers with which token, and answers what it was given to answer.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface ListeningServer {
  address: string
  /** What came, the oldest first: `DELETE /api/v1/session`. */
  heard: { what: string; headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/**
 * @param aheadMs how much later it is there than here
 * @param answers by what was asked: `POST /api/v1/sign-in`
 */
export async function startListening(
  aheadMs = 0,
  answers: Record<string, unknown> = {},
): Promise<ListeningServer> {
  const heard: ListeningServer['heard'] = []
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`
    heard.push({ what, headers: request.headers })
    response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString())
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[what] ?? { needed: false }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    heard,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
