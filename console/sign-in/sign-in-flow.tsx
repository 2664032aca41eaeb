// One sign-in from the password to the end. Going back to the password keeps the address that was typed.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { Link } from '@tanstack/react-router'
import { EntryPage } from '../app/entry-page.tsx'
import classes from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import { clientHere } from '../app/in-app.ts'
import { Notice } from '../app/notice.tsx'
import { loadSecondFactorTexts, useTexts } from '../texts/texts.ts'
import { useFinishSignIn } from './finish-sign-in.ts'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import { PasswordForm } from './password-form.tsx'
import type { PendingSignIn } from './second-factor-step.tsx'

type PasswordAnswer = Answer<'POST /api/v1/sign-in'>

/** What is left to do after the password, or nothing when the sign-in is done. */
function pendingOf(answer: PasswordAnswer): PendingSignIn | undefined {
  const { step, challenge, methods = [], needsTicket = false, trustDays = 0 } = answer
  if (step === 'done' || challenge === undefined) return undefined
  return { step, challenge, methods, needsTicket, trustDays }
}

// What comes after the password is loaded while it is typed.
async function loadSecondFactorStep() {
  const [{ SecondFactorStep }] = await Promise.all([
    import('./second-factor-step.tsx'),
    loadSecondFactorTexts(),
  ])
  return { default: SecondFactorStep }
}
const SecondFactorStep = lazy(loadSecondFactorStep)

// Few are in a time of grace: what reminds them is loaded when it is needed.
const EnrolReminder = lazy(async () => {
  const [{ EnrolReminder: Reminder }] = await Promise.all([
    import('./enrol-reminder.tsx'),
    loadSecondFactorTexts(),
  ])
  return { default: Reminder }
})

export function SignInFlow(props: {
  email?: string
  /** The answer to a password that was given elsewhere. */
  answer?: PasswordAnswer
  /** Above the form, until something happens. */
  notice?: ReactNode
  back?: string
  isSignUpOpen?: boolean
}) {
  const { t } = useTexts()
  const finish = useFinishSignIn()
  const [email, setEmail] = useState(props.email ?? '')
  const [enrolBy, setEnrolBy] = useState(props.answer?.enrolBy)
  const [pending, setPending] = useState(props.answer && pendingOf(props.answer))
  const [notice, setNotice] = useState<ReactNode>(props.notice)

  useEffect(() => {
    // What cannot be loaded now is asked for again when it is needed, and told then.
    loadSecondFactorStep().catch(() => undefined)
  }, [])

  if (enrolBy !== undefined) {
    return (
      <Suspense>
        <EnrolReminder
          enrolBy={enrolBy}
          onNow={() => finish('/profile')}
          onLater={() => finish(props.back)}
        />
      </Suspense>
    )
  }
  if (pending !== undefined) {
    return (
      <Suspense>
        <SecondFactorStep
          pending={pending}
          email={email}
          onDone={() => finish(props.back)}
          onStartAgain={(reason) => {
            setPending(undefined)
            setNotice(reason === 'challenge-over' ? <ChallengeOver /> : undefined)
          }}
        />
      </Suspense>
    )
  }
  return (
    <EntryPage title={t('signIn.title')} lead={t('signIn.lead')}>
      <PasswordForm
        email={email}
        onEmailChange={setEmail}
        submit={async (password) => {
          const answer = await client.call('POST /api/v1/sign-in', {
            body: { email, password, client: clientHere },
          })
          const next = pendingOf(answer)
          if (next !== undefined) {
            await loadSecondFactorStep()
            setPending(next)
          } else if (answer.enrolBy === undefined) await finish(props.back)
          else setEnrolBy(answer.enrolBy)
        }}
      >
        {notice}
      </PasswordForm>
      <PasskeySignIn onDone={() => finish(props.back)} />
      <div className={classes.asides}>
        <Link to="/forgot-password">{t('reset.forgot')}</Link>
        <GuideLink guide="sign-in" />
        {props.isSignUpOpen === true && <Link to="/sign-up">{t('signUp.link')}</Link>}
      </div>
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
