// A page that shows no form and is no dashboard: the link to the sign-in, and back to the address of the connection.
import type { PerceivedControl } from '../../perceive/perception.ts'
import type { Decision } from '../decision.ts'
import { holdsSomewhere } from '../match-condition.ts'
import type { Rule } from '../rule.ts'
import { isHome, isPressable, timesDone, timesTyped, type Situation } from '../situation.ts'
import { signIn } from '../words/pages.ts'
import { hasPhrase, isLabel, plain } from '../words/phrase.ts'

const LINK = 'any.sign_in_link'
const OPEN = 'any.open'
const MOST_TIMES = 2

/** Others that would have us signed in with an account of theirs. */
const OTHERS = /google|apple|facebook|twitter|linkedin|github|gitlab|slack|yahoo|amazon|passkey|\bqr\b|magic/i

export const findTheWayIn: Rule = {
  name: 'find the way in',
  decide(situation): Decision | undefined {
    const link = timesDone(situation, LINK) < MOST_TIMES ? wayIn(situation) : undefined
    if (link !== undefined) return { state: LINK, do: 'click', target: link.ref }
    // The sign-in is over, and left us with a page of the service that signed us in, or with one that is no dashboard.
    const isElsewhere =
      !isHome(situation, situation.perception.url) ||
      situation.pack.signedOut.some((condition) => holdsSomewhere(condition, situation))
    const hasTyped = timesTyped(situation, 'password') + timesTyped(situation, 'code') > 0
    if (
      isElsewhere &&
      hasTyped &&
      situation.waits >= WAITS_BEFORE_OPEN &&
      timesDone(situation, OPEN) < MOST_TIMES
    ) {
      return { state: OPEN, do: 'open' }
    }
    return undefined
  },
}

/** A page that passes on by itself is let pass. */
const WAITS_BEFORE_OPEN = 3

function wayIn({ controls, connection, pack }: Situation): PerceivedControl | undefined {
  const links = controls.filter((control) => isPressable(control) && !OTHERS.test(control.label))
  const plainLink = links.find(({ label }) => isLabel(label, signIn))
  if (plainLink !== undefined) return plainLink
  // "Sign in with …" leads away; only where it was said that this is right.
  if (connection.signInOrigins.length === 0 && pack.includes.length === 0) return undefined
  return links.find(({ label }) =>
    Object.values(signIn).some((phrases) => phrases.some((phrase) => hasPhrase(plain(label), phrase))),
  )
}
