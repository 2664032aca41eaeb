// Is this the dashboard? Pure, over what was perceived: whatever is not surely the dashboard is a trouble, and no picture.
import type { FrameTrouble } from '../../contract/frames.ts'
import type { JoinedPack } from '../../contract/service-pack.ts'
import { mayTypeAt, originOf } from '../../contract/where-to-type.ts'
import { decide } from '../decide/decide.ts'
import type { Decision, Done } from '../decide/decision.ts'
import { isError, isUnknownThere } from '../decide/http-status.ts'
import { isHome, isTrusted } from '../decide/situation.ts'
import type { PerceivedControl, Perception } from '../perceive/perception.ts'
import type { Recognised } from '../recognise/recognised.ts'
import type { Parties } from './place-pack.ts'
import { saysError, saysSessionEnded } from './words/error-pages.ts'

/** `not_yet`: it may become the dashboard; whoever waits no longer takes `trouble` for the answer. */
export type Judgement =
  { is: 'dashboard' } | { is: 'not_yet'; trouble: FrameTrouble } | { is: 'none'; trouble: FrameTrouble }

export interface SeenPage {
  perception: Perception
  /** Without what frames of others say; see `withoutForeignFrames`. */
  recognised: Recognised
  /** Of the dashboard. */
  url: string
  /** How many seconds it has been looked at since it was opened. */
  waitedSeconds: number
  /** This document was found to be the dashboard before: what marks it may be hidden by now, as it is asked for. */
  wasFound: boolean
  now: Date
}

/** A page that passes through another site on its way is let pass. */
const PASSING_SECONDS = 8

export function judgePage(parties: Parties, seen: SeenPage): Judgement {
  const { perception, waitedSeconds } = seen
  if (perception.dialog !== undefined) return none('not_the_dashboard')
  if (perception.url.startsWith('chrome-error:')) return none('unreachable')
  // A sign-in is told from an error by what it asks for: some answer 401 or 403 with their form.
  if (asksForLogin(parties, seen)) return none(parties.hasLogin ? 'signed_out' : 'not_the_dashboard')
  if (parties.hasLogin && (isUnknownThere(perception.status) || saysSessionEnded(perception)))
    return none('signed_out')
  if (isError(perception.status) || saysError(perception)) return none('error_page')
  if (!isTrusted(parties, perception.origin) && waitedSeconds < PASSING_SECONDS) {
    return { is: 'not_yet', trouble: 'not_the_dashboard' }
  }
  if (isThrownOut(seen)) return none('not_the_dashboard')
  return parties.hasLogin ? judgeByPack(parties, seen) : judgePublic(parties, seen)
}

const none = (trouble: FrameTrouble): Judgement => ({ is: 'none', trouble })

/**
 * A box for a password or a code that a person could see, were a notice not in front of it. In a frame of another site it
 * counts as well: nothing that asks for a password is shown on a wall.
 */
function asksForLogin(parties: Parties, { perception, recognised }: SeenPage): boolean {
  const shown = perception.frames.filter(({ isVisible, isMain }) => isVisible || isMain)
  if (shown.some(({ controls }) => controls.some(isPasswordBox))) return true
  const { password, code } = recognised.signIn ?? {}
  if (password !== undefined || code !== undefined) return true
  if (!parties.hasLogin) return false
  // Where the service signs in, and its dashboards are not: the name is asked for alone there.
  const { pack, connection } = parties
  const own = originOf(connection.url) ?? ''
  const isAtSignIn = mayTypeAt(pack, connection, perception.origin, 'username')
  return isAtSignIn && !isHome({ pack, own }, perception.url)
}

const isPasswordBox = ({ tag, type, autocomplete, isVisible, isCovered }: PerceivedControl): boolean =>
  tag === 'input' &&
  (type === 'password' || autocomplete === 'one-time-code' || autocomplete === 'current-password') &&
  (isVisible || isCovered === true)

