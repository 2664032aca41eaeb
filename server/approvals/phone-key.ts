// The key of a phone that approves sign-ins: ECDSA on P-256 (FIPS 186-5), in the forms that Web Cryptography gives. The
// phone keeps its half where no script can read it; the half that is here makes no signature.
import { createPublicKey, verify, type KeyObject } from 'node:crypto'

/** The key as `SubjectPublicKeyInfo` in the one spelling that it is kept in; nothing for any other kind of key. */
export function readPhoneKey(text: string): Buffer | undefined {
  return openKey(Buffer.from(text, 'base64url'))?.export({ type: 'spki', format: 'der' })
}

/** Whether the owner of the key signed these letters. False for whatever is no signature at all. */
export function isSignedBy(publicKey: Buffer, text: string, signature: string): boolean {
  const key = openKey(publicKey)
  if (key === undefined) return false
  const given = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, given)
}

function openKey(der: Buffer): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' })
    const isWanted = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    return isWanted ? key : undefined
  } catch {
    return undefined
  }
}
