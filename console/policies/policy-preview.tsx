// Whom a policy would hit, worked out by the server before it is saved.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { nameOf } from '../accounts/users.ts'
import { client } from '../app/client.ts'
import { failureSentence, toFailure } from '../app/failure.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'

export interface PolicyDraft {
  requiredRoles: readonly ('admin' | 'agent')[]
  reason: string
  /** As a date field gives it; empty for none. */
  graceDay: string
  enrolmentNeedsProof: boolean
  totpPeriodSeconds: 30 | 60
  trustedDeviceDays: number
  adminsMayTrustDevices: boolean
}

export interface PolicyChange {
  requiredRoles: ('admin' | 'agent')[]
  reason: string | null
  graceUntil: string | null
  enrolmentNeedsProof: boolean
  totpPeriodSeconds: 30 | 60
  trustedDeviceDays: number
  adminsMayTrustDevices: boolean
}

const askAfterMs = 300
const shownPeople = 5

export function PolicyPreview({ change }: { change: PolicyChange }) {
  const { t } = useTexts()
  // Only what decides whom it hits; the words of a reason do not.
  const asked = JSON.stringify({ requiredRoles: change.requiredRoles, graceUntil: change.graceUntil })
  const [settled] = useDebouncedValue(asked, askAfterMs)
  const { data, error } = useQuery({
    queryKey: ['users', 'preview', settled],
    queryFn: () => {
      const policy = JSON.parse(settled) as Pick<PolicyChange, 'requiredRoles' | 'graceUntil'>
      return client.call('POST /api/v1/organization/policy/preview', { body: { policy, limit: shownPeople } })
    },
    placeholderData: keepPreviousData,
  })
  if (error !== null) return <Notice tone="warn">{failureSentence(toFailure(error), t)}</Notice>
  if (data === undefined) return null
  const { forcedNow, inGrace, enrolledAlready, exempt, untouched } = data.counts
  const people = data.items.map(nameOf).join(', ')
  return (
    <div role="status">
      <Notice tone={forcedNow > 0 ? 'warn' : 'info'}>
        <strong>{t('policy.preview')}</strong>
        {forcedNow > 0 && <div>{t('policy.preview.forcedNow', { count: forcedNow })}</div>}
        {inGrace > 0 && <div>{t('policy.preview.inGrace', { count: inGrace })}</div>}
        <div>{t('policy.preview.rest', { enrolled: enrolledAlready, exempt, untouched })}</div>
        {people !== '' && (
          <div style={{ overflowWrap: 'anywhere' }}>
            {t('policy.preview.newly')} {people}
            {data.next === undefined ? '' : `, ${t('policy.preview.more')}`}
          </div>
        )}
      </Notice>
    </div>
  )
}
