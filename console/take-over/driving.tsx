// What stands around the page while it is one's own: whose page it is, how long, and the two ways to be done.
import { Button, VisuallyHidden } from '@mantine/core'
import { IconClock, IconLock, IconLockOpen } from '@tabler/icons-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { useCountdown } from '../app/countdown.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { toFailure } from '../app/failure.ts'
import { onOurClock } from '../app/server-clock.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './driving.module.css'
import { openInputLine } from './input-line.ts'
import { LivePage } from './live-page.tsx'
import { PageKeys } from './page-keys.tsx'
import { giveBack, sendInputs, type LiveView, type PagePlace } from './take-over.ts'

/** So little that it is said aloud. */
const fewSeconds = 60

export function Driving({ place, view }: { place: PagePlace; view: LiveView & { picture: string } }) {
  const { t } = useTexts()
  const { id, attempt } = place
  const hintId = useId()
  const doing = useAttempt()
  const ending = useAttempt()
  const [isLarge, setLarge] = useState(false)
  const { fail } = doing
  const tell = useRef(fail)
  useEffect(() => {
    tell.current = fail
  })
  // One line for as long as the page is ours: what is on its way is not overtaken.
  const line = useMemo(
    () =>
      openInputLine(
        (inputs) => sendInputs({ id, attempt }, inputs),
        (error) => tell.current(toFailure(error)),
      ),
    [id, attempt],
  )
  const end = (isSignedIn: boolean): void => void ending.run(() => giveBack(place, isSignedIn))
  return (
    <section aria-label={t('takeOver.live')} className={classes.parts}>
      <div className={classes.bar}>
        <Origin origin={view.origin} />
        <TimeLeft endsAt={view.endsAt} />
        <div className={classes.buttons}>
          <Button size="xs" variant="default" loading={ending.isBusy} onClick={() => end(false)}>
            {t('takeOver.giveBack')}
          </Button>
          <Button size="xs" loading={ending.isBusy} onClick={() => end(true)}>
            {t('takeOver.isSignedIn')}
          </Button>
        </div>
      </div>
      <FailureNotice attempt={ending} />
      <FailureNotice attempt={doing} />
      <LivePage view={view} line={line} isLarge={isLarge} describedBy={hintId} />
      <PageKeys line={line} isLarge={isLarge} onSize={() => setLarge(!isLarge)} />
      <p id={hintId} className={classes.hint}>
        {t('takeOver.hint')}
      </p>
    </section>
  )
}

/** Read aloud when it changes: a person is about to type there. */
function Origin({ origin }: { origin: string }) {
  const { t } = useTexts()
  const isSecret = origin.startsWith('https:')
  const Icon = isSecret ? IconLock : IconLockOpen
  return (
    <p role="status" className={classes.origin} data-open={!isSecret || undefined}>
      <Icon size={16} stroke={1.8} aria-hidden />
      <span>
        <span className={classes.small}>{t(isSecret ? 'takeOver.into' : 'takeOver.intoOpen')}</span>{' '}
        <span className={classes.address}>{origin === '' ? t('takeOver.noSite') : origin}</span>
      </span>
    </p>
  )
}

function TimeLeft({ endsAt }: { endsAt: string }) {
  const { t } = useTexts()
  const seconds = useCountdown(onOurClock(endsAt))
  const isFew = seconds <= fewSeconds
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <p className={classes.time} data-few={isFew || undefined}>
      <IconClock size={16} stroke={1.8} aria-hidden />
      <span>{t('takeOver.timeLeft', { time })}</span>
      {/* The ticking number is for the eyes; this is said once. */}
      <VisuallyHidden role="status">{isFew && seconds > 0 ? t('takeOver.lastMinute') : ''}</VisuallyHidden>
    </p>
  )
}
