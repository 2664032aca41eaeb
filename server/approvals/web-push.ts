// One message to one browser by Web Push: encrypted for it alone (RFC 8291, with the content coding of RFC 8188), and signed
// with the key of this server (VAPID, RFC 8292). What sends it is elsewhere: it dials as it is told (push-approval.ts).
import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  ECDH,
  hkdfSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import type { RandomBytes } from '../sessions/token.ts'

const CURVE = 'prime256v1'
const POINT_BYTES = 65
const AUTH_BYTES = 16
const KEY_BYTES = 32
const SALT_BYTES = 16
/** Of one record, which holds all of a message: 4096 is what every push service takes (RFC 8291 section 4). */
const RECORD_BYTES = 4096

/** As `PushSubscription.toJSON()` says it. */
export interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** The public half of a private key, as an uncompressed point. @throws {Error} for what is no private key of P-256 */
export function publicKeyOf(privateKey: Buffer): Buffer {
  const pair = createECDH(CURVE)
  pair.setPrivateKey(privateKey)
  return pair.getPublicKey()
}

/** Whether these are keys that a message can be encrypted with: a point of the curve, and a secret of 16 bytes. */
export function isSubscription({ keys }: Subscription): boolean {
  const point = Buffer.from(keys.p256dh, 'base64url')
  if (point.length !== POINT_BYTES || Buffer.from(keys.auth, 'base64url').length !== AUTH_BYTES) return false
  try {
    ECDH.convertKey(point, CURVE)
    return true
  } catch {
    return false
  }
}

/**
 * @param random a private key for this message alone, and the salt: 32 and 16 bytes
 * @returns the body; its header holds what the browser needs beside its own keys
 */
export function encryptPush(
  text: string,
  { keys }: Subscription,
  random: { privateKey: Buffer; salt: Buffer },
): Buffer {
  const theirs = Buffer.from(keys.p256dh, 'base64url')
  const pair = createECDH(CURVE)
  pair.setPrivateKey(random.privateKey)
  const ours = pair.getPublicKey()
  const derive = (from: Buffer, salt: Buffer, info: Buffer | string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', from, salt, info, bytes))
  // RFC 8291 section 3.4, then RFC 8188 sections 2.2 and 2.3.
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const shared = derive(pair.computeSecret(theirs), Buffer.from(keys.auth, 'base64url'), keyInfo, 32)
  const key = derive(shared, random.salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(shared, random.salt, 'Content-Encoding: nonce\0', 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const lastRecord = Buffer.from([2])
  const sealed = [cipher.update(text, 'utf8'), cipher.update(lastRecord), cipher.final(), cipher.getAuthTag()]
  const sizes = Buffer.alloc(5)
  sizes.writeUInt32BE(RECORD_BYTES)
  sizes.writeUInt8(ours.length, 4)
  return Buffer.concat([random.salt, sizes, ours, ...sealed])
}

export function drawPushRandom(randomBytes: RandomBytes): { privateKey: Buffer; salt: Buffer } {
  return { privateKey: randomBytes(KEY_BYTES), salt: randomBytes(SALT_BYTES) }
}

const TOKEN_MINUTES = 60

/** Who sends this, for the push service: good for its origin alone, and for an hour. */
export function signVapid(
  endpoint: URL,
  { privateKey, subject }: { privateKey: Buffer; subject: string | undefined },
  now: Date,
): string {
  const exp = Math.floor(now.getTime() / 1000) + TOKEN_MINUTES * 60
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { aud: endpoint.origin, exp, ...(subject === undefined ? {} : { sub: subject }) }
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`
  const key = { key: signingKey(privateKey), dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', Buffer.from(signed), key).toString('base64url')
  return `vapid t=${signed}.${signature}, k=${publicKeyOf(privateKey).toString('base64url')}`
}

function signingKey(privateKey: Buffer): KeyObject {
  const point = publicKeyOf(privateKey)
  const text = (bytes: Buffer) => bytes.toString('base64url')
  const [x, y] = [point.subarray(1, 1 + KEY_BYTES), point.subarray(1 + KEY_BYTES)]
  const key = { kty: 'EC', crv: 'P-256', x: text(x), y: text(y), d: text(privateKey) }
  return createPrivateKey({ key, format: 'jwk' })
}
