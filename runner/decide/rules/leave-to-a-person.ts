// What only a person should decide or can finish: a consent, a new password, a set-up, a browser that is refused.
import type { CauseCode } from '../../../contract/causes.ts'
import type { Rule } from '../rule.ts'
import { isEntryPage, isPressable, type Situation } from '../situation.ts'
import { browserRefused, consent, finishSetup, later, newPassword } from '../words/pages.ts'
import { isLabel, says } from '../words/phrase.ts'

export const leaveToAPerson: Rule = {
  name: 'leave to a person',
  decide(situation) {
    if (!isEntryPage(situation)) return undefined
    const { text, acts } = situation
    const stop = (what: string, cause: CauseCode) => ({ state: `any.${what}`, do: 'stop', cause }) as const
    if (says(text, browserRefused)) return stop('browser_refused', 'browser_refused')
    const hasTyped = acts.some(({ decision }) => decision.do === 'fill')
    if (!hasTyped || canBeLeftForLater(situation)) return undefined
    if (isSetUp(situation)) return stop('setup_unfinished', 'setup_unfinished')
    if (asksForNewPassword(situation)) return stop('password_expired', 'password_expired')
    if (situation.signIn === undefined && says(text, consent)) return stop('consent', 'consent_wanted')
    return undefined
  },
}

const canBeLeftForLater = ({ controls, signIn }: Situation): boolean =>
  signIn?.password === undefined &&
  controls.some((control) => isPressable(control) && isLabel(control.label, later))

/** It shows a secret to take in, and the code that it asks for is that of the new secret. */
const isSetUp = ({ text }: Situation): boolean => says(text, finishSetup)

function asksForNewPassword({ text, recognised, perception, frames }: Situation): boolean {
  const isOurs = (frame: number) => frames.some((ours) => ours === perception.frames[frame])
  const asked = recognised.fields.filter(
    ({ purpose, ref }) => purpose === 'new-password' && isOurs(ref.frame),
  )
  return asked.length > 0 && says(text, newPassword)
}
