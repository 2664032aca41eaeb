// A sign-in has an end: by the clock, and by the number of things done.
import type { Rule } from '../rule.ts'

/** From the first thing done. A code may have to be waited for twice, a minute each. */
const MOST_SECONDS = 240

const MOST_ACTS = 30

/** Beside the acts, so that waits in great number are an end too. */
const MOST_DECISIONS = 250

export const giveUpInTime: Rule = {
  name: 'give up in time',
  decide({ done, acts, now }) {
    const [first] = done
    const isLate = first !== undefined && now.getTime() - first.at.getTime() > MOST_SECONDS * 1000
    if (!isLate && acts.length < MOST_ACTS && done.length < MOST_DECISIONS) return undefined
    return { state: 'any.too_long', do: 'stop', cause: 'took_too_long' }
  },
}
