// The enrolment inside a sign-in: the admin requires a second factor, and there is none yet.
import { useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { readTicket } from '../accounts/invitation-ticket.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import classes from '../app/form.module.css'
import { PasskeyForm } from '../passkeys/passkey-form.tsx'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { Enrolment } from '../totp/enrolment.tsx'
import { RecoveryCodes } from '../totp/recovery-codes.tsx'
import { PrintedCodeForm } from './printed-code-form.tsx'
import { Asides, startAgainWhenOver, type StepProps } from './second-factor-step.tsx'

export function EnrolStep({ pending, email, onDone, onStartAgain }: StepProps) {
  const { t } = useTexts()
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const { challenge } = pending
  const [isByPasskey, setByPasskey] = useState(false)
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
  if (isByPasskey) {
    return (
      <EntryPage title={t('enrolment.title')} lead={t('enrolment.passkey')}>
        <div className={classes.below}>
          <PasskeyForm
            submitLabel={t('enrolment.passkey.submit')}
            submit={async ({ makePasskey }) => {
              const body = { challenge, ...ticketOf(ticket) }
              const options = await client.call('POST /api/v1/sign-in/enrolment/passkey', { body })
              const passkey = await makePasskey(options)
              const answer = await client.call('POST /api/v1/sign-in/enrolment/passkey/confirm', {
                body: { challenge, passkey },
              })
              setRecoveryCodes(answer.recoveryCodes)
            }}
            onFailure={startAgainWhenOver(onStartAgain)}
          />
        </div>
        <Asides
          email={email}
          onStartAgain={onStartAgain}
          others={[{ label: t('signIn.use.totp'), choose: () => setByPasskey(false) }]}
          guide="passkeys"
        />
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
      <Asides
        email={email}
        onStartAgain={onStartAgain}
        others={
          whyNoPasskeys() === undefined
            ? [{ label: t('signIn.use.passkey'), choose: () => setByPasskey(true) }]
            : []
        }
        guide="sign-in"
      />
    </EntryPage>
  )
}

const ticketOf = (ticket: string | undefined) => (ticket === undefined ? {} : { ticket })

function begin(challenge: string, ticket: string | undefined) {
  const body = { challenge, ...ticketOf(ticket) }
  return client.call('POST /api/v1/sign-in/enrolment', { body })
}
