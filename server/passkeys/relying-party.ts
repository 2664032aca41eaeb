// Who asks for passkeys: the RP ID and the one origin, both of the address by which people reach this server.
import { isIP } from 'node:net'
import { AppError } from '../app-error.ts'

export interface RelyingParty {
  /** The host alone: a passkey is for a name, whatever the port (Web Authentication section 5.1.2). */
  id: string
  origin: string
}

/** @throws {AppError} passkey.unavailable: browsers make none for an address that is a number */
export function relyingPartyOf({ baseUrl }: { baseUrl: URL }): RelyingParty {
  const { hostname, origin } = baseUrl
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) throw new AppError('passkey.unavailable')
  return { id: hostname, origin }
}
