// A failure where it happened: said aloud at once, with a countdown where the server asks to wait.
import { VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconClock } from '@tabler/icons-react'
import { useTexts } from '../texts/texts.ts'
import type { Attempt } from './attempt.ts'
import { durationOf } from './duration.ts'
import { failureSentence, type Failure } from './failure.ts'
import classes from './notice.module.css'

export function FailureNotice({ attempt, id }: { attempt: Attempt; id?: string }) {
  const { t } = useTexts()
  const { failure, failureCount, waitSeconds } = attempt
  const isWaiting = failure?.retryAfterSeconds !== undefined
  const Icon = isWaiting ? IconClock : IconAlertCircle
  // The region is there before the failure is: screen readers speak only what changes inside.
  return (
    <div role="alert" id={id} className={classes.region}>
      {failure !== undefined && (
        <div className={classes.notice} data-tone="bad" key={failureCount}>
          <Icon size={18} stroke={1.8} aria-hidden />
          <span>
            {failureSentence(failure, t)} <WaitSentence failure={failure} waitSeconds={waitSeconds} />
          </span>
        </div>
      )}
    </div>
  )
}

function WaitSentence({ failure, waitSeconds }: { failure: Failure; waitSeconds: number }) {
  const { t } = useTexts()
  if (!failure.isPassing) return null
  if (failure.retryAfterSeconds === undefined) return t('failure.tryAgainLater')
  if (waitSeconds === 0) return t('failure.tryAgainNow')
  return (
    <>
      {/* The ticking number is for the eyes; read aloud, it would be read every second. */}
      <span aria-hidden>{t('failure.tryAgainIn', { duration: durationOf(waitSeconds, t) })}</span>
      <VisuallyHidden>
        {t('failure.tryAgainIn', { duration: durationOf(failure.retryAfterSeconds, t) })}
      </VisuallyHidden>
    </>
  )
}
