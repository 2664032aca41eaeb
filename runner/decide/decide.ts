// What to do on a page, once. Pure: the same page, pack and history give the same decision, so that a record of a sign-in
// can be decided again. The order of the rules is the order of what is dangerous: first everything that stops, then what
// the service pack knows, then what is typed, and "signed in" only of a page that nothing before it took.
import type { Decision } from './decision.ts'
import { guardFill } from './guard.ts'
import type { Rule } from './rule.ts'
import { answerTheDialog } from './rules/answer-the-dialog.ts'
import { chooseTheAppsCode } from './rules/choose-the-apps-code.ts'
import { dismissWhatIsBetween } from './rules/dismiss-what-is-between.ts'
import { findTheWayIn } from './rules/find-the-way-in.ts'
import { giveUpInTime } from './rules/give-up-in-time.ts'
import { knowTheDashboard } from './rules/know-the-dashboard.ts'
import { leaveCaptchas } from './rules/leave-captchas.ts'
import { leaveToAPerson } from './rules/leave-to-a-person.ts'
import { listenToRefusals } from './rules/listen-to-refusals.ts'
import { noticeNoAnswer } from './rules/notice-no-answer.ts'
import { obeyThePack } from './rules/obey-the-pack.ts'
import { stayAtHome } from './rules/stay-at-home.ts'
import { typeWhatIsAsked } from './rules/type-what-is-asked.ts'
import { waitAfterSending } from './rules/wait-after-sending.ts'
import { waitForMore } from './rules/wait-for-more.ts'
import { readSituation, type Facts } from './situation.ts'

export const rules: readonly Rule[] = [
  giveUpInTime,
  answerTheDialog,
  noticeNoAnswer,
  stayAtHome,
  waitAfterSending,
  listenToRefusals,
  leaveCaptchas,
  obeyThePack,
  leaveToAPerson,
  dismissWhatIsBetween,
  chooseTheAppsCode,
  typeWhatIsAsked,
  knowTheDashboard,
  findTheWayIn,
  waitForMore,
]

export function decide(facts: Facts): Decision {
  const situation = readSituation(facts)
  for (const rule of rules) {
    const decision = rule.decide(situation)
    const guarded = decision?.do === 'fill' ? guardFill(decision, situation) : decision
    if (guarded !== undefined) return guarded
  }
  // waitForMore always decides; whoever takes it out of the table gets an end all the same.
  return { state: 'any.unknown', do: 'stop', cause: 'unknown_page' }
}
