// One sign-in from the password to the end. Going back to the password keeps the address that was typed.
import { useState, type ReactNode } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { useFinishSignIn } from './finish-sign-in.ts'
import { PasswordForm } from './password-form.tsx'
import { SecondFactorStep, type PendingSignIn } from './second-factor-step.tsx'

type PasswordAnswer = Answer<'POST /api/v1/sign-in'>

/** What is left to do after the password, or nothing when the sign-in is done. */
function pendingOf({ step, challenge, methods = ['totp'] }: PasswordAnswer): PendingSignIn | undefined {
  return step === 'done' || challenge === undefined ? undefined : { step, challenge, methods }
}

export function SignInFlow(props: {
  email?: string
  /** The answer to a password that was given elsewhere. */
  answer?: PasswordAnswer
  /** Above the form, until something happens. */
  notice?: ReactNode
  back?: string
}) {
  const { t } = useTexts()
  const finish = useFinishSignIn()
  const [email, setEmail] = useState(props.email ?? '')
  const [pending, setPending] = useState(props.answer && pendingOf(props.answer))
  const [notice, setNotice] = useState<ReactNode>(props.notice)

  if (pending !== undefined) {
    return (
      <SecondFactorStep
        pending={pending}
        email={email}
        onDone={() => finish(props.back)}
        onStartAgain={(reason) => {
          setPending(undefined)
          setNotice(reason === 'challenge-over' ? <ChallengeOver /> : undefined)
        }}
      />
    )
  }
  return (
    <EntryPage title={t('signIn.title')} lead={t('signIn.lead')}>
      <PasswordForm
        email={email}
        onEmailChange={setEmail}
        submit={async (password) => {
          const answer = await client.call('POST /api/v1/sign-in', { body: { email, password } })
          const next = pendingOf(answer)
          if (next === undefined) await finish(props.back)
          else setPending(next)
        }}
      >
        {notice}
      </PasswordForm>
    </EntryPage>
  )
}

function ChallengeOver() {
  const { t } = useTexts()
  return (
    <div role="alert">
      <Notice tone="warn">{t('error.sign_in.challenge_over')}</Notice>
    </div>
  )
}
