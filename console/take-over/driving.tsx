// What stands around the page while it is one's own: whose page it is, how long, and the two ways to be done.
import { Button } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useCallback, useId, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './driving.module.css'
import { LivePage } from './live-page.tsx'
import { PageKeys } from './page-keys.tsx'
import { TimeLeft } from './time-left.tsx'
import { giveBack, sendInputs, type LiveView, type PagePlace } from './take-over.ts'
import { useInputLine } from './use-input-line.ts'

export function Driving({ place, view }: { place: PagePlace; view: LiveView & { picture: string } }) {
  const { t } = useTexts()
  const { id, attempt } = place
  const hintId = useId()
  const doing = useAttempt()
  const ending = useAttempt()
  const [isLarge, setLarge] = useState(false)
  const line = useInputLine(
    useCallback((inputs) => sendInputs({ id, attempt }, inputs), [id, attempt]),
    doing.fail,
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
      <LivePage
        view={view}
        line={line}
        isLarge={isLarge}
        label={t('takeOver.page', { host: hostOf(view.origin) })}
        describedBy={hintId}
      />
      <PageKeys line={line} isLarge={isLarge} onSize={() => setLarge(!isLarge)} />
      <p id={hintId} className={classes.hint}>
        {t('takeOver.hint')}
      </p>
    </section>
  )
}

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : '')

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
