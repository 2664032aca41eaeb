// What a browser does with a passkey: make one, prove one, offer those that it has. Options come from the server and what
// comes out goes there, both in the JSON forms of Web Authentication level 3, which not every browser speaks itself.
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { Answer } from '../../contract/client.ts'
import { PageFailure } from '../app/failure.ts'
import type { TextKey } from '../texts/catalogue.ts'

type CreationOptions = Answer<'POST /api/v1/sign-in/enrolment/passkey'>
type RequestOptions = Answer<'POST /api/v1/sign-in/passkey/options'>

export type PasskeyProof = Awaited<ReturnType<typeof startAuthentication>>
export type NewPasskey = Awaited<ReturnType<typeof startRegistration>>

/** @throws {PageFailure} */
export async function makePasskey(options: CreationOptions): Promise<NewPasskey> {
  try {
    // Transports are words that browsers understand or pass over: the library's type lists those of today.
    return await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
  } catch (error) {
    throw failureOf(error, 'passkey.notMade')
  }
}

/** @throws {PageFailure} */
export async function provePasskey(options: RequestOptions): Promise<PasskeyProof> {
  try {
    return await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
  } catch (error) {
    throw failureOf(error, 'passkey.notUsed')
  }
}

/** The person is told nothing of whom the device knows: cancelled, timed out and none there are one answer (section 14.5.1). */
function failureOf(error: unknown, cancelled: TextKey): unknown {
  if (!(error instanceof Error)) return error
  const keys: Record<string, TextKey> = {
    NotAllowedError: cancelled,
    AbortError: cancelled,
    InvalidStateError: 'passkey.alreadyHere',
    SecurityError: 'passkey.address',
    NotSupportedError: 'passkey.browser',
  }
  return new PageFailure(keys[error.name] ?? 'passkey.failed', error)
}

/**
 * Lets the browser offer its passkeys in the list below a field with `autocomplete="… webauthn"`, until one is chosen.
 * Nothing where it cannot, once the signal says so, and once a passkey is asked for in another way.
 */
export async function offerPasskeys(
  ask: () => Promise<RequestOptions>,
  signal: AbortSignal,
): Promise<PasskeyProof | undefined> {
  if (!(await browserSupportsWebAuthnAutofill())) return undefined
  for (;;) {
    const options = await ask()
    if (signal.aborted) return undefined
    let isOld = false
    // No time-out of the browser ends an offer, but the server's challenge has one: asked anew before that.
    const renewal = setTimeout(() => {
      isOld = true
      WebAuthnAbortService.cancelCeremony()
    }, options.timeout * 0.8)
    const stop = (): void => WebAuthnAbortService.cancelCeremony()
    signal.addEventListener('abort', stop)
    try {
      return await startAuthentication({
        optionsJSON: options as PublicKeyCredentialRequestOptionsJSON,
        useBrowserAutofill: true,
      })
    } catch {
      if (!isOld) return undefined
    } finally {
      clearTimeout(renewal)
      signal.removeEventListener('abort', stop)
    }
  }
}
