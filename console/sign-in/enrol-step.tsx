// The enrolment inside a sign-in: the admin requires a second factor, and there is none yet.
import { useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { readTicket } from '../accounts/invitation-ticket.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { useTexts } from '../texts/texts.ts'
import { Enrolment } from '../totp/enrolment.tsx'
import { RecoveryCodes } from '../totp/recovery-codes.tsx'
import { PrintedCodeForm } from './printed-code-form.tsx'
import { Asides, startAgainWhenOver, type StepProps } from './second-factor-step.tsx'

export function EnrolStep({ pending, email, onDone, onStartAgain }: StepProps) {
  const { t } = useTexts()
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const { challenge } = pending
  const [ticket, setTicket] = useState<string | undefined>(readTicket)
  const first = useRef<Answer<'POST /api/v1/sign-in/enrolment'>>(undefined)

  if (recoveryCodes !== undefined) {
    return (
      <EntryPage title={t('recoveryCodes.title')} lead={t('recoveryCodes.lead')}>
        <RecoveryCodes codes={recoveryCodes} account={email} onSaved={onDone} />
      </EntryPage>
    )
  }
  if (pending.needsTicket && ticket === undefined) {
    return (
      <EntryPage title={t('signIn.ticket.title')} lead={t('signIn.ticket.lead')}>
        <PrintedCodeForm
          kind="signIn.ticket"
          submitLabel={t('action.continue')}
          submit={async (typed) => {
            first.current = await begin(challenge, typed)
            setTicket(typed)
          }}
          onFailure={startAgainWhenOver(onStartAgain)}
        />
        <Asides email={email} onStartAgain={onStartAgain} guide="sign-in" />
      </EntryPage>
    )
  }
  return (
    <EntryPage wide title={t('enrolment.title')} lead={t('enrolment.required')}>
      <Enrolment
        begin={async () => {
          // What the ticket opened is shown as it is; starting over asks the server anew.
          const opened = first.current
          first.current = undefined
          return opened ?? begin(challenge, ticket)
        }}
        confirm={async (code) => {
          const answer = await client.call('POST /api/v1/sign-in/enrolment/confirm', {
            body: { challenge, code },
          })
          setRecoveryCodes(answer.recoveryCodes)
        }}
        onFailure={startAgainWhenOver(onStartAgain)}
      />
      <Asides email={email} onStartAgain={onStartAgain} guide="sign-in" />
    </EntryPage>
  )
}

function begin(challenge: string, ticket: string | undefined) {
  const body = { challenge, ...(ticket === undefined ? {} : { ticket }) }
  return client.call('POST /api/v1/sign-in/enrolment', { body })
}
