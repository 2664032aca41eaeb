// Pages between the sign-in and what is behind it: "Stay signed in?" is answered with yes, so that the next sign-in is spared,
// and what can be left for later is left.
import type { Rule } from '../rule.ts'
import { isEntryPage, isPressable, timesDone, type Situation } from '../situation.ts'
import { later, staySignedIn, yes } from '../words/pages.ts'
import { isLabel, says } from '../words/phrase.ts'

const STAY = 'any.stay_signed_in'
const LATER = 'any.later'
const MOST_TIMES = 3

export const dismissWhatIsBetween: Rule = {
  name: 'dismiss what is between',
  decide(situation) {
    const { signIn, acts, text } = situation
    const hasTyped = acts.some(({ decision }) => decision.do === 'fill')
    const asksForMore =
      signIn?.password !== undefined || signIn?.code !== undefined || signIn?.identifier !== undefined
    if (!hasTyped || asksForMore || !isEntryPage(situation)) return undefined
    if (says(text, staySignedIn) && timesDone(situation, STAY) < MOST_TIMES) {
      const button = pressable(situation, yes)
      if (button !== undefined) return { state: STAY, do: 'click', target: button.ref }
    }
    const button = timesDone(situation, LATER) < MOST_TIMES ? pressable(situation, later) : undefined
    return button === undefined ? undefined : { state: LATER, do: 'click', target: button.ref }
  },
}

const pressable = ({ controls }: Situation, words: typeof yes) =>
  controls.find((control) => isPressable(control) && isLabel(control.label, words))
