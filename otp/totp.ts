// TOTP, the time-based one-time password (RFC 6238): HOTP with the number of periods since T0 as counter.
//
// Time is always an argument, in milliseconds since 1970 as `Date.now()` counts them: a server passes its own
// clock, a test any moment it likes.
import { codeNumber, lastMatch, modulusOf, requireWindow, type Digits } from './code-window.ts'
import { hotp } from './hotp.ts'
import type { PreparedKey } from './prepared-key.ts'

export interface TotpParameters {
  /** 6 unless told. */
  digits?: Digits
  /** How long a code stands, in whole seconds. 30 unless told. */
  periodSeconds?: number
  /** The Unix time at which step 0 begins. 0 unless told. */
  t0Seconds?: number
}

export interface TotpWindow {
  /** How many steps before the current one are accepted, for a code that was long on its way. 1 unless told. */
  back?: number
  /** How many steps after the current one are accepted, for a phone whose clock is fast. 0 unless told. */
  ahead?: number
}

const DEFAULT_PERIOD_SECONDS = 30

/** The step at a moment. Throws RangeError before T0, and for a period or a moment that is none. */
export function stepAt(atMs: number, parameters?: TotpParameters): number {
  const periodMs = periodMsOf(parameters)
  const step = Math.floor((Math.floor(atMs) - t0MsOf(parameters)) / periodMs)
  // NaN and the infinities fail here too.
  if (!(step >= 0 && step <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError('The moment must be milliseconds since 1970, not before T0')
  }
  return step
}

/** The code that stands at a moment. Throws RangeError as `stepAt`, and for digits outside 6 to 8. */
export function totp(key: PreparedKey, atMs: number, parameters?: TotpParameters): string {
  return hotp(key, stepAt(atMs, parameters), parameters?.digits)
}

/**
 * Looks for a code at the current step, `back` steps before and `ahead` steps after it. Returns the step that
 * matched and its offset from the current one (negative: the code is older), or undefined.
 *
 * The code must be exactly so many ASCII digits: `normalizeCode` makes them of what people type. A code that
 * stands at two steps of the window is found at the later one. The caller must remember the step and take
 * no code of that step or an earlier one again (RFC 6238, section 5.2): remember steps, never texts.
 *
 * Every step of the window is worked out for every code, and compared without a branch: the time does not
 * depend on the digits. Throws RangeError for parameters or a window out of range, whatever the code.
 */
export function verifyTotp(
  key: PreparedKey,
  code: string,
  atMs: number,
  options?: TotpParameters & TotpWindow,
): { step: number; offset: number } | undefined {
  const digits = options?.digits ?? 6
  const back = options?.back ?? 1
  const ahead = options?.ahead ?? 0
  const modulus = modulusOf(digits)
  requireWindow(back)
  requireWindow(ahead)
  const currentStep = stepAt(atMs, options)
  const wanted = codeNumber(code, digits)
  if (wanted < 0) return undefined

  // There is nothing before step 0.
  const firstStep = Math.max(0, currentStep - back)
  const match = lastMatch(key, wanted, modulus, firstStep, currentStep + ahead - firstStep + 1)
  if (match < 0) return undefined
  return { step: firstStep + match, offset: firstStep + match - currentStep }
}

/** The moment at which the code of `atMs` ends: the first millisecond of the next step. */
export function validUntilMs(atMs: number, parameters?: TotpParameters): number {
  return (stepAt(atMs, parameters) + 1) * periodMsOf(parameters) + t0MsOf(parameters)
}

/** Whole seconds, rounded up, until the code of `atMs` ends: 1 to the period. */
export function secondsLeft(atMs: number, parameters?: TotpParameters): number {
  return Math.ceil((validUntilMs(atMs, parameters) - atMs) / 1000)
}

function periodMsOf(parameters: TotpParameters | undefined): number {
  const periodSeconds = parameters?.periodSeconds ?? DEFAULT_PERIOD_SECONDS
  if (!Number.isSafeInteger(periodSeconds) || periodSeconds < 1) {
    throw new RangeError('A period is a whole number of seconds, at least 1')
  }
  return periodSeconds * 1000
}

function t0MsOf(parameters: TotpParameters | undefined): number {
  const t0Seconds = parameters?.t0Seconds ?? 0
  if (!Number.isSafeInteger(t0Seconds)) throw new RangeError('T0 is a whole number of seconds')
  return t0Seconds * 1000
}
