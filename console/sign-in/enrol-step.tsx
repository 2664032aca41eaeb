// The enrolment inside a sign-in: the admin requires a second factor, and there is none yet.
import { useState } from 'react'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { useTexts } from '../texts/texts.ts'
import { Enrolment } from '../totp/enrolment.tsx'
import { RecoveryCodes } from '../totp/recovery-codes.tsx'
import { Asides, startAgainWhenOver, type StepProps } from './second-factor-step.tsx'

export function EnrolStep({ pending, email, onDone, onStartAgain }: StepProps) {
  const { t } = useTexts()
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const { challenge } = pending

  if (recoveryCodes !== undefined) {
    return (
      <EntryPage title={t('recoveryCodes.title')} lead={t('recoveryCodes.lead')}>
        <RecoveryCodes codes={recoveryCodes} account={email} onSaved={onDone} />
      </EntryPage>
    )
  }
  return (
    <EntryPage wide title={t('enrolment.title')} lead={t('enrolment.required')}>
      <Enrolment
        begin={() => client.call('POST /api/v1/sign-in/enrolment', { body: { challenge } })}
        confirm={async (code) => {
          const answer = await client.call('POST /api/v1/sign-in/enrolment/confirm', {
            body: { challenge, code },
          })
          setRecoveryCodes(answer.recoveryCodes)
        }}
        onFailure={startAgainWhenOver(onStartAgain)}
      />
      <Asides email={email} onStartAgain={onStartAgain} />
    </EntryPage>
  )
}
