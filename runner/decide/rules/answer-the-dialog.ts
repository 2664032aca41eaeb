// A browser's own dialog in front of the page: the login is given to the connection's own origin and to no other, not even to
// one that was named, because such a dialog says nothing that would show whose it is. Once; who asks again has refused it.
import { isAtHome, mayTypeAt } from '../../../contract/where-to-type.ts'
import type { Decision } from '../decision.ts'
import type { Rule } from '../rule.ts'

const state = 'any.dialog'

export const answerTheDialog: Rule = {
  name: 'answer the dialog',
  decide({ perception, pack, connection, own, acts }): Decision | undefined {
    const { dialog } = perception
    if (dialog === undefined || /^https?:/.test(perception.url)) return undefined
    const { origin } = dialog
    if (!isAtHome(own, origin) || !mayTypeAt(pack, connection, origin)) {
      return { state, do: 'stop', cause: 'foreign_page' }
    }
    if (acts.some(({ decision }) => decision.do === 'answer_dialog')) {
      return { state, do: 'stop', cause: 'wrong_password' }
    }
    if (!connection.hasPassword) return { state, do: 'stop', cause: 'no_password' }
    return { state, do: 'answer_dialog', origin }
  },
}
