// Pages of the second factor that have no box for the app's code: a list of methods, a tap that is waited for, a passkey.
import type { PerceivedFrame } from '../../perceive/perception.ts'
import { linkToOtherWays, offerOfTheAppsCode, wayToTheAppsCode } from '../choose-method.ts'
import { kindOfCode } from '../kind-of-code.ts'
import type { Rule } from '../rule.ts'
import { isEntryPage, isPressable, timesDone, type Situation } from '../situation.ts'
import { sentByMail, sentByText, usePassword, waitsForTap, wantsPasskey } from '../words/other-ways.ts'
import { plain, says } from '../words/phrase.ts'

const PASSWORD_INSTEAD = 'any.password_instead'

export const chooseTheAppsCode: Rule = {
  name: "choose the app's code",
  decide(situation) {
    const { signIn, text, acts } = situation
    if (!isEntryPage(situation)) return undefined
    const [main] = situation.frames
    if (signIn?.code !== undefined) {
      const kind = kindOfCode(frameOf(signIn.code[0]?.frame, situation) ?? main ?? noFrame, situation)
      return kind === 'authenticator' || kind === 'unsaid' ? undefined : wayToTheAppsCode(kind, situation)
    }
    if (signIn?.password !== undefined || signIn?.identifier !== undefined) return undefined
    const instead = passwordInstead(situation)
    if (instead !== undefined) return { state: PASSWORD_INSTEAD, do: 'click', target: instead.ref }
    if (!acts.some(({ decision }) => decision.do === 'fill')) return undefined
    const offer = offerOfTheAppsCode(situation)
    if (offer !== undefined) return offer
    if (says(text, waitsForTap)) return wayToTheAppsCode('pushed', situation)
    if (says(text, sentByMail)) return wayToTheAppsCode('mailed', situation)
    if (says(text, sentByText)) return wayToTheAppsCode('texted', situation)
    if (says(text, wantsPasskey)) {
      return linkToOtherWays(situation) ?? { state: 'any.passkey', do: 'stop', cause: 'passkey_wanted' }
    }
    return undefined
  },
}

const noFrame: PerceivedFrame = {
  origin: 'null',
  url: '',
  isMain: false,
  isVisible: false,
  text: '',
  headings: [],
  controls: [],
  forms: [],
  marks: [],
}

const frameOf = (index: number | undefined, { perception }: Situation) =>
  index === undefined ? undefined : perception.frames[index]

/** A passkey is offered first, and the password is still taken. */
function passwordInstead(situation: Situation) {
  if (timesDone(situation, PASSWORD_INSTEAD) > 0) return undefined
  return situation.controls.find((control) => isPressable(control) && says(plain(control.label), usePassword))
}
