// Sends a webhook to an address that somebody typed: dialled as it was checked, followed nowhere, and not waited for longer
// than some seconds (attack: an admin of one organization, who reads what stands inside the operator's network).
import { connect as connectTls } from 'node:tls'
import type { Duplex } from 'node:stream'
import { dial, type DialOptions } from '../../reach/dial.ts'

// Not imported: an import reads everything that a module exports, and with a name of node:http comes the whole of `fetch`, 14 MB.
const { request: requestHttp } = process.getBuiltinModule('node:http')
const { request: requestHttps } = process.getBuiltinModule('node:https')

export type Posted = { status: number } | { problem: 'refused_address' | 'no_answer' | 'too_slow' }

export interface PostOptions extends DialOptions {
  headers: Readonly<Record<string, string>>
  body: string | Buffer
}

/** All of it within `limitMs`, from the name to the answer. What it answers is not read: it is nobody's to see. */
export async function postWebhook(url: URL, options: PostOptions): Promise<Posted> {
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  const endsAt = performance.now() + options.limitMs
  const dialled = await dial(host, port, options)
  if ('refused' in dialled) return { problem: 'refused_address' }
  if ('failed' in dialled) return { problem: 'no_answer' }
  const { socket } = dialled
  const stream: Duplex = isTls ? connectTls({ socket, servername: host }) : socket
  return new Promise((resolve) => {
    const over = (result: Posted): void => {
      clearTimeout(timer)
      sent.destroy()
      stream.destroy()
      resolve(result)
    }
    const timer = setTimeout(() => over({ problem: 'too_slow' }), endsAt - performance.now())
    const send = isTls ? requestHttps : requestHttp
    const sent = send(url, {
      method: 'POST',
      headers: { ...options.headers, 'content-length': Buffer.byteLength(options.body), connection: 'close' },
      createConnection: () => stream,
    })
    stream.on('error', () => over({ problem: 'no_answer' }))
    sent.on('error', () => over({ problem: 'no_answer' }))
    sent.on('response', ({ statusCode = 0 }) => over({ status: statusCode }))
    sent.end(options.body)
  })
}
