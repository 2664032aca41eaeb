// The attempts that are over, newest first; the steps of one open in a dialog.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../app/badge.tsx'
import { Dialog } from '../app/dialog.tsx'
import { GuideLink } from '../app/guide-link.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { AttemptSteps } from './attempt-steps.tsx'
import { attemptQuery, type AttemptInList } from './attempts.ts'
import classes from './sign-in-card.module.css'

export function PastAttempts(props: {
  connectionId: string
  attempts: readonly AttemptInList[]
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
}) {
  const { t, language } = useTexts()
  const [opened, setOpened] = useState<AttemptInList>()
  if (props.attempts.length === 0) return null
  return (
    <section aria-label={t('attempt.past')}>
      <h3 className={classes.title}>{t('attempt.past')}</h3>
      <ul className={classes.past}>
        {props.attempts.map((attempt) => {
          const moment = formatMoment(attempt.askedAt, language)
          return (
            <li key={attempt.id} className={classes.item}>
              <div className={classes.itemWords}>
                <div className={classes.when}>
                  <time dateTime={attempt.askedAt}>{moment}</time>
                  <Badge tone={attempt.state === 'signed_in' ? 'good' : 'bad'}>
                    {t(`attempt.state.${attempt.state}`)}
                  </Badge>
                </div>
                <p className={classes.small}>
                  {attempt.cause === undefined
                    ? t(`attempt.why.${attempt.why}`)
                    : t(`cause.${attempt.cause}`)}
                </p>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={t('attempt.details', { moment })}
                onClick={() => setOpened(attempt)}
              >
                {t('attempt.steps')}
              </Button>
            </li>
          )
        })}
      </ul>
      {props.hasMore && (
        <Button variant="default" size="xs" mt="sm" loading={props.isLoadingMore} onClick={props.onMore}>
          {t('list.more')}
        </Button>
      )}
      {opened !== undefined && (
        <Details connectionId={props.connectionId} attempt={opened} onClose={() => setOpened(undefined)} />
      )}
    </section>
  )
}

function Details(props: { connectionId: string; attempt: AttemptInList; onClose: () => void }) {
  const { t, language } = useTexts()
  const { connectionId, attempt } = props
  const { data, error, refetch } = useQuery(attemptQuery(connectionId, attempt.id))
  const moment = formatMoment(attempt.askedAt, language)
  return (
    <Dialog title={t('attempt.title', { moment })} size="lg" onClose={props.onClose}>
      {attempt.cause !== undefined && (
        <Notice tone="warn">
          {t(`cause.${attempt.cause}`)} {t(`cause.${attempt.cause}.toDo`)}{' '}
          <GuideLink guide="when-a-sign-in-fails" />
        </Notice>
      )}
      {data === undefined && error === null && <Skeleton height={120} mt="sm" />}
      {data === undefined && error !== null && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <AttemptSteps steps={data.steps} />}
    </Dialog>
  )
}
