// The account that a stand-in knows, as a service would: it checks the password and the code really, takes a code once, locks
// after three wrong tries, and keeps an account of what was typed.
import { randomBytes, randomInt } from 'node:crypto'
import { prepareKey, type PreparedKey } from '../../../otp/prepared-key.ts'
import { verifyTotp } from '../../../otp/totp.ts'

export const switches = [
  'no-second-factor',
  'number-matching',
  'no-kmsi',
  'mailed-code',
  'texted-code',
  'method-picker',
  'passkey-first',
  'passkey-only',
  'captcha',
  'locked',
  'expired-session',
  'redesigned',
  'clock-off',
  'digits',
  'code-on-password-form',
  'code-after-first-try',
  'name-first',
  'consent',
  'password-expired',
  'set-up-wanted',
  'nag',
  'public-front',
  'evil-redirect',
  'evil-frame',
  'down',
] as const

export type Switch = (typeof switches)[number]

export const isSwitch = (word: string): word is Switch => (switches as readonly string[]).includes(word)

export interface StandInAccount {
  name: string
  password: string
  secret: Uint8Array
}

/** How often each thing arrived, right or wrong. */
export interface Tally {
  names: number
  passwords: number
  wrongPasswords: number
  codes: number
  wrongCodes: number
  usedCodes: number
  /** Tries while it said that the account was locked. */
  triesWhileLocked: number
  /** What arrived at a site that is not the service's: every field that was filled. */
  atEvilSite: number
  signIns: number
  /** Whoever came with a session that had ended. */
  endedSessions: number
}

/** How long a session lasts there; for ever where nothing is said. */
export interface SessionLimits {
  /** Without use. */
  idleMinutes?: number
  /** However much it is used. */
  longestMinutes?: number
  /** Its cookie says when it ends: so many seconds after the sign-in. */
  cookieSeconds?: number
}

export type PasswordVerdict = 'right' | 'wrong' | 'locked'
export type CodeVerdict = 'right' | 'wrong' | 'used' | 'locked'

export interface World {
  account: StandInAccount
  tally: Tally
  has(one: Switch): boolean
  turn(switches: Iterable<Switch>): void
  /** Where a sign-in is, by what a cookie says. */
  flows: Map<string, Flow>
  newFlow(flow?: Partial<Flow>): { id: string; flow: Flow }
  checkPassword(name: string, password: string): PasswordVerdict
  checkCode(code: string): CodeVerdict
  /** A token of a finished sign-in. */
  signIn(): string
  /** That it is asked is a use of the session. */
  isSignedIn(token: string | undefined): boolean
  sessionLimits: SessionLimits
  /** The service's own time, which may be off. */
  serviceNow(): number
  /** What stands in the mail that it sent: only a person reads mail. */
  mailedCode: string
}

export interface Flow {
  name: string
  hasPassword: boolean
  method: string
  returnTo: string
}

/** The clock of a service whose clock is off. */
const CLOCK_OFF_MS = 40_000

const MOST_WRONG = 3

export function makeWorld(
  account: StandInAccount,
  now: () => number = Date.now,
  sessionLimits: SessionLimits = {},
): World {
  const { idleMinutes = Infinity, longestMinutes = Infinity } = sessionLimits
  const key: PreparedKey = prepareKey(account.secret)
  const on = new Set<Switch>()
  const usedSteps = new Set<number>()
  const sessions = new Map<string, { beganAt: number; usedAt: number }>()
  const flows = new Map<string, Flow>()
  let wrongInARow = 0
  const tally: Tally = {
    names: 0,
    passwords: 0,
    wrongPasswords: 0,
    codes: 0,
    wrongCodes: 0,
    usedCodes: 0,
    triesWhileLocked: 0,
    atEvilSite: 0,
    signIns: 0,
    endedSessions: 0,
  }
  const serviceNow = () => now() + (on.has('clock-off') ? CLOCK_OFF_MS : 0)
  const isLocked = () => on.has('locked') || wrongInARow >= MOST_WRONG
  const newToken = () => randomBytes(12).toString('base64url')

  return {
    account,
    tally,
    flows,
    serviceNow,
    mailedCode: String(randomInt(1_000_000)).padStart(6, '0'),
    has: (one) => on.has(one),
    turn(wanted) {
      on.clear()
      for (const one of wanted) on.add(one)
    },
    newFlow(given) {
      const flow = { name: '', hasPassword: false, method: '', returnTo: '/', ...given }
      const id = newToken()
      flows.set(id, flow)
      return { id, flow }
    },
    checkPassword(name, password) {
      tally.passwords += 1
      if (isLocked()) {
        tally.triesWhileLocked += 1
        return 'locked'
      }
      if (name === account.name && password === account.password) return 'right'
      tally.wrongPasswords += 1
      wrongInARow += 1
      return isLocked() ? 'locked' : 'wrong'
    },
    checkCode(code) {
      tally.codes += 1
      if (isLocked()) {
        tally.triesWhileLocked += 1
        return 'locked'
      }
      // One step back, as services do; where the clock is off it would hide that.
      const match = verifyTotp(key, code.replaceAll(/\s/g, ''), serviceNow(), {
        back: on.has('clock-off') ? 0 : 1,
      })
      if (match === undefined) {
        tally.wrongCodes += 1
        wrongInARow += 1
        return isLocked() ? 'locked' : 'wrong'
      }
      const { step } = match
      if (usedSteps.has(step)) {
        tally.usedCodes += 1
        return 'used'
      }
      usedSteps.add(step)
      wrongInARow = 0
      return 'right'
    },
    signIn() {
      tally.signIns += 1
      const token = newToken()
      sessions.set(token, { beganAt: now(), usedAt: now() })
      return token
    },
    sessionLimits,
    isSignedIn(token) {
      const session = sessions.get(token ?? '')
      if (session === undefined) return false
      const isOld = now() - session.beganAt >= longestMinutes * 60_000
      const isForgotten = now() - session.usedAt >= idleMinutes * 60_000
      if (isOld || isForgotten || on.has('expired-session')) {
        tally.endedSessions += 1
        return false
      }
      session.usedAt = now()
      return true
    },
  }
}
