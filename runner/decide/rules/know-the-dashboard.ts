// Signed in: at home, nothing of a sign-in left on the page, and something there that is worth a picture.
import type { Decision } from '../decision.ts'
import { isError } from '../http-status.ts'
import { holdsSomewhere } from '../match-condition.ts'
import type { Rule } from '../rule.ts'
import { hasWayIn, hasWayOut, isHome, type Situation } from '../situation.ts'

/** Pages draw themselves in steps, and a page in the middle of that looks like none of a sign-in. */
const WAITS_BEFORE_BELIEVED = 1

/** Of a pack whose mark of readiness does not come; a service that was redesigned still shows its dashboards. */
const WAITS_WITHOUT_MARK = 15

const LEAST_WORDS_WITHOUT_MARK = 100

const NOT_YET = 'any.not_yet'

export const knowTheDashboard: Rule = {
  name: 'know the dashboard',
  decide(situation): Decision | undefined {
    if (!isHome(situation, situation.perception.url) || isSignedOut(situation)) return undefined
    const signedIn = { state: 'any.signed_in', do: 'signed_in' } as const
    const wait = { state: NOT_YET, do: 'wait', seconds: 1 } as const
    const { pack, waits, text, controls } = situation
    if (pack.ready !== undefined) {
      if (holdsSomewhere(pack.ready, situation)) return signedIn
      if (waits < WAITS_WITHOUT_MARK) return wait
      return text.length >= LEAST_WORDS_WITHOUT_MARK ? signedIn : undefined
    }
    if (hasWayOut(situation)) return signedIn
    if (text === '' && controls.length === 0) return undefined
    return waits < WAITS_BEFORE_BELIEVED ? wait : signedIn
  },
}

function isSignedOut(situation: Situation): boolean {
  const { pack, controls, signIn: fields, perception } = situation
  if (fields?.password !== undefined || fields?.code !== undefined) return true
  if (controls.some(({ tag, type }) => tag === 'input' && type === 'password')) return true
  if (pack.signedOut.some((condition) => holdsSomewhere(condition, situation))) return true
  // An error of the server is no dashboard, though it is at home.
  if (isError(perception.status)) return true
  // A name alone may be asked for on a dashboard, by a search or a subscription; beside a way in it is not.
  return hasWayIn(situation) && !hasWayOut(situation)
}
