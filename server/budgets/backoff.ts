// How failures slow down the next attempt: two policies, pure arithmetic over a count.

/** Waits grow from `firstSeconds`, doubling with each failure beyond the free ones, up to `mostSeconds`. */
export interface Backoff {
  freeFailures: number
  firstSeconds: number
  mostSeconds: number
}

/**
 * Password failures, counted three ways. A pair of account and address slows down first; the account as a whole and
 * the address as a whole have room for an office behind one address and for a stranger's flood, and an address from
 * which the account signed in before is held to the pair alone: nobody can lock another out (ASVS 6.1.1, 6.3.1).
 */
export const passwordBackoff = {
  pair: { freeFailures: 4, firstSeconds: 5, mostSeconds: 900 },
  account: { freeFailures: 19, firstSeconds: 5, mostSeconds: 900 },
  address: { freeFailures: 99, firstSeconds: 5, mostSeconds: 300 },
} as const satisfies Record<string, Backoff>

/**
 * So many failures of one pair count for the account, too; further ones only when other addresses have used up what
 * the account has free. Fewer than that: one address alone, however patient, keeps nobody out elsewhere.
 */
export const pairFailuresOfAccount = 15

export type PasswordBudgetKind = keyof typeof passwordBackoff

/** Password failures are forgotten after a day without one; wrong codes never are (NIST SP 800-63B-4 3.2.2). */
export const forgetPasswordFailuresHours = 24

/** Wrong codes in a row, over all methods of an account: waits from 30 seconds to an hour. */
export const codeBackoff: Backoff = { freeFailures: 4, firstSeconds: 30, mostSeconds: 3600 }

/** At this many wrong codes in a row the account's authenticators are switched off (NIST SP 800-63B-4 3.2.2). */
export const codeFailuresCap = 100

/** The wait after the given number of failures in a row, in seconds; 0 while they are free. */
export function waitSeconds(policy: Backoff, failures: number): number {
  const beyond = failures - policy.freeFailures - 1
  if (beyond < 0) return 0
  return Math.min(policy.mostSeconds, policy.firstSeconds * 2 ** Math.min(beyond, 30))
}

/** Whole seconds from `now` until `until`, at least 1: for Retry-After. */
export function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
}
