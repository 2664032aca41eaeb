// A page that has not changed since something was sent from it: patience, then the Enter key, once, then no more.
import type { ElementRef } from '../../perceive/perception.ts'
import { PATIENCE_SECONDS } from '../guard.ts'
import type { Rule } from '../rule.ts'
import { refusalOn } from '../said-no.ts'
import { controlOf, type Situation } from '../situation.ts'

/** Long enough for a slow service: Enter sends a second time what the button may have sent already. */
const SECONDS_BEFORE_ENTER = 5

/** What was pressed and changed nothing is not waited for that long: there is something else to press. */
const SECONDS_AFTER_CLICK = 4

export const waitAfterSending: Rule = {
  name: 'wait after sending',
  decide(situation) {
    const { lastAct, looks, secondsSinceLastAct } = situation
    if (lastAct === undefined || lastAct.page !== looks) return undefined
    const { state, decision } = lastAct
    if (decision.do === 'click' || decision.do === 'open') {
      return secondsSinceLastAct < SECONDS_AFTER_CLICK ? { state, do: 'wait', seconds: 1 } : undefined
    }
    if (decision.do === 'press_enter') {
      if (secondsSinceLastAct < PATIENCE_SECONDS) return { state, do: 'wait', seconds: 1 }
      return { state, do: 'stop', cause: 'unknown_page' }
    }
    if (decision.do !== 'fill') return undefined
    const field = decision.fields.at(-1)?.into[0]
    const isStillThere = field !== undefined && findAgain(field, situation)?.isFilled === true
    if (secondsSinceLastAct < (isStillThere ? SECONDS_BEFORE_ENTER : 2))
      return { state, do: 'wait', seconds: 1 }
    // The field is empty again: it was sent, and the page came anew. What that means, other rules say.
    if (!isStillThere || refusalOn(situation) !== undefined) return undefined
    if (decision.submit === 'enter' || decision.submit === 'none') {
      if (secondsSinceLastAct < PATIENCE_SECONDS) return { state, do: 'wait', seconds: 1 }
      return { state, do: 'stop', cause: 'unknown_page' }
    }
    return { state, do: 'press_enter', in: field }
  },
}

/** The page looks the same, so what stood at a place still stands there. */
const findAgain = (ref: ElementRef, { perception }: Situation) => controlOf(perception, ref)
