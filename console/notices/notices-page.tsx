// The notices as a page. Being shown, they are read.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { CauseCode } from '../../contract/causes.ts'
import { Badge } from '../app/badge.tsx'
import formClasses from '../app/form.module.css'
import { formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { RecordList, RecordRow } from '../app/record-list.tsx'
import { useTexts, type Translate } from '../texts/texts.ts'
import { markRead, noticesQuery, type Notice } from './notices.ts'

export function NoticesPage() {
  const { t, language } = useTexts()
  const query = useInfiniteQuery(noticesQuery)
  const isLoaded = query.data !== undefined
  useEffect(() => {
    // A failure is no harm: they stay marked as new until the next visit.
    if (isLoaded) markRead().catch(() => {})
  }, [isLoaded])
  return (
    <>
      <PageHeading title={t('notices.title')} lead={t('notices.lead')} />
      <RecordList
        label={t('notices.title')}
        query={query}
        empty={{ title: t('notices.none.title'), text: t('notices.none.text') }}
        row={(notice) => {
          const more = detailsOf(notice, t)
          const { account, connection } = notice.facts
          return (
            <RecordRow
              what={
                <>
                  {t(`notice.${notice.kind}`)}
                  {connection !== undefined && (
                    <Link to="/connections/$id" params={{ id: connection }} className={formClasses.link}>
                      {t('notice.openConnection')}
                    </Link>
                  )}
                  {account !== undefined && (
                    <Link to="/users/$id" params={{ id: account }} className={formClasses.link}>
                      {t('notice.openUser')}
                    </Link>
                  )}
                  {!notice.isRead && <Badge tone="warn">{t('notices.new')}</Badge>}
                </>
              }
              when={<time dateTime={notice.createdAt}>{formatMoment(notice.createdAt, language)}</time>}
              {...(more === '' ? {} : { more })}
            />
          )
        }}
      />
    </>
  )
}

function detailsOf({ facts }: Notice, t: Translate): string {
  const { device, address, reason, name, cause } = facts
  return [
    ...(address === undefined
      ? []
      : [
          t('notice.where', {
            device: device === undefined || device === '' ? t('history.unknownDevice') : device,
            address,
          }),
        ]),
    ...(name === undefined ? [] : [name]),
    ...(cause === undefined ? [] : [t(`cause.${cause as CauseCode}`)]),
    ...(reason === undefined ? [] : [t('notice.reason', { reason })]),
  ].join(' · ')
}
