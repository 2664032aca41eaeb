// The lock of the app: when it closes, and what that does to what is kept. Pure: time is an argument.
import type { Kept } from './kept.ts'

/** A clock that is set right jumps back by less than this; whoever sets it back by more has the app locked. */
const JUMP_MS = 60_000

/** What is kept after a look at the clock: locked, or signed out where no passkey would open it; the same where it is not time. */
export function lockIfIdle(kept: Kept, nowMs: number): Kept {
  if (kept.token === undefined || kept.isLocked) return kept
  const idleMs = nowMs - kept.usedAtMs
  if (idleMs > -JUMP_MS && idleMs < kept.lockMinutes * 60_000) return kept
  return kept.unlocksByPasskey ? { ...kept, isLocked: true } : signedOut(kept)
}

/** Somebody has touched the page: it counts only while it is not too late. */
export function touched(kept: Kept, nowMs: number): Kept {
  const looked = lockIfIdle(kept, nowMs)
  return looked === kept && !kept.isLocked ? { ...kept, usedAtMs: nowMs } : looked
}

/** @param byPasskeyOfPhone the phone itself has asked who it is, in this sign-in */
export function signedIn(kept: Kept, token: string, byPasskeyOfPhone: boolean, nowMs: number): Kept {
  return { ...kept, token, isLocked: false, unlocksByPasskey: byPasskeyOfPhone, usedAtMs: nowMs }
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
  }
}

/** The choices of this phone stay. */
export function signedOut(kept: Kept): Kept {
  return { ...kept, token: undefined, isLocked: false, unlocksByPasskey: false }
}
