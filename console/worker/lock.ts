// The lock of the app: when it closes, and what that does to what is kept. Pure: time is an argument.
import type { Kept } from './kept.ts'

/** A clock that is set right jumps back by less than this; whoever sets it back by more has the app locked. */
const JUMP_MS = 60_000

/** What is kept after a look at the clock: locked, or signed out where no passkey would open it; the same where it is not time. */
export function lockIfIdle(kept: Kept, nowMs: number): Kept {
  if (kept.token === undefined || kept.isLocked) return kept
  const idleMs = nowMs - kept.usedAtMs
  return idleMs > -JUMP_MS && idleMs < kept.lockMinutes * 60_000 ? kept : closed(kept)
}

const closed = (kept: Kept): Kept => (kept.unlocksByPasskey ? { ...kept, isLocked: true } : signedOut(kept))

/** When an answer was asked for and came, by this phone's clock, and when it was made, by the server's. */
export interface AnswerTimes {
  askedAtMs: number
  cameAtMs: number
  /** The header Date of it (RFC 9110 section 6.6.1), which counts whole seconds. */
  madeAtMs: number
}

/**
 * What is kept after a look at the server's clock, too: whoever sets the phone's back into the minutes of the last touch has it
 * stand elsewhere against the server's, and the app locked. An answer that was long on its way says less, and does no harm.
 */
export function judgeClock(kept: Kept, { askedAtMs, cameAtMs, madeAtMs }: AnswerTimes): Kept {
  const looked = lockIfIdle(kept, cameAtMs)
  if (looked !== kept || kept.token === undefined || kept.isLocked) return looked
  const leastMs = madeAtMs - cameAtMs
  const mostMs = madeAtMs + 1000 - askedAtMs
  if (kept.aheadMs === undefined) return { ...kept, aheadMs: leastMs }
  const aheadMs = Math.max(leastMs, Math.min(mostMs, kept.aheadMs))
  if (Math.abs(aheadMs - kept.aheadMs) >= JUMP_MS) return closed(kept)
  return aheadMs === kept.aheadMs ? kept : { ...kept, aheadMs }
}

/** Somebody has touched the page: it counts only while it is not too late. */
export function touched(kept: Kept, nowMs: number): Kept {
  const looked = lockIfIdle(kept, nowMs)
  return looked === kept && !kept.isLocked ? { ...kept, usedAtMs: nowMs } : looked
}

/** @param byPasskeyOfPhone the phone itself has asked who it is, in this sign-in */
export function signedIn(kept: Kept, token: string, byPasskeyOfPhone: boolean, nowMs: number): Kept {
  return {
    ...kept,
    token,
    isLocked: false,
    unlocksByPasskey: byPasskeyOfPhone,
    usedAtMs: nowMs,
    aheadMs: undefined,
    signIns: kept.signIns + 1,
  }
}

/** How a fresh proof was given. */
export interface Proof {
  /** By a passkey whose device asked who uses it. */
  isUserVerified: boolean
  isOfPhone: boolean
}

/** The server has taken a fresh proof, and the session goes on under a new token. Only who was checked opens the lock. */
export function provenAgain(kept: Kept, token: string, proof: Proof, nowMs: number): Kept {
  const next = { ...kept, token }
  if (!proof.isUserVerified) return next
  return {
    ...next,
    isLocked: false,
    unlocksByPasskey: kept.unlocksByPasskey || proof.isOfPhone,
    usedAtMs: nowMs,
    aheadMs: undefined,
  }
}

/** The choices of this phone stay, and by what it is known. */
export function signedOut(kept: Kept): Kept {
  return { ...kept, token: undefined, isLocked: false, unlocksByPasskey: false }
}
