// What a browser is asked for: to make a passkey for an account, or to prove one. The same form for everybody.
import type { z } from 'zod'
import type { creationOptions, requestOptions } from '../../contract/webauthn.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import type { Services } from '../services.ts'
import { challengeMinutes, makePasskeyChallenge, type Ceremony } from './passkey-challenge.ts'
import { listCredentials } from './passkeys.store.ts'
import { relyingPartyOf } from './relying-party.ts'
import { offeredAlgorithms } from './verify-passkey.ts'

const type = 'public-key' as const
const timeout = challengeMinutes * 60_000

/**
 * What the account is called on the device: the same for all its passkeys, and it says nothing about whose it is (Web
 * Authentication section 14.6.1).
 */
export function userHandleOf({ vault }: Pick<Services, 'vault'>, account: AccountKey): string {
  const text = JSON.stringify([account.organizationId, account.accountId])
  return vault.fingerprint('passkey user', text).toString('base64url')
}

export async function askForNewPasskey(
  services: Services,
  account: AccountKey & { email: string; organizationName: string },
  ceremony: Ceremony,
  hasProof: boolean,
  now: Date,
): Promise<z.input<typeof creationOptions>> {
  const { id } = relyingPartyOf(services.settings)
  const known = await listCredentials(services.database, account)
  return {
    rp: { id, name: account.organizationName },
    user: { id: userHandleOf(services, account), name: account.email, displayName: account.email },
    challenge: makePasskeyChallenge(services, ceremony, hasProof, now),
    pubKeyCredParams: offeredAlgorithms.map((alg) => ({ type, alg })),
    timeout,
    attestation: 'none',
    excludeCredentials: known.map((one) => ({ type, ...one })),
    authenticatorSelection: {
      residentKey: 'preferred',
      requireResidentKey: false,
      userVerification: 'preferred',
    },
    extensions: { credProps: true },
  }
}

export function askForProof(
  services: Services,
  credentials: readonly { id: string; transports: string[] }[],
  userVerification: 'required' | 'preferred',
  ceremony: Ceremony,
  now: Date,
): z.input<typeof requestOptions> {
  return {
    challenge: makePasskeyChallenge(services, ceremony, false, now),
    rpId: relyingPartyOf(services.settings).id,
    timeout,
    userVerification,
    allowCredentials: credentials.map((one) => ({ type, ...one })),
  }
}
