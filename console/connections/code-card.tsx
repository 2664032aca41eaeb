// The codes of a connection: one at a time, on demand, each used up once it is shown.
import { Button, Loader } from '@mantine/core'
import { useState } from 'react'
import pageClasses from '../accounts/profile-page.module.css'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { CopyButton } from '../app/copy-button.tsx'
import { useCountdown } from '../app/countdown.ts'
import { durationOf } from '../app/duration.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { onOurClock } from '../app/server-clock.ts'
import { CodeRing } from '../secrets/code-ring.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './code-card.module.css'
import type { ConnectionAction } from './connection-dialogs.tsx'
import { SecretState } from './connection-state.tsx'
import type { Connection } from './connections.ts'

/** An answer waits for the beginning of a step that is at most so many periods away (docs/connections.md). */
const mostPeriodsAhead = 2

interface ShownCode {
  code: string
  endsAtMs: number
}

export function CodeCard(props: { connection: Connection; onAction: (action: ConnectionAction) => void }) {
  const { t } = useTexts()
  const { connection, onAction } = props
  const { secret, may } = connection
  return (
    <Card
      title={t('connection.codes')}
      beside={<SecretState connection={connection} />}
      lead={t(secret === undefined ? 'connection.codes.none' : 'connection.codes.lead')}
    >
      {secret !== undefined && (
        <>
          {may === 'use' ? (
            <p className={classes.refused}>{t('error.connection.reveal_not_granted')}</p>
          ) : (
            <CodeOnDemand connectionId={connection.id} periodSeconds={secret.periodSeconds} />
          )}
          <SecretFacts secret={secret} />
        </>
      )}
      {may === 'manage' && (
        <div className={`${formClasses.actions} ${formClasses.start}`}>
          <Button variant="default" onClick={() => onAction('replaceSecret')}>
            {t(secret === undefined ? 'connection.addSecret' : 'connection.replaceSecret')}
          </Button>
          {secret !== undefined && (
            <Button variant="default" onClick={() => onAction('removeSecret')}>
              {t('connection.removeSecret')}
            </Button>
          )}
        </div>
      )}
    </Card>
  )
}

function SecretFacts({ secret }: { secret: NonNullable<Connection['secret']> }) {
  const { t } = useTexts()
  const { issuer, account, digits, periodSeconds, algorithm } = secret
  const whose = [issuer, account].filter((part) => part !== undefined).join(': ')
  return (
    <dl className={pageClasses.facts}>
      {whose !== '' && (
        <div>
          <dt>{t('connection.secret.whose')}</dt>
          <dd>{whose}</dd>
        </div>
      )}
      <div>
        <dt>{t('connection.secret.kind')}</dt>
        <dd>
          {t('enrolment.settingsText', {
            algorithm: algorithm.replace('SHA', 'SHA-'),
            digits,
            seconds: periodSeconds,
          })}
        </dd>
      </div>
    </dl>
  )
}

function CodeOnDemand({ connectionId, periodSeconds }: { connectionId: string; periodSeconds: number }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const [shown, setShown] = useState<ShownCode>()
  const secondsLeft = useCountdown(shown?.endsAtMs)
  const isGood = shown !== undefined && secondsLeft > 0

  const show = (): void => {
    setShown(undefined)
    void attempt.run(async () => {
      const params = { id: connectionId }
      const answer = await freshly(() => client.call('GET /api/v1/connections/{id}/code', { params }))
      setShown({ code: answer.code, endsAtMs: onOurClock(answer.validUntil) })
    })
  }

  return (
    <div className={classes.whole}>
      <FailureNotice attempt={attempt} />
      <div role="status" className={classes.said}>
        {attempt.isBusy && (
          <p className={classes.waiting}>
            <Loader size="xs" aria-hidden />
            {t('connection.codes.waiting', { duration: durationOf(mostPeriodsAhead * periodSeconds, t) })}
          </p>
        )}
        {shown !== undefined && !isGood && <p className={classes.waiting}>{t('connection.codes.over')}</p>}
      </div>
      {isGood && (
        <div className={classes.code}>
          <CodeRing
            label={t('connection.codes.usedUp')}
            code={shown.code}
            secondsLeft={secondsLeft}
            periodSeconds={periodSeconds}
          />
          <CopyButton size="xs" text={shown.code} label={t('liveCode.copy')} />
        </div>
      )}
      <div>
        <Button loading={attempt.isBusy} disabled={attempt.waitSeconds > 0} onClick={show}>
          {t(shown === undefined ? 'connection.codes.show' : 'connection.codes.showAnother')}
        </Button>
      </div>
    </div>
  )
}
