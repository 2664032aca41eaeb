// Signing in by hand: the page of the service live, where it is, how long it is one's own, and how it ended.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { TAKE_OVER_MINUTES } from '../../contract/take-over-minutes.ts'
import { AttemptSteps } from '../attempts/attempt-steps.tsx'
import { attemptQuery, isOver, type Attempt } from '../attempts/attempts.ts'
import { useFollowedAttempt } from '../attempts/follow-attempt.ts'
import { meQuery } from '../accounts/me.ts'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { connectionQuery } from '../connections/connections.ts'
import { useTexts } from '../texts/texts.ts'
import { Driving } from './driving.tsx'
import { useLiveView } from './live-view.ts'
import { TakeOverButton } from './take-over-button.tsx'
import classes from './take-over-page.module.css'
import type { PagePlace } from './take-over.ts'

export function TakeOverPage() {
  const { t } = useTexts()
  const place = useParams({ from: '/signed-in/connections/$id/take-over/$attempt' })
  const connection = useQuery(connectionQuery(place.id))
  const { data: attempt, error, refetch } = useQuery(attemptQuery(place.id, place.attempt))
  const { data: me } = useQuery(meQuery)
  return (
    <>
      <p>
        <Link to="/connections/$id" params={{ id: place.id }} className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {connection.data?.name ?? t('takeOver.toConnection')}
        </Link>
      </p>
      <PageHeading title={t('takeOver.title')} lead={t('takeOver.lead')} guides={['sign-in-needs-you']} />
      {attempt === undefined && error === null && <Skeleton height={320} />}
      {attempt === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {attempt !== undefined && me !== undefined && (
        <div className={classes.parts}>
          {attempt.why === 'taken_over' && attempt.askedBy !== me.account.id && !isOver(attempt) ? (
            <Notice tone="warn">{t('error.attempt.not_yours')}</Notice>
          ) : isOver(attempt) ? (
            <Ended attempt={attempt} />
          ) : (
            <Running key={place.attempt} place={place} attempt={attempt} />
          )}
        </div>
      )}
    </>
  )
}

function Running({ place, attempt }: { place: PagePlace; attempt: Attempt }) {
  const { t } = useTexts()
  const isLost = useFollowedAttempt(place.id, place.attempt)
  const { view, isBroken, end } = useLiveView(place)
  const { picture } = view ?? {}
  if (end !== undefined) {
    return (
      <p role="status" className={classes.waiting}>
        {t(end === 'attempt.over' ? 'takeOver.ending' : `error.${end}`)}
      </p>
    )
  }
  const hasBegun = attempt.steps.some(({ what }) => what === 'taken_over')
  return (
    <>
      {(isBroken || isLost) && <Notice tone="warn">{t('attempt.lost')}</Notice>}
      {view !== undefined && picture !== undefined && view.isLive ? (
        <Driving place={place} view={{ ...view, picture }} />
      ) : (
        <section aria-label={t('takeOver.title')} className={classes.before}>
          <p role="status" className={classes.waiting}>
            {t(
              attempt.state === 'waiting'
                ? 'takeOver.waiting'
                : hasBegun
                  ? 'takeOver.runnerGone'
                  : 'takeOver.machineFirst',
            )}
          </p>
          <AttemptSteps steps={attempt.steps} />
        </section>
      )}
    </>
  )
}

function Ended({ attempt }: { attempt: Attempt }) {
  const { t } = useTexts()
  const again = useAttempt()
  const { connection: id, state, cause } = attempt
  const isGivenBack = cause === undefined || cause === 'stopped'
  return (
    <>
      <div role="status">
        {state === 'signed_in' ? (
          <Notice tone="good">{t('takeOver.signedIn')}</Notice>
        ) : (
          <Notice tone="warn">
            {t(wasTimeOver(attempt) ? 'takeOver.timeOver' : 'takeOver.givenBack')}{' '}
            {!isGivenBack && t(`cause.${cause}`)}
          </Notice>
        )}
      </div>
      <FailureNotice attempt={again} />
      <div className={classes.buttons}>
        <Button component={Link} to={`/connections/${id}`}>
          {t('takeOver.toConnection')}
        </Button>
        {state === 'failed' && <TakeOverButton connectionId={id} attempt={again} isPrimary={false} />}
      </div>
      <AttemptSteps steps={attempt.steps} />
    </>
  )
}

/** Nobody gave it back: whoever comes back to this page was away for too long. */
function wasTimeOver({ askedAt, endedAt = askedAt }: Attempt): boolean {
  return Date.parse(endedAt) - Date.parse(askedAt) >= TAKE_OVER_MINUTES * 60_000
}
