// Adding an authenticator app: the QR code, the key for those who cannot scan, and the first code as the proof.
import { Button, Loader } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { hasCode } from '../app/failure.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { CodeForm } from './code-form.tsx'
import { EnrolmentKey, type EnrolmentOffer } from './enrolment-key.tsx'
import classes from './enrolment.module.css'

export function Enrolment(props: {
  /** Asks the server for a new secret; the one before is void. */
  begin: () => Promise<EnrolmentOffer>
  /** Throws what the server answered. */
  confirm: (code: string) => Promise<void>
  /** Sees a failure first; answers true where it has dealt with it. */
  onFailure?: (error: unknown) => boolean
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [offer, setOffer] = useState<EnrolmentOffer>()
  const [isRenewed, setRenewed] = useState(false)
  // Every beginning makes a new secret and voids the one on the screen: once, and again only when asked.
  const [beginnings, setBeginnings] = useState(1)
  const begin = useEffectEvent(() =>
    attempt.run(async () => {
      try {
        setOffer(await props.begin())
      } catch (error) {
        if (props.onFailure?.(error) !== true) throw error
      }
    }),
  )
  useEffect(() => void begin(), [beginnings])
  const beginAgain = (): void => {
    setOffer(undefined)
    setBeginnings((count) => count + 1)
  }

  if (offer === undefined) {
    return (
      <div className={classes.waiting}>
        {attempt.failure === undefined && <Loader aria-label={t('loading')} />}
        <FailureNotice attempt={attempt} />
        {attempt.failure !== undefined && (
          <Button onClick={beginAgain} loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('action.tryAgain')}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div className={classes.steps}>
      {isRenewed && (
        <div role="alert">
          <Notice tone="warn">{t('enrolment.renewed')}</Notice>
        </div>
      )}
      <section aria-labelledby="enrolment-scan">
        <h2 id="enrolment-scan" className={classes.heading}>
          <span className={classes.number}>1</span>
          {t('enrolment.scan.title')}
        </h2>
        <EnrolmentKey offer={offer} />
      </section>
      <section aria-labelledby="enrolment-confirm" className={classes.confirm}>
        <div>
          <h2 id="enrolment-confirm" className={classes.heading}>
            <span className={classes.number}>2</span>
            {t('enrolment.confirm.title')}
          </h2>
          <p className={classes.text}>{t('enrolment.confirm.description')}</p>
        </div>
        <CodeForm
          label={t('code.label')}
          submitLabel={t('enrolment.confirm.submit')}
          autoFocus={false}
          submit={props.confirm}
          onFailure={(error) => {
            if (!hasCode(error, 'second_factor.enrolment_over')) return props.onFailure?.(error) ?? false
            setRenewed(true)
            beginAgain()
            return true
          }}
        />
      </section>
    </div>
  )
}
