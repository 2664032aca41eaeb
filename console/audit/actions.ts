// What the audit log says was done, in words; an action that this page does not know yet is shown as it is.
import type { TextKey } from '../texts/catalogue.ts'
import type { Translate } from '../texts/texts.ts'

export const actionGroups = ['organization', 'user', 'enrolment', 'second_factor', 'password'] as const
export type ActionGroup = (typeof actionGroups)[number]

export function textOfAction(action: string, t: Translate): string {
  const key = `audit.action.${action}`
  const text = t(key as TextKey)
  return text === key ? action : text
}