/** Services send whoever asks for what is not there, or not theirs, to their first page, and say nothing. */
function isThrownOut({ url, perception }: SeenPage): boolean {
  if (!URL.canParse(perception.url)) return false
  const [wanted, here] = [new URL(url), new URL(perception.url)]
  return wanted.pathname.length > 1 && here.pathname.length <= 1 && wanted.origin === here.origin
}

/** The words of a sign-in decide, as they do when the connection signs in. */
function judgeByPack(parties: Parties, seen: SeenPage): Judgement {
  const { perception, recognised, waitedSeconds, wasFound, now } = seen
  const { ready, ...withoutReady } = parties.pack
  const pack: JoinedPack = wasFound || ready === undefined ? withoutReady : parties.pack
  const decision = decide({
    connection: parties.connection,
    pack,
    perception,
    recognised,
    done: waitsOf(wasFound ? Math.max(waitedSeconds, 1) : waitedSeconds, now),
    now,
  })
  switch (decision.do) {
    case 'signed_in':
      return { is: 'dashboard' }
    case 'wait':
      // A dashboard that is all pictures says nothing; whether it shows something, its picture tells.
      if (pack.ready === undefined && waitedSeconds >= WORDLESS_SECONDS && isWordless(parties, perception)) {
        return { is: 'dashboard' }
      }
      return { is: 'not_yet', trouble: 'took_too_long' }
    case 'stop':
      return none(troubleOf(decision))
    default:
      // It wants to type, to press its way in, or to begin anew: that is what a sign-in does.
      return none('signed_out')
  }
}

const WORDLESS_SECONDS = 2

function isWordless(parties: Parties, { frames, origin }: Perception): boolean {
  if (!isTrusted(parties, origin)) return false
  return frames
    .filter((frame) => (frame.isVisible || frame.isMain) && isTrusted(parties, frame.origin))
    .every(({ text, controls }) => text === '' && controls.every(({ isVisible }) => !isVisible))
}

/** The rules call a page unknown after ten of them, which for a dashboard that is slow to draw itself comes too soon. */
const MOST_WAITS = 30

/** Waiting for a dashboard is what the rules of a sign-in call a wait of a second. */
function waitsOf(waitedSeconds: number, now: Date): Done[] {
  const count = Math.min(Math.floor(waitedSeconds), MOST_WAITS)
  return Array.from({ length: count }, (_, index) => ({
    state: 'any.not_yet',
    decision: { state: 'any.not_yet', do: 'wait', seconds: 1 },
    page: '',
    at: new Date(now.getTime() - (count - index) * 1000),
  }))
}

function troubleOf({ cause }: Extract<Decision, { do: 'stop' }>): FrameTrouble {
  switch (cause) {
    case 'unreachable':
      return 'unreachable'
    case 'service_down':
    case 'account_locked':
    case 'not_allowed_there':
      return 'error_page'
    case 'wrong_password':
    case 'wrong_code':
    case 'code_already_used':
      return 'signed_out'
    default:
      return 'not_the_dashboard'
  }
}

/** A page of nobody's login: it is there when it says or shows something, at the site that it was asked of. */
function judgePublic(parties: Parties, { perception, waitedSeconds }: SeenPage): Judgement {
  if (!isTrusted(parties, perception.origin) && !isSameSite(perception.url, parties.connection.url)) {
    return none('not_the_dashboard')
  }
  return waitedSeconds < 1 ? { is: 'not_yet', trouble: 'took_too_long' } : { is: 'dashboard' }
}

/** With or without `www.`, and over https where http was asked for: what an address that a person typed leads to. */
function isSameSite(url: string, wanted: string): boolean {
  const bare = (one: string) => (URL.canParse(one) ? new URL(one).hostname.replace(/^www\./, '') : '')
  const [here, there] = [bare(url), bare(wanted)]
  return here !== '' && (here === there || here.endsWith(`.${there}`) || there.endsWith(`.${here}`))
}
