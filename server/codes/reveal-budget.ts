// How many codes of one connection one account is told. A key makes a code in half a minute: whoever asks for every one
// of them would leave none to the sign-in of the connection itself, so half of them stay.

export const MOST_REVEALS = 10
export const REVEAL_WINDOW_MINUTES = 10

const windowMs = REVEAL_WINDOW_MINUTES * 60_000

/** A code that was told at this moment or before counts no more. */
export function revealsForgottenAt(now: Date): Date {
  return new Date(now.getTime() - windowMs)
}

/** When what is told now counts no more. */
export function revealCountsUntil(now: Date): Date {
  return new Date(now.getTime() + windowMs)
}

/** Whole seconds, at least one, until one of the counted ones counts no more. */
export function secondsUntilReveal(oldest: Date, now: Date): number {
  return Math.max(1, Math.ceil((oldest.getTime() + windowMs - now.getTime()) / 1000))
}
