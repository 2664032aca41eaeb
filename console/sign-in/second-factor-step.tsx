// The second half of a sign-in: a code, a recovery code instead, or the enrolment.
import { lazy, Suspense, useState } from 'react'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { CodeForm } from '../totp/code-form.tsx'
import { RecoveryCodeForm } from './recovery-code-form.tsx'

// Most sign-ins do not enrol: its part is loaded when it is needed.
const EnrolStep = lazy(async () => ({ default: (await import('./enrol-step.tsx')).EnrolStep }))

export interface PendingSignIn {
  step: 'code' | 'enrol'
  challenge: string
  methods: readonly ('totp' | 'recovery_code')[]
}

export interface StepProps {
  pending: PendingSignIn
  email: string
  onDone: () => Promise<void>
  onStartAgain: (reason: 'challenge-over' | 'wish') => void
}

export function SecondFactorStep(props: StepProps) {
  const { methods } = props.pending
  const [method, setMethod] = useState(methods.includes('totp') ? 'totp' : 'recovery_code')
  if (props.pending.step === 'enrol') {
    return (
      <Suspense>
        <EnrolStep {...props} />
      </Suspense>
    )
  }
  return method === 'totp' ? (
    <TotpStep {...props} onOtherMethod={() => setMethod('recovery_code')} />
  ) : (
    <RecoveryCodeStep {...props} onOtherMethod={() => setMethod('totp')} />
  )
}

function TotpStep({ pending, email, onDone, onStartAgain, onOtherMethod }: MethodProps) {
  const { t } = useTexts()
  return (
    <EntryPage title={t('signIn.code.title')} lead={t('signIn.code.lead')}>
      <div className={classes.below}>
        <CodeForm
          label={t('code.label')}
          submitLabel={t('signIn.submit')}
          submit={async (code) => {
            await client.call('POST /api/v1/sign-in/totp', { body: { challenge: pending.challenge, code } })
            await onDone()
          }}
          onFailure={startAgainWhenOver(onStartAgain)}
        />
      </div>
      <Asides
        email={email}
        onStartAgain={onStartAgain}
        {...(pending.methods.includes('recovery_code')
          ? { other: { label: t('signIn.useRecoveryCode'), choose: onOtherMethod } }
          : {})}
      />
    </EntryPage>
  )
}

function RecoveryCodeStep({ pending, email, onDone, onStartAgain, onOtherMethod }: MethodProps) {
  const { t } = useTexts()
  return (
    <EntryPage title={t('signIn.recovery.title')} lead={t('signIn.recovery.lead')}>
      <RecoveryCodeForm
        submit={async (code) => {
          await client.call('POST /api/v1/sign-in/recovery-code', {
            body: { challenge: pending.challenge, code },
          })
          await onDone()
        }}
        onFailure={startAgainWhenOver(onStartAgain)}
      />
      <Asides
        email={email}
        onStartAgain={onStartAgain}
        {...(pending.methods.includes('totp')
          ? { other: { label: t('signIn.useApp'), choose: onOtherMethod } }
          : {})}
      />
    </EntryPage>
  )
}

type MethodProps = StepProps & { onOtherMethod: () => void }

export function startAgainWhenOver(onStartAgain: StepProps['onStartAgain']): (error: unknown) => boolean {
  return (error) => {
    if (!hasCode(error, 'sign_in.challenge_over')) return false
    onStartAgain('challenge-over')
    return true
  }
}

export function Asides(props: {
  email: string
  other?: { label: string; choose: () => void }
  onStartAgain: StepProps['onStartAgain']
}) {
  const { t } = useTexts()
  return (
    <div className={classes.asides}>
      {props.other !== undefined && (
        <button type="button" className={classes.link} onClick={props.other.choose}>
          {props.other.label}
        </button>
      )}
      <span className={classes.quiet}>
        {props.email}{' '}
        <button type="button" className={classes.link} onClick={() => props.onStartAgain('wish')}>
          {t('signIn.notYou')}
        </button>
      </span>
    </div>
  )
}
