// After how many minutes the app locks itself, and what opens it again.
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { SelectField } from '../app/select-field.tsx'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { lockChoices } from '../worker/kept.ts'
import type { AppState } from '../worker/messages.ts'
import { proveItIsYou } from './prove-it-is-you.ts'
import { askWorker } from './worker-link.ts'

const choices = lockChoices.map((minutes) => ({ minutes, value: String(minutes) }))

export function LockCard() {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [state, setState] = useState<AppState>()
  const [isOfElsewhere, setOfElsewhere] = useState(false)
  useEffect(() => {
    askWorker({ kind: 'look' }).then(setState, () => undefined)
  }, [])
  if (state === undefined) return null

  const setUp = async (): Promise<void> => {
    await proveItIsYou(await import('../passkeys/ceremony.ts'))
    const now = await askWorker({ kind: 'look' })
    setState(now)
    setOfElsewhere(!now.unlocksByPasskey)
  }
  return (
    <Card title={t('app.lockCard.title')} lead={t('app.lockCard.lead')}>
      <div className={`${formClasses.form} ${formClasses.below}`}>
        <SelectField
          label={t('app.lockCard.after')}
          value={String(state.lockMinutes)}
          choices={choices.map(({ minutes, value }) => ({
            value,
            text: t('app.lockCard.minutes', { count: minutes }),
          }))}
          onChoose={(chosen) => {
            const minutes = choices.find(({ value }) => value === chosen)?.minutes
            if (minutes !== undefined) void askWorker({ kind: 'lock_after', minutes }).then(setState)
          }}
        />
        <p className={formClasses.lead}>
          {t(state.unlocksByPasskey ? 'app.lockCard.byPasskey' : 'app.lockCard.signsOut')}
        </p>
        <FailureNotice attempt={attempt} />
        {isOfElsewhere && <p role="alert">{t('app.lockCard.elsewhere')}</p>}
        {!state.unlocksByPasskey && whyNoPasskeys() === undefined && (
          <div>
            <Button
              variant="default"
              loading={attempt.isBusy}
              disabled={attempt.waitSeconds > 0}
              onClick={() => void attempt.run(setUp)}
            >
              {t('app.lockCard.usePasskey')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}
