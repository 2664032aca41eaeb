// How the broker knows a secret again, in whichever connection it is stored: a keyed hash that only these keys make.
import type { Vault } from '../vault/vault.ts'

/**
 * Over the organization too: in another one the same key has nothing to do with it. A key is followed by zeros in
 * HMAC (RFC 2104 section 2), so that one which ends in zeros makes the codes of the one without them.
 */
export function secretFingerprint(vault: Vault, organizationId: string, secret: Buffer): Buffer {
  let length = secret.length
  while (length > 0 && secret[length - 1] === 0) length -= 1
  return vault.fingerprint('connection secret', `${organizationId}/${secret.toString('hex', 0, length)}`)
}
