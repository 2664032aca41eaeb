// A push service on this machine, and a browser behind it: what is sent to it is kept, and read as RFC 8291 says a browser
// reads it. Written from the browser's side, and with nothing of what encrypts.
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a browser keeps of a subscription. */
export interface BrowserKeys {
  privateKey: Buffer
  publicKey: Buffer
  auth: Buffer
}

export function makeBrowserKeys(): BrowserKeys {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return { privateKey: pair.getPrivateKey(), publicKey: pair.getPublicKey(), auth: randomBytes(16) }
}

const hmac = (key: Buffer, ...parts: (Buffer | string)[]): Buffer => {
  const made = createHmac('sha256', key)
  for (const part of parts) made.update(part)
  return made.digest()
}

/** RFC 8291 section 3.4 and RFC 8188 section 2. @throws {Error} for what was not encrypted for these keys */
export function decryptPush(body: Buffer, { privateKey, publicKey, auth }: BrowserKeys): string {
  const salt = body.subarray(0, 16)
  const keyBytes = body.readUInt8(20)
  const theirs = body.subarray(21, 21 + keyBytes)
  const sealed = body.subarray(21 + keyBytes)
  if (body.readUInt32BE(16) < sealed.length) throw new Error('That is more than one record.')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  const shared = hmac(auth, pair.computeSecret(theirs))
  const input = hmac(shared, 'WebPush: info\0', publicKey, theirs, Buffer.from([1]))
  const root = hmac(salt, input)
  const key = hmac(root, 'Content-Encoding: aes128gcm\0', Buffer.from([1])).subarray(0, 16)
  const nonce = hmac(root, 'Content-Encoding: nonce\0', Buffer.from([1])).subarray(0, 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = padded.lastIndexOf(2)
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('The padding is wrong.')
  return padded.subarray(0, end).toString()
}

/** The claims of `vapid t=…, k=…` (RFC 8292 section 3). @throws {Error} when the key did not sign them */
export function readVapid(authorization: string): { publicKey: string; claims: Record<string, unknown> } {
  const [, token = '', publicKey = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${header}.${claims}`)
  const given = Buffer.from(signature, 'base64url')
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, given))
    throw new Error('That is not signed.')
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { publicKey, claims: read(claims) as Record<string, unknown> }
}

export interface Pushed {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface PushReceiver {
  origin: string
  /** `127.0.0.1:port`, as an operator allows it. */
  place: string
  received: Pushed[]
  /** What it answers from now on; 0: nothing at all. */
  answerWith(status: number): void
  close(): void
}

export async function startPushReceiver(): Promise<PushReceiver> {
  const received: Pushed[] = []
  let status = 201
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) })
      if (status !== 0) response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin: `http://${place}`,
    place,
    received,
    answerWith: (next) => (status = next),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
