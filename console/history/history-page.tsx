// The login history as a page: of oneself, or, for admins, of the organization.
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { saveFile } from '../app/download.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import listClasses from '../app/record-list.module.css'
import { RecordList, RecordRow } from '../app/record-list.tsx'
import { SelectField } from '../app/select-field.tsx'
import { nameOf } from '../accounts/users.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import type { TextKey } from '../texts/catalogue.ts'
import { useTexts, type Translate } from '../texts/texts.ts'
import { historyQuery, type HistoryFilter, type Outcome, type SignInEvent } from './history.ts'

export function MyHistoryPage() {
  const { t } = useTexts()
  const [outcome, setOutcome] = useState<Outcome>()
  return (
    <>
      <PageHeading title={t('history.mine.title')} lead={t('history.mine.lead')} />
      <div className={listClasses.toolbar}>
        <OutcomeSelect outcome={outcome} onChoose={setOutcome} />
      </div>
      <HistoryList filter={{ isMine: true, outcome }} />
    </>
  )
}

export function HistoryPage() {
  const { t } = useTexts()
  const { user } = useSearch({ from: '/signed-in/history' })
  const navigate = useNavigate()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [outcome, setOutcome] = useState<Outcome>()
  const save = (format: 'csv' | 'json') =>
    attempt.run(() => {
      const query = new URLSearchParams({ format })
      if (outcome !== undefined) query.set('outcome', outcome)
      if (user !== undefined) query.set('user', user)
      return freshly(() => saveFile(`/api/v1/sign-ins/export?${query.toString()}`))
    })
  return (
    <>
      <PageHeading title={t('history.title')} lead={t('history.lead')} />
      <FailureNotice attempt={attempt} />
      <div className={listClasses.toolbar}>
        <OutcomeSelect outcome={outcome} onChoose={setOutcome} />
        {user !== undefined && (
          <Button variant="default" size="sm" onClick={() => void navigate({ to: '/history', search: {} })}>
            {t('history.filter.everybody')}
          </Button>
        )}
        <div className={listClasses.push}>
          {(['csv', 'json'] as const).map((format) => (
            <Button
              key={format}
              variant="default"
              size="sm"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={attempt.isBusy}
              onClick={() => void save(format)}
            >
              {t(`history.export.${format}`)}
            </Button>
          ))}
        </div>
      </div>
      <HistoryList filter={{ isMine: false, outcome, user }} />
    </>
  )
}

const outcomes = ['all', 'success', 'failure'] as const

function OutcomeSelect(props: {
  outcome: Outcome | undefined
  onChoose: (outcome: Outcome | undefined) => void
}) {
  const { t } = useTexts()
  return (
    <SelectField
      label={t('history.filter.outcome')}
      value={props.outcome ?? 'all'}
      choices={outcomes.map((value) => ({ value, text: t(`history.filter.${value}`) }))}
      onChoose={(chosen) => props.onChoose(chosen === 'all' ? undefined : chosen)}
    />
  )
}

function HistoryList({ filter }: { filter: HistoryFilter }) {
  const { t, language } = useTexts()
  const query = useInfiniteQuery({ ...historyQuery(filter), placeholderData: keepPreviousData })
  return (
    <RecordList
      label={t('history.title')}
      query={query}
      empty={{ title: t('history.none.title'), text: t('history.none.text') }}
      row={(event) => (
        <RecordRow
          what={
            <>
              {!filter.isMine && (
                <Link to="/history" search={{ user: event.accountId }}>
                  {nameOf(event)}
                </Link>
              )}
              <Badge tone={event.outcome === 'success' ? 'good' : 'bad'}>
                {t(`history.${event.outcome}`)}
              </Badge>
              {event.isNewDevice && <Badge tone="warn">{t('history.newDevice')}</Badge>}
            </>
          }
          when={<time dateTime={event.at}>{formatMoment(event.at, language)}</time>}
          more={[tellHow(event, t), tellWhere(event, t)].join(' · ')}
        />
      )}
    />
  )
}

function tellHow({ factors, step, reason }: SignInEvent, t: Translate): string {
  const proven = factors.map((factor) => t(`factor.${factor}`)).join(' + ')
  if (step === undefined) return proven
  const tried = t(`factor.${step}`)
  return reason === undefined ? tried : `${tried}: ${t(`error.${reason}` as TextKey)}`
}

function tellWhere({ device, address, client }: SignInEvent, t: Translate): string {
  return [device === '' ? t('history.unknownDevice') : device, address, t(`client.${client}`)].join(' · ')
}
