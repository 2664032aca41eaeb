// The audit log as a page: who did what, for whom and why; and how to prove that nobody rewrote it.
import { Button, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { CopyButton } from '../app/copy-button.tsx'
import { saveFile } from '../app/download.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import listClasses from '../app/record-list.module.css'
import { RecordList, RecordRow } from '../app/record-list.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts, type Translate } from '../texts/texts.ts'
import { actionGroups, textOfAction, type ActionGroup } from './actions.ts'

type AuditEvent = Answer<'GET /api/v1/audit-events'>['items'][number]

function auditQuery(action: string) {
  return infiniteQueryOptions({
    queryKey: ['audit', action],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/audit-events', {
        query: {
          ...(action === '' ? {} : { action }),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export function AuditPage() {
  const { t, language } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [group, setGroup] = useState<ActionGroup | 'all'>('all')
  const action = group === 'all' ? '' : `${group}.`
  const query = useInfiniteQuery({ ...auditQuery(action), placeholderData: keepPreviousData })
  const newest = group === 'all' ? query.data?.pages[0]?.items[0] : undefined
  const save = (format: 'csv' | 'json') =>
    attempt.run(() => {
      const search = new URLSearchParams({ format, ...(action === '' ? {} : { action }) })
      return freshly(() => saveFile(`/api/v1/audit-events/export?${search.toString()}`))
    })
  return (
    <>
      <PageHeading title={t('audit.title')} lead={t('audit.lead')} />
      <FailureNotice attempt={attempt} />
      <div className={listClasses.toolbar}>
        <SelectField
          label={t('history.filter.outcome')}
          value={group}
          choices={(['all', ...actionGroups] as const).map((value) => ({
            value,
            text: value === 'all' ? t('history.filter.all') : t(`audit.group.${value}`),
          }))}
          onChoose={setGroup}
        />
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
      <RecordList
        label={t('audit.title')}
        query={query}
        empty={{ title: t('history.none.title'), text: t('audit.none') }}
        row={(event) => (
          <RecordRow
            what={textOfAction(event.action, t)}
            when={<time dateTime={event.at}>{formatMoment(event.at, language)}</time>}
            more={detailsOf(event, t)}
          />
        )}
      />
      {newest !== undefined && (
        <div style={{ marginTop: '1.25rem' }}>
          <Notice tone="info">
            <p style={{ margin: '0 0 0.75rem' }}>{t('audit.head', { count: newest.sequence })}</p>
            <div style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: '0.75rem' }}>
              <TextInput
                label={t('audit.head.label')}
                readOnly
                size="xs"
                style={{ flex: '1 1 16rem' }}
                value={`${newest.id}:${newest.hash}`}
                onFocus={(event) => event.currentTarget.select()}
              />
              <CopyButton text={`${newest.id}:${newest.hash}`} label={t('help.copy')} />
            </div>
          </Notice>
        </div>
      )}
    </>
  )
}

function detailsOf({ actor, subject, facts, sequence }: AuditEvent, t: Translate): string {
  const nameOf = (person: { id: string; name?: string | undefined }) =>
    person.name ?? t('audit.deleted', { id: person.id.slice(0, 8) })
  const by = actor.person === undefined ? t('audit.bySystem') : t('audit.by', { name: nameOf(actor.person) })
  const isOwn = subject === undefined || subject.id === actor.person?.id
  const details = Object.entries(facts).map(([name, value]) => `${name}: ${String(value)}`)
  return [`#${sequence}`, by, ...(isOwn ? [] : [t('audit.for', { name: nameOf(subject) })]), ...details].join(
    ' · ',
  )
}
