// Challenges for passkeys: random, for minutes, of one ceremony, and made so that only a used one has to be kept.
import type { RandomBytes } from '../sessions/token.ts'
import { isSame, type Vault } from '../vault/vault.ts'

/** What a challenge is for, and who began it: good for nothing else, and for nobody else. */
export interface Ceremony {
  kind: 'register' | 'second_factor' | 'step_up' | 'alone'
  /** The hash of a sign-in's challenge, the name of a session, or the hash of what a browser calls itself. */
  begunBy: Buffer
}

/** Time to find the key, plug it in, and mistype its PIN once. */
export const challengeMinutes = 5

const NONCE_BYTES = 32
const EXPIRY_BYTES = 6
const MAC_BYTES = 32

export interface ReadChallenge {
  /** What tells it from every other: it is spent by this. */
  hash: Buffer
  expiresAt: Date
  /** Whether a ticket was shown when it was made. */
  hasProof: boolean
}

/**
 * 32 random bytes, when they end, whether a ticket was shown, and a keyed hash over these and the ceremony: base64url,
 * as the browser will repeat it.
 */
export function makePasskeyChallenge(
  { vault, randomBytes }: { vault: Vault; randomBytes: RandomBytes },
  ceremony: Ceremony,
  hasProof: boolean,
  now: Date,
): string {
  const ends = Buffer.alloc(EXPIRY_BYTES + 1)
  ends.writeUIntBE(Math.floor(now.getTime() / 1000) + challengeMinutes * 60, 0, EXPIRY_BYTES)
  ends[EXPIRY_BYTES] = hasProof ? 1 : 0
  const body = Buffer.concat([randomBytes(NONCE_BYTES), ends])
  return Buffer.concat([body, macOf(vault, ceremony, body)]).toString('base64url')
}

/** Nothing for what this server did not make for this ceremony, and for what has expired. */
export function readPasskeyChallenge(
  vault: Vault,
  text: string,
  ceremony: Ceremony,
  now: Date,
): ReadChallenge | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // One spelling alone: Buffer reads others, too, and each would be another challenge to whoever spends it by its text.
  if (bytes.toString('base64url') !== text) return undefined
  const bodyBytes = NONCE_BYTES + EXPIRY_BYTES + 1
  if (bytes.length !== bodyBytes + MAC_BYTES) return undefined
  const [body, mac] = [bytes.subarray(0, bodyBytes), bytes.subarray(bodyBytes)]
  if (!isSame(mac, macOf(vault, ceremony, body))) return undefined
  const expiresAt = new Date(body.readUIntBE(NONCE_BYTES, EXPIRY_BYTES) * 1000)
  if (expiresAt <= now) return undefined
  return { hash: mac, expiresAt, hasProof: body[bodyBytes - 1] === 1 }
}

function macOf(vault: Vault, { kind, begunBy }: Ceremony, body: Buffer): Buffer {
  const text = JSON.stringify([kind, begunBy.toString('hex'), body.toString('hex')])
  return vault.fingerprint('passkey challenge', text)
}
