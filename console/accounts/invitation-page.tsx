// An invitation: whom it is for, the first password, and straight on into the sign-in.
import { Button, Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { clientHere } from '../app/in-app.ts'
import { forgetLinkToken, keepLinkToken, useLinkToken } from '../app/link-token.ts'
import { Notice } from '../app/notice.tsx'
import { TokenForm } from '../app/token-form.tsx'
import { useFinishSignIn } from '../sign-in/finish-sign-in.ts'
import { SignInFlow } from '../sign-in/sign-in-flow.tsx'
import { useTexts } from '../texts/texts.ts'
import { keepTicket } from './invitation-ticket.ts'
import { AcceptInvitationForm } from './accept-invitation-form.tsx'

type Invitation = Answer<'POST /api/v1/invitations/inspect'>
type PasswordAnswer = Answer<'POST /api/v1/sign-in'>

/** The invitation is accepted; `answer` is missing where the sign-in after it could not be begun. */
interface Accepted {
  token: string
  email: string
  answer?: PasswordAnswer
}

export function InvitationPage() {
  const { t } = useTexts()
  const token = useLinkToken('/invitation')
  const finish = useFinishSignIn()
  const [accepted, setAccepted] = useState<Accepted>()
  useEffect(() => () => forgetLinkToken('/invitation'), [])

  // Another link opened in this tab is another invitation.
  if (accepted !== undefined && accepted.token === token) {
    const { email, answer } = accepted
    return (
      <SignInFlow
        email={email}
        {...(answer === undefined ? {} : { answer })}
        notice={<Notice tone="good">{t('invitation.accepted')}</Notice>}
      />
    )
  }
  if (token === undefined) {
    return (
      <EntryPage title={t('invitation.title')} lead={t('invitation.noToken')}>
        <TokenForm
          label={t('invitation.token.label')}
          onToken={(pasted) => keepLinkToken('/invitation', pasted)}
        />
      </EntryPage>
    )
  }
  return (
    <OpenInvitation
      key={token}
      token={token}
      accept={async ({ email }, password) => {
        const { enrolmentTicket } = await client.call('POST /api/v1/invitations/accept', {
          body: { token, password },
        })
        keepTicket(enrolmentTicket)
        try {
          const answer = await client.call('POST /api/v1/sign-in', {
            body: { email, password, client: clientHere },
          })
          if (answer.step === 'done' && answer.enrolBy === undefined) await finish()
          else setAccepted({ token, email, answer })
        } catch {
          // The password is set whatever came after it: from here it is a sign-in like any other.
          setAccepted({ token, email })
        }
      }}
    />
  )
}

function OpenInvitation(props: {
  token: string
  accept: (invitation: Invitation, password: string) => Promise<void>
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [invitation, setInvitation] = useState<Invitation>()
  const inspect = useEffectEvent(() =>
    attempt.run(async () => {
      setInvitation(await client.call('POST /api/v1/invitations/inspect', { body: { token: props.token } }))
    }),
  )
  const [tries, setTries] = useState(1)
  useEffect(() => void inspect(), [tries])

  if (invitation === undefined) {
    const isInvalid = attempt.failure?.code === 'invitation.invalid'
    return (
      <EntryPage title={t('invitation.title')}>
        <div className={`${classes.form} ${classes.below}`}>
          <FailureNotice attempt={attempt} />
          {attempt.failure === undefined && <Loader aria-label={t('loading')} className={classes.centred} />}
          {attempt.failure !== undefined && !isInvalid && (
            <Button
              loading={attempt.isBusy}
              disabled={attempt.waitSeconds > 0}
              onClick={() => setTries((count) => count + 1)}
            >
              {t('action.tryAgain')}
            </Button>
          )}
          {isInvalid && (
            <Button component={Link} to="/sign-in" variant="default">
              {t('action.toSignIn')}
            </Button>
          )}
        </div>
      </EntryPage>
    )
  }
  const { name, organizationName } = invitation
  return (
    <EntryPage
      title={t('invitation.join', { organization: organizationName })}
      lead={name === '' ? t('invitation.lead') : t('invitation.leadNamed', { name })}
    >
      <AcceptInvitationForm
        email={invitation.email}
        submit={(password) => props.accept(invitation, password)}
      />
    </EntryPage>
  )
}
