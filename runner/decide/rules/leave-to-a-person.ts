// What only a person can pass, or should decide: a CAPTCHA, a consent, a new password, a set-up that is not finished.
import type { CauseCode } from '../../../contract/causes.ts'
import type { Rule } from '../rule.ts'
import { isEntryPage, isHome, isPressable, type Situation } from '../situation.ts'
import {
  browserRefused,
  consent,
  finishSetup,
  later,
  newPassword,
  notARobot,
  signOut,
} from '../words/pages.ts'
import { isLabel, plain, says } from '../words/phrase.ts'

export const leaveToAPerson: Rule = {
  name: 'leave to a person',
  decide(situation) {
    if (!isEntryPage(situation) || isSignedInAtHome(situation)) return undefined
    const { text, acts } = situation
    const stop = (what: string, cause: CauseCode) => ({ state: `any.${what}`, do: 'stop', cause }) as const
    if (asksForPerson(situation)) {
      // Some of these let a browser through after a look at it.
      if (situation.waits < CAPTCHA_WAITS) return { state: 'any.captcha', do: 'wait', seconds: 1 }
      return stop('captcha', 'captcha')
    }
    if (says(text, browserRefused)) return stop('browser_refused', 'browser_refused')
    const hasTyped = acts.some(({ decision }) => decision.do === 'fill')
    if (!hasTyped || canBeLeftForLater(situation)) return undefined
    if (isSetUp(situation)) return stop('setup_unfinished', 'setup_unfinished')
    if (asksForNewPassword(situation)) return stop('password_expired', 'password_expired')
    if (situation.signIn === undefined && says(text, consent)) return stop('consent', 'consent_wanted')
    return undefined
  },
}

const CAPTCHA_WAITS = 3

const FRAMES_FOR_PERSONS = /recaptcha|hcaptcha|challenges\.cloudflare\.com|arkoselabs|funcaptcha|geetest/i

/** A frame that asks is looked at, and not listened to: a badge in the corner asks nothing. */
function asksForPerson({ perception, controls, text }: Situation): boolean {
  const asking = perception.frames.some(
    (frame) =>
      frame.isVisible &&
      !frame.isMain &&
      FRAMES_FOR_PERSONS.test(frame.url) &&
      (says(plain(frame.text), notARobot) || frame.controls.some(isBox)),
  )
  const box = controls.some(
    ({ tag, name, id, label, placeholder }) =>
      tag === 'input' && /captcha/i.test(`${name} ${id} ${label} ${placeholder}`),
  )
  return asking || box || (says(text, notARobot) && controls.some(isBox))
}

const isBox = ({ type, role }: { type: string; role?: string }): boolean =>
  type === 'checkbox' || role === 'checkbox'

const isSignedInAtHome = (situation: Situation): boolean =>
  situation.signIn === undefined &&
  isHome(situation, situation.perception.url) &&
  situation.controls.some((control) => isPressable(control) && isLabel(control.label, signOut))

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
