// The last rule: a page that nothing else took may still be on its way; then it is none that we know.
import { isRefusedThere } from '../http-status.ts'
import type { Rule } from '../rule.ts'

const MOST_WAITS = 10

export const waitForMore: Rule = {
  name: 'wait for more',
  decide: ({ waits, perception }) => {
    if (waits < MOST_WAITS) return { state: 'any.unknown', do: 'wait', seconds: 1 }
    const isRefused = isRefusedThere(perception.status)
    return { state: 'any.unknown', do: 'stop', cause: isRefused ? 'not_allowed_there' : 'unknown_page' }
  },
}
