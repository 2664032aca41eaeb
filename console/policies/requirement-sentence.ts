// Why somebody must use two-factor, in one line.
import type { User } from '../accounts/users.ts'
import { formatDay } from '../app/moments.ts'
import type { Language } from '../texts/language.ts'
import type { Translate } from '../texts/texts.ts'

type Requirement = User['secondFactor']['requirement']

export function tellRequirement(requirement: Requirement, t: Translate, language: Language): string {
  const { source, requiredAt, graceUntil, exemption, reason } = requirement
  if (exemption !== undefined) {
    return withReason(
      t('requirement.exempt', { day: formatDay(exemption.until, language) }),
      exemption.reason,
    )
  }
  if (source === 'optional') return t('requirement.optional')
  const who = t(source === 'account' ? 'requirement.byAccount' : 'requirement.byOrganization')
  const when =
    graceUntil !== undefined
      ? ` ${t('requirement.grace', { day: formatDay(graceUntil, language) })}`
      : requiredAt !== undefined
        ? ` ${t('requirement.since', { day: formatDay(requiredAt, language) })}`
        : ''
  return withReason(`${who}${when}`, reason)
}

function withReason(text: string, reason: string | undefined): string {
  return reason === undefined ? text : `${text} (${reason})`
}
