// The circuit of a connection: what follows an attempt without anybody's help, by its cause. Wrong logins are never
// tried again by themselves, because services lock accounts for that; networks are, because nothing secret was typed.
import { causes, type CauseCode } from '../../contract/causes.ts'

export interface Outcome {
  /** Nothing for an attempt that ended signed in. */
  cause?: CauseCode | undefined
  /** How long the service wants to be left alone, where it said so. */
  waitMinutes?: number | undefined
}

const UNKNOWN_MINUTES = [5, 20, 60]
const LONGEST_NETWORK_SECONDS = 900
const LOCK_MINUTES = 60
/** A lock that comes back is no accident: then a person looks at it. */
const MOST_LOCKS = 3

/**
 * @param tries failures in a row, this one not among them
 * @param chance from 0 to 1: forty connections that failed in the same second are not tried again in the same second
 * @returns the moment of the next try, or nothing where only a person or an edited login starts it again
 */
export function nextTryAfter(
  { cause, waitMinutes }: Outcome & { cause: CauseCode },
  tries: number,
  now: Date,
  chance: number,
): Date | undefined {
  const after = (seconds: number) => new Date(now.getTime() + Math.round(seconds * (1 + chance / 10)) * 1000)
  switch (causes[cause].retry) {
    case 'never':
    case 'person':
    // The engine has typed the later code already, within the same attempt.
    case 'later_code':
      return undefined
    case 'a_few_times': {
      const minutes = UNKNOWN_MINUTES[tries]
      return minutes === undefined ? undefined : after(minutes * 60)
    }
    case 'until_it_works':
      return after(Math.min(30 * 2 ** Math.min(tries, 10), LONGEST_NETWORK_SECONDS))
    case 'after_the_lock':
      return tries >= MOST_LOCKS ? undefined : after((waitMinutes ?? LOCK_MINUTES) * 60)
  }
}

const refused: ReadonlySet<CauseCode> = new Set([
  'wrong_password',
  'unsure_password',
  'wrong_code',
  'code_already_used',
  'account_locked',
])

/** Whether a runner may type the login for a person who takes over: what the service refused nobody types but the person. */
export const mayTypeAfter = (cause: CauseCode | null): boolean => cause === null || !refused.has(cause)
