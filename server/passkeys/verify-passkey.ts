// The ceremonies of Web Authentication level 3, sections 7.1 and 7.2, by @simplewebauthn/server; pure but for its dice.
import type { z } from 'zod'
import type { newPasskey, passkeyProof } from '../../contract/webauthn.ts'
import { isFramed, readClientData } from './client-data.ts'
import type { RelyingParty } from './relying-party.ts'

// Loaded with the first passkey: it brings readers of certificates that a start need not wait for.
const library = () => import('@simplewebauthn/server')
const parts = () => import('@simplewebauthn/server/helpers')

export type NewPasskeyResponse = z.output<typeof newPasskey>
export type PasskeyProof = z.output<typeof passkeyProof>

/** EdDSA, ES256, RS256: what every authenticator has one of. Another one is refused, also where a page asked for it. */
export const offeredAlgorithms = [-8, -7, -257]

export interface MadePasskey {
  credentialId: Buffer
  publicKey: Buffer
  signCount: number
  transports: string[]
  isUserVerifying: boolean
  isBackupEligible: boolean
  isBackedUp: boolean
  aaguid: string
}

/**
 * What was made, or nothing when any step of section 7.1 fails: nobody is told which.
 *
 * We ask for no attestation, and whoever sends one says nothing that we would act by. It is taken away as browsers do
 * it (section 5.1.3, "none"), so that no certificate of a stranger is ever parsed here.
 */
export async function verifyNewPasskey(
  party: RelyingParty,
  response: NewPasskeyResponse,
  challenge: string,
): Promise<MadePasskey | undefined> {
  const client = readClientData(response.response.clientDataJSON)
  if (client === undefined || isFramed(client)) return undefined
  const { verifyRegistrationResponse } = await library()
  try {
    const { clientDataJSON, attestationObject, transports = [] } = response.response
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: response.id,
        rawId: response.rawId,
        type: response.type,
        response: { clientDataJSON, attestationObject: await withoutStatement(attestationObject) },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserPresence: true,
      requireUserVerification: false,
      supportedAlgorithmIDs: offeredAlgorithms,
    })
    if (!verified || registrationInfo === undefined) return undefined
    const { credential, userVerified, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo
    // The id stands twice: as the browser says it, and in what the authenticator made.
    if (credential.id !== response.id) return undefined
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: credential.counter,
      transports: transports.filter((transport) => knownTransports.has(transport)),
      isUserVerifying: userVerified,
      isBackupEligible: credentialDeviceType === 'multiDevice',
      isBackedUp: credentialBackedUp,
      aaguid,
    }
  } catch {
    // Whatever it stumbles over, somebody sent: it is refused, and is no failure of ours.
    return undefined
  }
}

/** Section 5.8.4; what else somebody writes there is told to no browser. */
const knownTransports = new Set(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable'])

async function withoutStatement(attestationObject: string): Promise<string> {
  const { decodeAttestationObject, isoCBOR } = await parts()
  const bytes = new Uint8Array(Buffer.from(attestationObject, 'base64url'))
  const authData = decodeAttestationObject(bytes).get('authData')
  const none = new Map<string, string | Map<string, never> | Uint8Array>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, never>()],
    ['authData', authData],
  ])
  return Buffer.from(isoCBOR.encode(none)).toString('base64url')
}

export interface KnownPasskey {
  credentialId: Buffer
  publicKey: Buffer
  signCount: number
  isBackupEligible: boolean
}

export interface SeenProof {
  signCount: number
  isUserVerified: boolean
  isBackupEligible: boolean
  isBackedUp: boolean
}

/** What the authenticator said of itself, or nothing when any step of section 7.2 fails. Its counter is judged apart. */
export async function verifyProof(
  party: RelyingParty,
  known: KnownPasskey,
  proof: PasskeyProof,
  challenge: string,
  requireUserVerification: boolean,
): Promise<SeenProof | undefined> {
  const client = readClientData(proof.response.clientDataJSON)
  if (client === undefined || isFramed(client)) return undefined
  const { clientDataJSON, authenticatorData, signature } = proof.response
  const { verifyAuthenticationResponse } = await library()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: proof.id,
        rawId: proof.rawId,
        type: proof.type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      expectedType: 'webauthn.get',
      // Zero lets the library pass over the counter: what a lower one means depends on whether it is synced.
      credential: {
        id: known.credentialId.toString('base64url'),
        publicKey: new Uint8Array(known.publicKey),
        counter: 0,
      },
      requireUserVerification,
    })
    if (!verified) return undefined
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = authenticationInfo
    return {
      signCount: newCounter,
      isUserVerified: userVerified,
      isBackupEligible: credentialDeviceType === 'multiDevice',
      isBackedUp: credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

/**
 * Whether a proof that is right by its signature tells of a copy (sections 6.1.1 and 6.1.3): a counter that does not go
 * up, of a passkey that is bound to its device; or one that is bound today and was not yesterday. Devices that share a
 * synced passkey do not share a counter: there it says nothing.
 */
export function tellsOfCopy(known: KnownPasskey, seen: SeenProof): boolean {
  if (known.isBackupEligible !== seen.isBackupEligible) return true
  if (known.isBackupEligible) return false
  return (known.signCount > 0 || seen.signCount > 0) && seen.signCount <= known.signCount
}
