// The second step on the phone: whoever chose it has the phone asked, sees the two digits to type there, and waits.
import { Button, Loader } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { ApiError, ConnectionError } from '../../contract/client.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { clockOf, useCountdown } from '../app/countdown.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { toFailure } from '../app/failure.ts'
import formClasses from '../app/form.module.css'
import { Notice } from '../app/notice.tsx'
import { onOurClock } from '../app/server-clock.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './approval-step.module.css'
import { OtherMethods, type MethodProps } from './second-factor-step.tsx'

interface Asked {
  number: string
  endsAtMs: number
}

export function ApprovalStep(props: MethodProps) {
  const { t } = useTexts()
  const { challenge } = props.pending
  const attempt = useAttempt()
  const [asked, setAsked] = useState<Asked>()
  const [isBroken, setBroken] = useState(false)

  const end = (error: unknown): void => {
    const failure = toFailure(error)
    setAsked(undefined)
    if (failure.code === 'sign_in.challenge_over') props.onStartAgain('challenge-over')
    else attempt.fail(failure)
  }
  // A sign-in that asks again while it waits gets the number that it has: coming back here rings nobody twice.
  const ask = async (): Promise<void> => {
    attempt.clear()
    try {
      const { number, expiresAt } = await client.call('POST /api/v1/sign-in/approval', {
        body: { challenge },
      })
      setAsked({ number, endsAtMs: onOurClock(expiresAt) })
    } catch (error) {
      end(error)
    }
  }
  const begin = useEffectEvent(ask)
  useEffect(() => void begin(), [])

  const follow = useEffectEvent(async (hasLeft: () => boolean) => {
    try {
      // A session that came is taken, also by a page that was just about to be left.
      if (await untilApproved(challenge, hasLeft, setBroken)) await props.onDone()
    } catch (error) {
      if (!hasLeft()) end(error)
    }
  })
  useEffect(() => {
    if (asked === undefined) return undefined
    let isLeft = false
    void follow(() => isLeft)
    return () => {
      isLeft = true
    }
  }, [asked])

  const { failure, waitSeconds } = attempt
  return (
    <EntryPage
      title={t('signIn.approval.title')}
      {...(asked === undefined ? {} : { lead: t('signIn.approval.lead') })}
    >
      <div className={formClasses.below}>
        <FailureNotice attempt={attempt} />
        {asked !== undefined && <ShownNumber asked={asked} isBroken={isBroken} />}
        {asked === undefined && failure === undefined && (
          <div className={classes.waiting}>
            <Loader aria-label={t('loading')} />
          </div>
        )}
        {failure !== undefined && failure.code !== 'approval.none' && (
          <Button
            size="md"
            fullWidth
            className={classes.again}
            disabled={waitSeconds > 0}
            onClick={() => (failure.code === 'approval.refused' ? props.onStartAgain('wish') : void ask())}
          >
            {t(failure.code === 'approval.refused' ? 'signIn.approval.startAgain' : 'signIn.approval.again')}
          </Button>
        )}
      </div>
      {/* After a no there is no sign-in left that another method could finish. */}
      {failure?.code !== 'approval.refused' && <OtherMethods {...props} />}
    </EntryPage>
  )
}

function ShownNumber({ asked, isBroken }: { asked: Asked; isBroken: boolean }) {
  const { t } = useTexts()
  const seconds = useCountdown(asked.endsAtMs)
  return (
    <div className={classes.asked}>
      <p className={classes.number} role="status" aria-label={t('signIn.approval.number')}>
        {asked.number}
      </p>
      {/* For the eyes: read aloud, it would be read every second. */}
      <p className={classes.left} aria-hidden={seconds > 0 || undefined}>
        {seconds > 0 ? t('signIn.approval.left', { left: clockOf(seconds) }) : t('signIn.approval.lastLook')}
      </p>
      <div role="alert" className={classes.broken}>
        {isBroken && <Notice tone="warn">{t('signIn.approval.broken')}</Notice>}
      </div>
    </div>
  )
}

const AGAIN_AFTER_MS = 3_000

/** The phone is asked on, whatever the server is busy with. */
const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionError || (error instanceof ApiError && error.code.startsWith('server.'))

/**
 * Waits as long as somebody waits here, also over a connection that is lost for a while: the number stays good meanwhile.
 *
 * @returns whether the phone said yes, and this browser is signed in
 * @throws what the server answered otherwise
 */
async function untilApproved(
  challenge: string,
  hasLeft: () => boolean,
  tellBroken: (isBroken: boolean) => void,
): Promise<boolean> {
  while (!hasLeft()) {
    try {
      const { step } = await client.call('POST /api/v1/sign-in/approval/wait', { body: { challenge } })
      tellBroken(false)
      if (step === 'done') return true
    } catch (error) {
      if (!isPassing(error)) throw error
      tellBroken(true)
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
    }
  }
  return false
}
