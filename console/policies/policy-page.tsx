// Two-factor in the organization: how far it is, who has to, and how codes are made.
import { Button, Skeleton, Switch, TextInput } from '@mantine/core'
import '../accounts/user-fields.css'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import profileClasses from '../accounts/profile-page.module.css'
import { refreshUsers } from '../accounts/users.ts'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { dayOf, endOfDay } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { queryClient } from '../app/query-client.ts'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import factorClasses from '../totp/two-factor-card.module.css'
import { PolicyPreview, type PolicyDraft } from './policy-preview.tsx'
import { standings } from './standings.ts'

type Organization = Answer<'GET /api/v1/organization'>

const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: () => client.call('GET /api/v1/organization'),
})

/** Below "users": whatever changes a user changes the counts. */
const countsQuery = queryOptions({
  queryKey: ['users', 'enrolment'],
  queryFn: () => client.call('GET /api/v1/organization/enrolment'),
})

export function PolicyPage() {
  const { t } = useTexts()
  const { data: organization, error, refetch } = useQuery(organizationQuery)
  return (
    <>
      <PageHeading
        title={t('policy.title')}
        lead={t('policy.lead')}
        guides={['turn-it-on-for-your-staff', 'force-it']}
      />
      {organization === undefined && error === null && <Skeleton height={240} />}
      {organization === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {organization !== undefined && (
        <div className={profileClasses.cards}>
          <ProgressCard />
          <RuleCard organization={organization} />
          <OrganizationCard organization={organization} />
        </div>
      )}
    </>
  )
}

function ProgressCard() {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { data: counts } = useQuery(countsQuery)
  if (counts === undefined) return <Skeleton height={160} />
  const countOf = {
    enrolled: counts.enrolled,
    late: counts.late,
    in_grace: counts.inGrace,
    exempt: counts.exempt,
    optional: counts.optional,
  }
  const all = Object.values(countOf).reduce((sum, count) => sum + count, 0)
  const remind = () =>
    attempt.run(async () => {
      const { reminded } = await client.call('POST /api/v1/organization/enrolment/remind')
      say(t('policy.reminded', { count: reminded }))
    })
  return (
    <Card title={t('policy.progress')} lead={t('policy.progress.lead', { enrolled: counts.enrolled, all })}>
      <FailureNotice attempt={attempt} />
      <dl className={profileClasses.facts}>
        {standings.map((standing) => (
          <div key={standing}>
            <dt>{t(`standing.${standing}`)}</dt>
            <dd>
              <Link to="/users" search={{ secondFactor: standing }}>
                {countOf[standing]}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      {counts.late + counts.inGrace > 0 && (
        <div className={classes.below}>
          <Button variant="default" loading={attempt.isBusy} onClick={() => void remind()}>
            {t('policy.remind')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function draftOf({ policy }: Organization): PolicyDraft {
  return {
    requiredRoles: policy.requiredRoles.filter((role) => role !== 'operator'),
    reason: policy.reason ?? '',
    graceDay: policy.graceUntil === undefined ? '' : dayOf(policy.graceUntil),
    enrolmentNeedsProof: policy.enrolmentNeedsProof,
    totpPeriodSeconds: policy.totpPeriodSeconds === 60 ? 60 : 30,
    trustedDeviceDays: policy.trustedDeviceDays,
    adminsMayTrustDevices: policy.adminsMayTrustDevices,
  }
}

function changeOf(draft: PolicyDraft) {
  return {
    requiredRoles: [...draft.requiredRoles],
    reason: draft.reason.trim() === '' ? null : draft.reason,
    graceUntil: draft.graceDay === '' ? null : endOfDay(draft.graceDay),
    enrolmentNeedsProof: draft.enrolmentNeedsProof,
    totpPeriodSeconds: draft.totpPeriodSeconds,
    trustedDeviceDays: draft.trustedDeviceDays,
    adminsMayTrustDevices: draft.adminsMayTrustDevices,
  }
}

/** The usual ones, and the one that another client has set. */
function daysToChoose(current: number): number[] {
  return [...new Set([0, 1, 7, 14, 30, current])].sort((one, other) => one - other)
}

function RuleCard({ organization }: { organization: Organization }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [draft, setDraft] = useState(() => draftOf(organization))
  const change = (part: Partial<PolicyDraft>): void => setDraft({ ...draft, ...part })
  const save = () =>
    attempt.run(async () => {
      const body = { policy: changeOf(draft) }
      const saved = await freshly(() => client.call('PATCH /api/v1/organization', { body }))
      queryClient.setQueryData(organizationQuery.queryKey, saved)
      setDraft(draftOf(saved))
      await refreshUsers()
      say(t('policy.saved'))
    })
  return (
    <Card title={t('policy.rule')} lead={t('policy.rule.lead')}>
      <form
        className={`${classes.form} ${classes.below}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy) void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        {(['admin', 'agent'] as const).map((role) => (
          <Switch
            key={role}
            label={t(`policy.role.${role}`)}
            checked={draft.requiredRoles.includes(role)}
            onChange={(event) => {
              const others = draft.requiredRoles.filter((one) => one !== role)
              change({ requiredRoles: event.currentTarget.checked ? [...others, role] : others })
            }}
          />
        ))}
        {draft.requiredRoles.length > 0 && (
          <>
            <TextInput
              label={t('policy.reason')}
              maxLength={200}
              value={draft.reason}
              onChange={(event) => change({ reason: event.currentTarget.value })}
            />
            <TextInput
              type="date"
              label={t('policy.grace')}
              description={t('policy.grace.description')}
              value={draft.graceDay}
              onChange={(event) => change({ graceDay: event.currentTarget.value })}
            />
          </>
        )}
        <Switch
          label={t('policy.proof')}
          description={t('policy.proof.description')}
          checked={draft.enrolmentNeedsProof}
          onChange={(event) => change({ enrolmentNeedsProof: event.currentTarget.checked })}
        />
        <SelectField
          label={t('policy.period')}
          description={t('policy.period.description')}
          value={draft.totpPeriodSeconds === 60 ? '60' : '30'}
          choices={(['30', '60'] as const).map((value) => ({
            value,
            text: t('policy.period.seconds', { count: value }),
          }))}
          onChoose={(chosen) => change({ totpPeriodSeconds: chosen === '60' ? 60 : 30 })}
        />
        <SelectField
          label={t('policy.trust')}
          description={t('policy.trust.description')}
          value={String(draft.trustedDeviceDays)}
          choices={daysToChoose(draft.trustedDeviceDays).map((count) => ({
            value: String(count),
            text: count === 0 ? t('policy.trust.never') : t('policy.trust.days', { count }),
          }))}
          onChoose={(chosen) => change({ trustedDeviceDays: Number(chosen) })}
        />
        {draft.trustedDeviceDays > 0 && (
          <Switch
            label={t('policy.trust.admins')}
            description={t('policy.trust.admins.description')}
            checked={draft.adminsMayTrustDevices}
            onChange={(event) => change({ adminsMayTrustDevices: event.currentTarget.checked })}
          />
        )}
        <PolicyPreview change={changeOf(draft)} />
        <div className={classes.actions}>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function OrganizationCard({ organization }: { organization: Organization }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const [name, setName] = useState(organization.name)
  const [isEnding, setEnding] = useState(false)
  const save = () =>
    attempt.run(async () => {
      const saved = await client.call('PATCH /api/v1/organization', { body: { name } })
      queryClient.setQueryData(organizationQuery.queryKey, saved)
      setName(saved.name)
      await refreshUsers()
      say(t('policy.organization.saved'))
    })
  return (
    <Card title={t('policy.organization')}>
      <form
        className={`${classes.form} ${classes.below}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && name.trim() !== '') void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <TextInput
          label={t('field.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={name.trim() === '' && t('field.organization.missing')}
        />
        <div className={classes.actions}>
          <Button type="submit" variant="default" loading={attempt.isBusy}>
            {t('action.save')}
          </Button>
        </div>
      </form>
      <div className={factorClasses.foot}>
        <p className={factorClasses.footText}>{t('policy.sessions.hint')}</p>
        <Button variant="default" className={factorClasses.danger} onClick={() => setEnding(true)}>
          {t('policy.sessions.end')}
        </Button>
      </div>
      {isEnding && (
        <ConfirmDialog
          title={t('policy.sessions.title')}
          text={t('policy.sessions.text')}
          confirmLabel={t('policy.sessions.end')}
          tone="danger"
          onClose={() => setEnding(false)}
          confirm={async () => {
            const { ended } = await freshly(() => client.call('DELETE /api/v1/organization/sessions'))
            say(t('policy.sessions.ended', { count: ended }))
          }}
        />
      )}
    </Card>
  )
}
