// A page that did not come: the browser's own error page, and the errors of a server.
import { isRefusedThere, isServerError, isTooMany } from '../http-status.ts'
import type { Rule } from '../rule.ts'
import { isEntryPage } from '../situation.ts'

const LOCK_MINUTES_WHERE_TOO_MANY = 15

export const noticeNoAnswer: Rule = {
  name: 'notice no answer',
  decide(situation) {
    const { perception, signIn, own, acts } = situation
    const { status } = perception
    if (perception.url.startsWith('chrome-error:')) {
      return { state: 'any.no_answer', do: 'stop', cause: 'unreachable' }
    }
    if (isServerError(status)) return { state: 'any.server_error', do: 'stop', cause: 'service_down' }
    if (isTooMany(status)) {
      return {
        state: 'any.too_many',
        do: 'stop',
        cause: 'account_locked',
        waitMinutes: LOCK_MINUTES_WHERE_TOO_MANY,
      }
    }
    // After a sign-in, and at home; before it, the same numbers say that there is something to sign in to.
    const isRefused = isRefusedThere(status)
    const hasSignedIn = acts.some(({ decision }) => decision.do === 'fill')
    const isAsking = signIn !== undefined || situation.controls.some(({ type }) => type === 'password')
    if (isRefused && hasSignedIn && !isAsking && perception.origin === own && isEntryPage(situation)) {
      return { state: 'any.not_allowed', do: 'stop', cause: 'not_allowed_there' }
    }
    return undefined
  },
}
