// A CAPTCHA is for a person, and nothing is typed beside it: it would be sent in vain, or held against the account.
import type { Rule } from '../rule.ts'
import type { Situation } from '../situation.ts'
import { notARobot } from '../words/pages.ts'
import { plain, says } from '../words/phrase.ts'

export const leaveCaptchas: Rule = {
  name: 'leave CAPTCHAs',
  decide(situation) {
    if (!asksForPerson(situation)) return undefined
    // Some of these let a browser through after a look at it.
    if (situation.waits < CAPTCHA_WAITS) return { state: 'any.captcha', do: 'wait', seconds: 1 }
    return { state: 'any.captcha', do: 'stop', cause: 'captcha' }
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
