// The browser's protocol over a pair of pipes: JSON, each message ended by a NUL byte, as `--remote-debugging-pipe` has it.
import type { Readable, Writable } from 'node:stream'
import type { ConnectOverCDPTransport } from 'playwright-core'

/**
 * What the browser writes is other people's: what cannot be read ends the connection, and `close` is called.
 *
 * @param limitBytes of one message; a picture of a large page has some megabytes
 */
export function cdpOverPipe(
  toBrowser: Writable,
  fromBrowser: Readable,
  close: () => void,
  limitBytes = 256 * 1024 * 1024,
): ConnectOverCDPTransport {
  const arrived: string[] = []
  let pieces: Buffer[] = []
  let length = 0
  let isClosed = false
  let isDelivering = false
  const transport: ConnectOverCDPTransport = {
    send(message) {
      if (!isClosed) toBrowser.write(`${JSON.stringify(message)}\0`)
    },
    close() {
      end('closed')
    },
  }

  function end(reason: string): void {
    if (isClosed) return
    isClosed = true
    pieces = []
    arrived.length = 0
    close()
    transport.onclose?.(reason)
  }

  /**
   * Each message in a task of its own, as they come over a socket: Playwright has to have dealt with one, promises and
   * all, before the next, or it loses track of frames that change their process.
   */
  function deliver(): void {
    const text = arrived.shift()
    isDelivering = arrived.length > 0
    if (isDelivering) setImmediate(deliver)
    if (text === undefined || isClosed) return
    try {
      transport.onmessage?.(JSON.parse(text) as object)
    } catch {
      end('the browser wrote what is no message')
    }
  }

  function take(text: string): void {
    if (isClosed) return
    arrived.push(text)
    if (isDelivering) return
    isDelivering = true
    setImmediate(deliver)
  }

  fromBrowser.on('data', (chunk: Buffer) => {
    let start = 0
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, start)) {
      pieces.push(chunk.subarray(start, at))
      take(Buffer.concat(pieces).toString('utf8'))
      pieces = []
      length = 0
      start = at + 1
    }
    const rest = chunk.subarray(start)
    length += rest.length
    if (rest.length > 0 && !isClosed) pieces.push(rest)
    if (length > limitBytes) end('the browser wrote a message beyond all bounds')
  })
  fromBrowser.on('close', () => end('the browser has ended'))
  fromBrowser.on('error', () => end('the browser has ended'))
  toBrowser.on('error', () => end('the browser has ended'))
  return transport
}
