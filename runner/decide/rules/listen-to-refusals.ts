// What the service refused is not tried again: not a password, not while it says locked. A code is, once, with a later one.
import type { Rule } from '../rule.ts'
import { isAboutCode, mayTryAnotherCode, refusalOn } from '../said-no.ts'

export const listenToRefusals: Rule = {
  name: 'listen to refusals',
  decide(situation) {
    const refusal = refusalOn(situation)
    if (refusal === undefined) return undefined
    // Only where the page still has a box for it.
    if (isAboutCode(refusal) && mayTryAnotherCode(situation) && hasBoxForCode(situation)) return undefined
    const { state, cause, waitMinutes } = refusal
    return { state, do: 'stop', cause, ...(waitMinutes !== undefined && { waitMinutes }) }
  },
}

const hasBoxForCode = ({ signIn, controls }: Parameters<Rule['decide']>[0]): boolean =>
  signIn?.code !== undefined ||
  controls.some(
    ({ tag, type }) => tag === 'input' && ['text', 'tel', 'number', 'password', ''].includes(type),
  )
