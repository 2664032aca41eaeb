// Asks the browser for a passkey, in a page of one's Countersign: a passkey is for the origin of that page, and the extension
// has another. Runs there, sent as its text: it uses nothing but its arguments. Web Authentication level 3, and the JSON forms
// of section 5.1 by hand: passkeys that come from a password manager often lack them.
import type { Answer } from '../../contract/client.ts'

export type CreationOptions = Answer<'POST /api/v1/sign-in/enrolment/passkey'>
export type RequestOptions = Answer<'POST /api/v1/sign-in/passkey/options'>

export type PasskeyJob =
  | { origin: string; what: 'make'; options: CreationOptions }
  | { origin: string; what: 'prove'; options: RequestOptions }

interface Part<Response> {
  id: string
  rawId: string
  type: 'public-key'
  response: Response
}
export type NewPasskey = Part<{ clientDataJSON: string; attestationObject: string; transports: string[] }>
export type PasskeyProof = Part<{
  clientDataJSON: string
  authenticatorData: string
  signature: string
  userHandle: string | null
}>

export type PasskeyFailure = 'elsewhere' | 'cancelled' | 'already_here' | 'address' | 'browser' | 'failed'
export type PasskeyOutcome = { made: NewPasskey } | { proven: PasskeyProof } | { failure: PasskeyFailure }

export async function askInPage(job: PasskeyJob): Promise<PasskeyOutcome> {
  // In the moment of asking, and by what no script of a page can put something else in the place of.
  if (location.origin !== job.origin || window.top !== window) return { failure: 'elsewhere' }
  if (!isSecureContext) return { failure: 'address' }
  if (!('PublicKeyCredential' in window)) return { failure: 'browser' }
  try {
    return job.what === 'make' ? { made: await make(job.options) } : { proven: await prove(job.options) }
  } catch (error) {
    return { failure: failureOf(error) }
  }

  async function make(options: CreationOptions): Promise<NewPasskey> {
    const made = (await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        user: { ...options.user, id: bytesOf(options.user.id) },
        excludeCredentials: options.excludeCredentials.map(descriptorOf),
      },
    })) as PublicKeyCredential
    const response = made.response as AuthenticatorAttestationResponse
    return {
      ...partOf(made),
      response: {
        clientDataJSON: textOf(response.clientDataJSON),
        attestationObject: textOf(response.attestationObject),
        transports: 'getTransports' in response ? response.getTransports() : [],
      },
    }
  }

  async function prove(options: RequestOptions): Promise<PasskeyProof> {
    const proven = (await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        allowCredentials: options.allowCredentials.map(descriptorOf),
      },
    })) as PublicKeyCredential
    const response = proven.response as AuthenticatorAssertionResponse
    return {
      ...partOf(proven),
      response: {
        clientDataJSON: textOf(response.clientDataJSON),
        authenticatorData: textOf(response.authenticatorData),
        signature: textOf(response.signature),
        userHandle: response.userHandle === null ? null : textOf(response.userHandle),
      },
    }
  }

  function partOf({ rawId }: PublicKeyCredential) {
    const id = textOf(rawId)
    return { id, rawId: id, type: 'public-key' as const }
  }

  function descriptorOf(one: RequestOptions['allowCredentials'][number]): PublicKeyCredentialDescriptor {
    // Transports are words that browsers understand or pass over: the type lists those of today.
    const transports = (one.transports ?? []) as AuthenticatorTransport[]
    return { type: one.type, id: bytesOf(one.id), transports }
  }

  function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
  }

  function textOf(buffer: ArrayBuffer): string {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
    return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }

  /** Cancelled, timed out and none there are one answer (section 14.5.1). */
  function failureOf(error: unknown): PasskeyFailure {
    const name = error instanceof Error ? error.name : ''
    if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled'
    if (name === 'InvalidStateError') return 'already_here'
    if (name === 'SecurityError') return 'address'
    return name === 'NotSupportedError' ? 'browser' : 'failed'
  }
}
