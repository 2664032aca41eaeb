// The password and the secret of a connection, sealed for its row: in any other row, column or organization they are
// worth nothing, so that no copy of a row carries a secret to somebody else.
import type { Vault } from '../vault/vault.ts'
import type { Secret } from './read-secret.ts'

export interface ConnectionKey {
  organizationId: string
  id: string
}

type Parameters = Pick<Secret, 'digits' | 'periodSeconds' | 'algorithm'>

export function sealPassword(vault: Vault, password: string, key: ConnectionKey): Buffer {
  return vault.seal(Buffer.from(password), placeOfPassword(key))
}

/** @throws {SealError} when the value was altered or moved */
export function openPassword(vault: Vault, sealed: Buffer, key: ConnectionKey): string {
  return vault.open(sealed, placeOfPassword(key)).toString()
}

function placeOfPassword({ organizationId, id }: ConnectionKey) {
  return { organizationId, table: 'connections', column: 'sealed_password', rowId: id }
}

export function sealSecret(vault: Vault, secret: Secret, key: ConnectionKey): Buffer {
  return vault.seal(secret.bytes, placeOfSecret(key, secret))
}

/** @throws {SealError} when the value was altered or moved, or what makes codes of it was */
export function openSecret(
  vault: Vault,
  stored: Parameters & { sealed: Buffer },
  key: ConnectionKey,
): Buffer {
  return vault.open(stored.sealed, placeOfSecret(key, stored))
}

/** With its parameters: under another period, the code of today would be one that is good in years to come. */
function placeOfSecret({ organizationId, id }: ConnectionKey, parameters: Parameters) {
  const { digits, periodSeconds, algorithm } = parameters
  const rowId = [id, digits, periodSeconds, algorithm].join('/')
  return { organizationId, table: 'connections', column: 'sealed_secret', rowId }
}
