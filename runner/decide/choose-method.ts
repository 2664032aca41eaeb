// From a page that wants something else to the code of the app: by its name where it is offered, else by "another way".
import type { CauseCode } from '../../contract/causes.ts'
import type { PerceivedControl } from '../perceive/perception.ts'
import type { CodeKind } from '../recognise/recognised.ts'
import type { Decision } from './decision.ts'
import { isPressable, timesDone, type Situation } from './situation.ts'
import { anotherWay, codeOfApp, tapOffer } from './words/other-ways.ts'
import { next } from './words/pages.ts'
import { isLabel, plain, says } from './words/phrase.ts'

const CHOOSE = 'any.choose_the_apps_code'
const ANOTHER_WAY = 'any.another_way'
const GO_ON = 'any.go_on_with_the_choice'

/** Once for the page itself, and once more where a service asks again after a list. */
const MOST_TIMES = 2

/** What a person is told, when there is no way. */
const causeOf: Record<CodeKind, CauseCode> = {
  authenticator: 'unknown_page',
  unsaid: 'other_code_wanted',
  mailed: 'other_code_wanted',
  texted: 'other_code_wanted',
  recovery: 'other_code_wanted',
  pushed: 'push_wanted',
}

export function wayToTheAppsCode(kind: CodeKind, situation: Situation): Decision {
  return (
    offerOfTheAppsCode(situation) ??
    linkToOtherWays(situation) ?? { state: `any.${kind}_code`, do: 'stop', cause: causeOf[kind] }
  )
}

/** A button, tile, link or radio that offers the code of the app. */
export function offerOfTheAppsCode(situation: Situation): Decision | undefined {
  const offers = situation.controls.filter(
    (control) => isChoice(control) && offersCode(plain(control.label)) && !isAboutSetUp(control),
  )
  const [offer] = offers
  if (offer === undefined) return undefined
  if (offer.isChecked === true) return goOn(situation)
  if (timesDone(situation, CHOOSE) >= MOST_TIMES) return undefined
  return { state: CHOOSE, do: 'click', target: offer.ref }
}

export function linkToOtherWays(situation: Situation): Decision | undefined {
  if (timesDone(situation, ANOTHER_WAY) >= MOST_TIMES) return undefined
  const link = situation.controls.find(
    (control) => isPressable(control) && says(plain(control.label), anotherWay),
  )
  return link === undefined ? undefined : { state: ANOTHER_WAY, do: 'click', target: link.ref }
}

/** The choice is made; the page wants it sent. */
function goOn(situation: Situation): Decision | undefined {
  if (timesDone(situation, GO_ON) >= MOST_TIMES) return undefined
  const button = situation.controls.find(
    (control) => isPressable(control) && control.type !== 'radio' && isLabel(control.label, next),
  )
  const target = button?.ref ?? situation.signIn?.submit
  return target === undefined ? undefined : { state: GO_ON, do: 'click', target }
}

const offersCode = (label: string): boolean => says(label, codeOfApp) && !says(label, tapOffer)

const isChoice = (control: PerceivedControl): boolean => isPressable(control) || control.role === 'radio'

/** "Set up an authenticator app" offers no code. */
const isAboutSetUp = ({ label }: PerceivedControl): boolean =>
  /\b(set ?up|add|install|download|learn|lost|get the|einrichten|configur|instal)/i.test(label)
