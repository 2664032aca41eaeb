// A server that is told things, and remembers with which token.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface ListeningServer {
  address: string
  /** What came, the oldest first: `DELETE /api/v1/session`. */
  heard: { what: string; headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/** @param aheadMs how much later it is there than here */
export async function startListening(aheadMs = 0): Promise<ListeningServer> {
  const heard: ListeningServer['heard'] = []
  const server = createServer((request, response) => {
    heard.push({ what: `${request.method} ${request.url}`, headers: request.headers })
    response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString())
    response.setHeader('content-type', 'application/json')
    response.end('{"needed":false}')
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
