// One keep-alive connection that sends a request and waits for its answer. Written on node:net, because the load
// has to cost less than what it measures: no agent, no header objects, one write and mostly one read per request.
import { connect } from 'node:net'

export interface Answer {
  status: number
  /** Status line and headers, as they came. */
  head: string
  body: string
}

export interface Connection {
  send(request: string): Promise<Answer>
  close(): void
}

export function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.setEncoding('latin1')
  let received = ''
  let waiting: PromiseWithResolvers<Answer> | undefined

  socket.on('data', (chunk: string) => {
    received += chunk
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = ''
    waiting?.resolve(answer)
    waiting = undefined
  })
  const fail = (error?: Error) => waiting?.reject(error ?? new Error('The server closed the connection.'))
  socket.on('error', fail)
  socket.on('close', () => fail())

  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve({
        send(request) {
          waiting = Promise.withResolvers<Answer>()
          socket.write(request)
          return waiting.promise
        },
        close: () => socket.destroy(),
      })
    })
  })
}

/** Nothing until the whole answer is there; one request at a time, so nothing comes after it. */
function readAnswer(received: string): Answer | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = received.slice(0, headEnd)
  const status = Number(received.slice(9, 12))
  const rest = received.slice(headEnd + 4)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) return rest.length < Number(length) ? undefined : { status, head, body: rest }
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    return rest.endsWith('0\r\n\r\n') ? { status, head, body: readChunks(rest) } : undefined
  }
  return { status, head, body: '' }
}

function readChunks(text: string): string {
  let body = ''
  for (let at = 0; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    const length = Number.parseInt(text.slice(at, lineEnd), 16)
    if (!(length > 0)) return body
    body += text.slice(lineEnd + 2, lineEnd + 2 + length)
    at = lineEnd + 2 + length + 2
  }
}
