// On a page of another site nothing is read, pressed or typed: sites pass through others on their way, and come back, or
// the sign-in leads to where nothing of this connection belongs.
import type { Rule } from '../rule.ts'
import { isTrusted } from '../situation.ts'

/** How many waits of a second each a foreign page is given. */
const MOST_WAITS = 12

/** A page that asks for something has come to stay, and is given less. */
const MOST_WAITS_OF_A_FORM = 3

export const stayAtHome: Rule = {
  name: 'stay at home',
  decide(situation) {
    const { perception, done } = situation
    if (isTrusted(situation, perception.origin)) return undefined
    const state = 'any.foreign_page'
    const last = done.findLastIndex((one) => one.state !== state)
    const asks = perception.frames.some(
      ({ isMain, controls }) => isMain && controls.some(({ tag, isVisible }) => tag === 'input' && isVisible),
    )
    const waits = done.length - 1 - last
    if (waits < (asks ? MOST_WAITS_OF_A_FORM : MOST_WAITS)) return { state, do: 'wait', seconds: 1 }
    return { state, do: 'stop', cause: 'foreign_page' }
  },
}
