// What pages of the app and its worker say to one another. The token is in none of it.
import type { Language } from '../texts/language.ts'
import type { LockMinutes } from './kept.ts'

export type AskOfPage =
  /** Anew after a while, and when a page comes to the front. */
  | { kind: 'look' }
  /** Somebody has touched the page. */
  | { kind: 'touch' }
  | { kind: 'language'; language: Language }
  | { kind: 'lock_after'; minutes: LockMinutes }
  /** Signs out here, whatever the server says. */
  | { kind: 'forget' }
  /** For a page that was loaded past its worker. */
  | { kind: 'claim' }
  /** For a new version that waits: where no other page is open, it takes over. */
  | { kind: 'take_over' }

/** The answer to each of them; nothing where the browser lets the worker keep nothing. */
export interface AppState {
  isSignedIn: boolean
  isLocked: boolean
  lockMinutes: LockMinutes
  /** A passkey of this phone opens it. Where there is none, the end of the minutes signs out. */
  unlocksByPasskey: boolean
  /** When somebody last touched any of the pages. */
  usedAtMs: number
}

/** What the worker says to every page by itself: what is shown is to go. */
export interface Locked {
  kind: 'locked'
}

/** Of the notification that there is something to look at. */
export const ringTag = 'approval'
