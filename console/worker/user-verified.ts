// What a passkey's proof says of itself: whether its device asked who uses it, and whether that device is this phone. The
// server has verified the proof; this only reads in it.
import type { Proof } from './lock.ts'

/** The authenticator data (Web Authentication level 3, section 6.1): a hash of 32 bytes, then the flags; UV is bit 2. */
const FLAGS_AT = 32
const USER_VERIFIED = 0b100

/** @param body of a request that gives a proof, or a new passkey, as JSON; neither is in most of them */
export function readProof(body = '{}'): Proof {
  const none = { isUserVerified: false, isOfPhone: false }
  const { passkey } = JSON.parse(body) as {
    passkey?: { authenticatorAttachment?: string; response?: { authenticatorData?: string } }
  }
  const data = passkey?.response?.authenticatorData
  if (data === undefined) return none
  const bytes = atob(data.replaceAll('-', '+').replaceAll('_', '/'))
  const isUserVerified = (bytes.charCodeAt(FLAGS_AT) & USER_VERIFIED) !== 0
  return { isUserVerified, isOfPhone: isUserVerified && passkey?.authenticatorAttachment === 'platform' }
}
