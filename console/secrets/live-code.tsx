// The codes of a secret that is being taken in, step after step: what an authenticator app would show.
import { Button } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { CopyButton } from '../app/copy-button.tsx'
import { useCountdown } from '../app/countdown.ts'
import { onOurClock } from '../app/server-clock.ts'
import formClasses from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { CodeRing } from './code-ring.tsx'
import classes from './live-code.module.css'
import type { FoundSecret } from './secret-intake.ts'

/** Every code that is shown is spent: a page that was left open asks no longer. */
const mostRenewals = 20

/** Behind the end of a step, so that the server is in the next one; never so often that it is a burden. */
const afterEndMs = 400
const leastPauseMs = 1_000

export function LiveCode(props: {
  found: FoundSecret
  renew: () => Promise<void>
  /** The last question was not answered; the next one is asked by a person. */
  hasFailed: boolean
}) {
  const { found, renew, hasFailed } = props
  const { t } = useTexts()
  const endsAtMs = onOurClock(found.validUntil)
  const secondsLeft = useCountdown(endsAtMs)
  const [renewals, setRenewals] = useState(0)
  const isStopped = renewals >= mostRenewals

  const renewOnce = useEffectEvent(() => {
    setRenewals((count) => count + 1)
    void renew()
  })
  useEffect(() => {
    if (isStopped) return undefined
    // Nobody looks at a page in the background, and its codes would be spent for nothing.
    const whenSeen = (): void => {
      if (document.visibilityState === 'visible') renewOnce()
      else document.addEventListener('visibilitychange', whenSeen, { once: true })
    }
    const timer = setTimeout(whenSeen, Math.max(leastPauseMs, endsAtMs - Date.now() + afterEndMs))
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', whenSeen)
    }
    // A new answer begins the next wait, also one with the same end.
  }, [found, endsAtMs, isStopped])

  if ((isStopped || hasFailed) && secondsLeft === 0) {
    return (
      <div className={classes.stopped}>
        {!hasFailed && <p className={formClasses.lead}>{t('liveCode.stopped')}</p>}
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            setRenewals(0)
            void renew()
          }}
        >
          {t('liveCode.goOn')}
        </Button>
      </div>
    )
  }
  // Between the end of a step and the answer for the next one its code is known already.
  const isOver = secondsLeft === 0
  return (
    <div className={classes.codes}>
      <CodeRing
        label={t('liveCode.now')}
        code={isOver ? found.nextCode : found.code}
        secondsLeft={isOver ? found.periodSeconds : secondsLeft}
        periodSeconds={found.periodSeconds}
      />
      <div className={classes.beside}>
        {!isOver && (
          <p className={classes.next}>
            {t('liveCode.next')} <code data-next-code={found.nextCode}>{found.nextCode}</code>
          </p>
        )}
        <CopyButton
          size="xs"
          text={isOver ? found.nextCode : found.code}
          label={t('liveCode.copy')}
          className={classes.copy}
        />
      </div>
    </div>
  )
}
