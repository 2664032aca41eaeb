// How a connection signs in at its service: its state, why the last attempt failed and what to do, and one right now.
import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery } from '../accounts/me.ts'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { useStatus } from '../app/status.tsx'
import { ConnectionState } from '../connections/connection-state.tsx'
import type { Connection } from '../connections/connections.ts'
import { TakeOverButton } from '../take-over/take-over-button.tsx'
import { useTexts } from '../texts/texts.ts'
import { AttemptSteps } from './attempt-steps.tsx'
import {
  askForSignIn,
  attemptQuery,
  attemptsQuery,
  isOver,
  pauseConnection,
  type AttemptInList,
} from './attempts.ts'
import { isForPerson } from './for-person.ts'
import { useFollowedAttempt } from './follow-attempt.ts'
import { PastAttempts } from './past-attempts.tsx'
import classes from './sign-in-card.module.css'

/** From so many seconds on the clocks are a warning (docs/connections.md). */
const warnedSeconds = 5

export function SignInCard({ connection }: { connection: Connection }) {
  const { t, language } = useTexts()
  const say = useStatus()
  const asking = useAttempt()
  const pausing = useAttempt()
  const list = useInfiniteQuery(attemptsQuery(connection.id))
  const attempts = list.data?.pages.flatMap(({ items }) => items) ?? []
  const [newest] = attempts
  const running = newest !== undefined && !isOver(newest) ? newest : undefined
  const { signedInAt, clockOffsetSeconds = 0, state } = connection
  const { cause } = connection
  // A connection that nobody has signed in yet may begin by hand, too.
  const mayTakeOver = connection.may === 'manage' && running === undefined && state !== 'signed_in'
  const secondsApart = Math.abs(clockOffsetSeconds)
  const taking = useAttempt()
  const pause = async (): Promise<void> => {
    await pauseConnection(connection.id)
    asking.clear()
    say(t('attempt.paused'))
  }
  const leadOf = (): string | undefined => {
    // Who does it is told below.
    if (running?.why === 'taken_over') return undefined
    if (state === 'signed_in' && signedInAt !== undefined) {
      return t('attempt.signedInAt', { moment: formatMoment(signedInAt, language) })
    }
    return t(
      state === 'paused' && attempts.length === 0 ? 'attempt.hint.paused' : `connection.state.${state}.text`,
    )
  }
  return (
    <Card title={t('connection.signIn')} beside={<ConnectionState connection={connection} />} lead={leadOf()}>
      <div className={classes.parts}>
        {/* Why the one before failed, and that nobody tries, is of no use while somebody does. */}
        {running === undefined && <CauseNotice connection={connection} />}
        {secondsApart >= warnedSeconds && (
          <Notice tone="warn">{t('attempt.clock', { count: secondsApart })}</Notice>
        )}
        <FailureNotice attempt={asking} />
        <FailureNotice attempt={pausing} />
        <FailureNotice attempt={taking} />
        {running?.why === 'taken_over' && <ByHand connectionId={connection.id} attempt={running} />}
        {running !== undefined && (
          <LiveAttempt key={running.id} connectionId={connection.id} attemptId={running.id} />
        )}
        <div className={classes.buttons}>
          {mayTakeOver && isForPerson(cause) && (
            <TakeOverButton connectionId={connection.id} attempt={taking} isPrimary />
          )}
          {running === undefined && (
            <Button
              {...(mayTakeOver && isForPerson(cause) ? { variant: 'default' } : {})}
              leftSection={<IconPlayerPlay size={17} stroke={1.7} aria-hidden />}
              loading={asking.isBusy}
              disabled={asking.waitSeconds > 0}
              onClick={() => void asking.run(() => askForSignIn(connection.id))}
            >
              {t('attempt.now')}
            </Button>
          )}
          {mayTakeOver && !isForPerson(cause) && (
            <TakeOverButton connectionId={connection.id} attempt={taking} isPrimary={false} />
          )}
          {(running !== undefined || state !== 'paused') && (
            <Button variant="default" loading={pausing.isBusy} onClick={() => void pausing.run(pause)}>
              {t(running === undefined ? 'attempt.pause' : 'attempt.stop')}
            </Button>
          )}
        </div>
        <PastAttempts
          connectionId={connection.id}
          attempts={attempts.filter(isOver)}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      </div>
    </Card>
  )
}

function ByHand({ connectionId, attempt }: { connectionId: string; attempt: AttemptInList }) {
  const { t } = useTexts()
  const { data: me } = useQuery(meQuery)
  if (me === undefined) return null
  if (attempt.askedBy !== me.account.id) return <Notice tone="info">{t('takeOver.byAnother')}</Notice>
  return (
    <Notice tone="info">
      {t('takeOver.byYou')}{' '}
      <Link
        to="/connections/$id/take-over/$attempt"
        params={{ id: connectionId, attempt: attempt.id }}
        className={formClasses.link}
      >
        {t('takeOver.back')}
      </Link>
    </Notice>
  )
}

function CauseNotice({ connection }: { connection: Connection }) {
  const { t, language } = useTexts()
  const { cause, nextTryAt } = connection
  if (cause === undefined) return null
  return (
    <Notice tone="warn">
      <p className={classes.cause}>{t(`cause.${cause}`)}</p>
      <p className={classes.line}>
        {t('attempt.toDo')}: {t(`cause.${cause}.toDo`)}
      </p>
      <p className={classes.line}>
        {nextTryAt === undefined
          ? t('attempt.noNextTry')
          : t('attempt.nextTry', { moment: formatMoment(nextTryAt, language) })}
      </p>
    </Notice>
  )
}

function LiveAttempt({ connectionId, attemptId }: { connectionId: string; attemptId: string }) {
  const { t } = useTexts()
  const isBroken = useFollowedAttempt(connectionId, attemptId)
  const { data: attempt } = useQuery(attemptQuery(connectionId, attemptId))
  return (
    <section aria-label={t('attempt.live')}>
      <div className={classes.liveHead} role="status">
        <h3 className={classes.title}>{t('attempt.live')}</h3>
        {attempt !== undefined && <Badge tone="quiet">{t(`attempt.state.${attempt.state}`)}</Badge>}
      </div>
      {isBroken && <p className={formClasses.lead}>{t('attempt.lost')}</p>}
      {attempt !== undefined && <AttemptSteps steps={attempt.steps} />}
    </section>
  )
}
