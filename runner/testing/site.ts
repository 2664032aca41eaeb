// A web site of a test, on the loopback address, which remembers what it was asked for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Site {
  /** `http://127.0.0.1:port` */
  origin: string
  /** `127.0.0.1:port` */
  place: string
  port: number
  /** Method and path of every request, and whatever reached it that was none. */
  asked: string[]
  server: Server
  close(): Promise<void>
}

type Pages = Record<string, string | ((request: IncomingMessage, answer: ServerResponse) => void)>

/** @param pages by path: the text of a page, or who answers; `default` for every other path */
export async function openSite(pages: Pages = {}): Promise<Site> {
  const asked: string[] = []
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    asked.push(`${request.method} ${request.url}`)
    const page = pages[pathname] ?? pages['default']
    if (typeof page === 'function') return page(request, answer)
    answer.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    answer.end(page ?? 'nothing here')
  })
  // A connection alone counts: nothing of an attack may arrive.
  server.on('connection', () => asked.push('connection'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    place: `127.0.0.1:${port}`,
    port,
    asked,
    server,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
