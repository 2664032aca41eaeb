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

/** Takes the browser's question back. */
export const dropQuestion = (): void => WebAuthnAbortService.cancelCeremony()

/** The server's challenge has an end, the browser's offer has none: it is made anew before, also by a laptop that slept. */
const LOOK_MS = 5_000
const RETRY_MS = 30_000

/**
 * Lets the browser offer its passkeys in the list below a field with `autocomplete="… webauthn"`, until one is chosen.
 * Nothing where it cannot, once the signal says so, and once a passkey is asked for in another way.
 */
export async function offerPasskeys(
  ask: () => Promise<RequestOptions>,
  signal: AbortSignal,
): Promise<PasskeyProof | undefined> {
  if (!(await browserSupportsWebAuthnAutofill())) return undefined
  let options = await ask()
  while (!signal.aborted) {
    const offered = await offerUntilOld(options, signal)
    if (offered !== 'old') return offered
    options = await askUntilAnswered(ask, signal)
  }
  return undefined
}

async function offerUntilOld(
  options: RequestOptions,
  signal: AbortSignal,
): Promise<PasskeyProof | 'old' | undefined> {
  const isOver = hasPassed(options.timeout)
  const isOld = hasPassed(options.timeout * 0.8)
  let isRenewed = false
  const renewWhenOld = (): void => {
    if (!isOld() || isRenewed) return
    isRenewed = true
    dropQuestion()
  }
  const watch = setInterval(renewWhenOld, LOOK_MS)
  document.addEventListener('visibilitychange', renewWhenOld)
  signal.addEventListener('abort', dropQuestion)
  try {
    const proof = await startAuthentication({
      optionsJSON: options as PublicKeyCredentialRequestOptionsJSON,
      useBrowserAutofill: true,
    })
    // A proof that comes too late would be refused, and counted against whoever gave it.
    return isOver() ? 'old' : proof
  } catch {
    return isRenewed ? 'old' : undefined
  } finally {
    clearInterval(watch)
    document.removeEventListener('visibilitychange', renewWhenOld)
    signal.removeEventListener('abort', dropQuestion)
  }
}

/** By the clock on the wall: a timer stands still while the machine sleeps. */
function hasPassed(milliseconds: number): () => boolean {
  const at = Date.now() + milliseconds
  return () => Date.now() >= at
}

/** A laptop that wakes up has no network for some seconds. */
async function askUntilAnswered(
  ask: () => Promise<RequestOptions>,
  signal: AbortSignal,
): Promise<RequestOptions> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}
