// The judgement of a typed code: right, or why not. Pure: the seeds, the code and the time come in, a verdict goes out.
import { normalizeCode } from '../../otp/code.ts'
import { prepareKey, type Algorithm, type PreparedKey } from '../../otp/hotp.ts'
import { stepAt, verifyTotp } from '../../otp/totp.ts'

export interface OpenedAuthenticator {
  id: string
  seed: Buffer
  algorithm: Algorithm
  digits: number
  periodSeconds: number
  /** The highest step accepted so far; -1 for none. */
  lastStep: number
  refusedSteps: readonly number[]
}

export type Judgement =
  | { verdict: 'right'; authenticatorId: string; step: number }
  | { verdict: 'used' }
  | { verdict: 'expired' | 'clock_off'; authenticatorId: string; step: number; clockOffsetSeconds: number }
  | { verdict: 'wrong' }

/** The current step and the one before: one step of delay for typing and network (RFC 6238 section 5.2). */
const STEPS_BACK = 1

/** How far we look only to say what is wrong: ten minutes both ways. Nothing found there is ever accepted. */
const LOOK_WIDER_STEPS = 20

/** A code up to this many steps old was more likely typed late than made by a clock that is behind. */
const LATE_STEPS = 4

/**
 * Judges a code against all of an account's authenticators, each looked at in full whatever the others said.
 *
 * A step is accepted only above the last accepted one, so that a code works once and no older one after it
 * (RFC 6238 section 5.2; attacks 21 to 26).
 */
export function judgeCode(
  authenticators: readonly OpenedAuthenticator[],
  typed: string,
  atMs: number,
): Judgement {
  let found: Judgement = { verdict: 'wrong' }
  for (const authenticator of authenticators) {
    const judgement = judgeOne(authenticator, typed, atMs)
    if (rank(judgement) > rank(found)) found = judgement
  }
  return found
}

const ranks = { right: 3, used: 2, expired: 1, clock_off: 1, wrong: 0 } as const

function rank({ verdict }: Judgement): number {
  return ranks[verdict]
}

function judgeOne(authenticator: OpenedAuthenticator, typed: string, atMs: number): Judgement {
  const { id, lastStep, refusedSteps } = authenticator
  const digits = authenticator.digits as 6 | 7 | 8
  const code = normalizeCode(typed, digits)
  if (code === undefined) return { verdict: 'wrong' }
  const key = prepareKey(authenticator.seed, authenticator.algorithm)
  const parameters = { digits, periodSeconds: authenticator.periodSeconds }
  const match = verifyTotp(key, code, atMs, { ...parameters, back: STEPS_BACK, ahead: 0 })
  if (match !== undefined) {
    if (match.step > lastStep && !refusedSteps.includes(match.step)) {
      return { verdict: 'right', authenticatorId: id, step: match.step }
    }
    return { verdict: 'used' }
  }
  return lookWider(authenticator, key, code, atMs)
}

function lookWider(
  authenticator: OpenedAuthenticator,
  key: PreparedKey,
  code: string,
  atMs: number,
): Judgement {
  const { id, periodSeconds, lastStep } = authenticator
  const match = verifyTotp(key, code, atMs, {
    digits: authenticator.digits as 6 | 7 | 8,
    periodSeconds,
    back: LOOK_WIDER_STEPS,
    ahead: LOOK_WIDER_STEPS,
  })
  if (match === undefined) return { verdict: 'wrong' }
  if (match.step === lastStep) return { verdict: 'used' }
  // The middle of the step is the best guess at what the phone's clock said.
  const phoneMs = (match.step + 0.5) * periodSeconds * 1000
  const clockOffsetSeconds = Math.round((phoneMs - atMs) / 1000)
  const offset = match.step - stepAt(atMs, { periodSeconds })
  const verdict = offset < 0 && offset >= -LATE_STEPS ? 'expired' : 'clock_off'
  return { verdict, authenticatorId: id, step: match.step, clockOffsetSeconds }
}
