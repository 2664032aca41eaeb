// What a browser kept of a sign-in, sealed for its connection: whoever has it is signed in there.
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Place, Vault } from '../vault/vault.ts'
import { MOST_SESSION_BYTES } from '../../contract/runners.ts'

function placeOf({ organizationId, id }: ConnectionKey): Place {
  return { organizationId, table: 'connection_sessions', column: 'sealed', rowId: id }
}

export function sealBrowserSession(vault: Vault, session: string, key: ConnectionKey): Buffer {
  return vault.seal(gzipSync(session), placeOf(key))
}

/** @throws {SealError} when it was altered or moved */
export function openBrowserSession(vault: Vault, sealed: Buffer, key: ConnectionKey): string {
  const packed = vault.open(sealed, placeOf(key))
  return gunzipSync(packed, { maxOutputLength: 4 * MOST_SESSION_BYTES }).toString()
}
