// The second half of a sign-in: a code, a recovery code instead, or the enrolment.
import { lazy, Suspense, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { CodeForm } from '../totp/code-form.tsx'
import { PrintedCodeForm } from './printed-code-form.tsx'

// Most sign-ins do not enrol: its part is loaded when it is needed.
const EnrolStep = lazy(async () => ({ default: (await import('./enrol-step.tsx')).EnrolStep }))

type Method = NonNullable<Answer<'POST /api/v1/sign-in'>['methods']>[number]

export interface PendingSignIn {
  step: 'code' | 'enrol'
  challenge: string
  methods: readonly Method[]
  needsTicket: boolean
  /** For how long this browser may be trusted; 0: not at all. */
  trustDays: number
}

export interface StepProps {
  pending: PendingSignIn
  email: string
  onDone: () => Promise<void>
  onStartAgain: (reason: 'challenge-over' | 'wish') => void
}

export function SecondFactorStep(props: StepProps) {
  const { methods } = props.pending
  const [method, setMethod] = useState(methods[0] ?? 'totp')
  if (props.pending.step === 'enrol') {
    return (
      <Suspense>
        <EnrolStep {...props} />
      </Suspense>
    )
  }
  const Step = method === 'totp' ? TotpStep : PrintedCodeStep
  return <Step {...props} key={method} method={method} onMethod={setMethod} />
}

type MethodProps = StepProps & { method: Method; onMethod: (method: Method) => void }

function TotpStep(props: MethodProps) {
  const { t } = useTexts()
  const { challenge, trustDays } = props.pending
  const [trustDevice, setTrustDevice] = useState(false)
  return (
    <EntryPage title={t('signIn.code.title')} lead={t('signIn.code.lead')}>
      <div className={classes.below}>
        {/* Before the code, which sends itself with its sixth digit. */}
        {trustDays > 0 && (
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={trustDevice}
              onChange={(event) => setTrustDevice(event.currentTarget.checked)}
            />
            {t('signIn.trust', { count: trustDays })}
          </label>
        )}
        <CodeForm
          label={t('code.label')}
          submitLabel={t('signIn.submit')}
          submit={async (code) => {
            await client.call('POST /api/v1/sign-in/totp', { body: { challenge, code, trustDevice } })
            await props.onDone()
          }}
          onFailure={startAgainWhenOver(props.onStartAgain)}
        />
      </div>
      <OtherMethods {...props} />
    </EntryPage>
  )
}

const printed = {
  recovery_code: { route: 'POST /api/v1/sign-in/recovery-code', kind: 'signIn.recovery' },
  bypass_code: { route: 'POST /api/v1/sign-in/bypass-code', kind: 'signIn.bypass' },
} as const

function PrintedCodeStep(props: MethodProps) {
  const { t } = useTexts()
  const { route, kind } = printed[props.method === 'bypass_code' ? 'bypass_code' : 'recovery_code']
  const { challenge } = props.pending
  return (
    <EntryPage title={t(`${kind}.title`)} lead={t(`${kind}.lead`)}>
      <PrintedCodeForm
        kind={kind}
        submit={async (code) => {
          await client.call(route, { body: { challenge, code } })
          await props.onDone()
        }}
        onFailure={startAgainWhenOver(props.onStartAgain)}
      />
      <OtherMethods {...props} />
    </EntryPage>
  )
}

function OtherMethods({ pending, method, onMethod, email, onStartAgain }: MethodProps) {
  const { t } = useTexts()
  const others = pending.methods
    .filter((other) => other !== method)
    .map((other) => ({ label: t(`signIn.use.${other}`), choose: () => onMethod(other) }))
  return <Asides email={email} onStartAgain={onStartAgain} others={others} />
}

export function startAgainWhenOver(onStartAgain: StepProps['onStartAgain']): (error: unknown) => boolean {
  return (error) => {
    if (!hasCode(error, 'sign_in.challenge_over')) return false
    onStartAgain('challenge-over')
    return true
  }
}

export function Asides(props: {
  email: string
  others?: readonly { label: string; choose: () => void }[]
  onStartAgain: StepProps['onStartAgain']
}) {
  const { t } = useTexts()
  return (
    <div className={classes.asides}>
      {props.others?.map(({ label, choose }) => (
        <button key={label} type="button" className={classes.link} onClick={choose}>
          {label}
        </button>
      ))}
      <span className={classes.quiet}>
        {props.email}{' '}
        <button type="button" className={classes.link} onClick={() => props.onStartAgain('wish')}>
          {t('signIn.notYou')}
        </button>
      </span>
    </div>
  )
}
