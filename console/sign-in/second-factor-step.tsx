// The second half of a sign-in: a passkey, a code, the phone, a recovery code instead, or the enrolment.
import { lazy, Suspense, useState, type ComponentType } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import type { GuideName } from '../guides/guides.ts'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { CodeForm } from '../totp/code-form.tsx'

// Most sign-ins do not enrol: its part is loaded when it is needed.
const EnrolStep = lazy(async () => ({ default: (await import('./enrol-step.tsx')).EnrolStep }))

const PasskeyStep = lazy(async () => ({ default: (await import('./passkey-step.tsx')).PasskeyStep }))

const ApprovalStep = lazy(async () => ({ default: (await import('./approval-step.tsx')).ApprovalStep }))

// And the phone is mostly at hand.
const PrintedCodeStep = lazy(async () => ({
  default: (await import('./printed-code-step.tsx')).PrintedCodeStep,
}))

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
  const [method, setMethod] = useState(() => firstOf(props.pending.methods))
  if (props.pending.step === 'enrol') {
    return (
      <Suspense>
        <EnrolStep {...props} />
      </Suspense>
    )
  }
  const Step = steps[method]
  return (
    <Suspense>
      <Step {...props} key={method} method={method} onMethod={setMethod} />
    </Suspense>
  )
}

/** The server's first, but no passkey where this page cannot ask for one and the app or the phone will do. */
function firstOf(methods: readonly Method[]): Method {
  const isPasskeyOfNoUse =
    whyNoPasskeys() !== undefined && (methods.includes('totp') || methods.includes('approval'))
  return methods.find((method) => !(method === 'passkey' && isPasskeyOfNoUse)) ?? 'totp'
}

export type MethodProps = StepProps & { method: Method; onMethod: (method: Method) => void }

const steps: Record<Method, ComponentType<MethodProps>> = {
  totp: TotpStep,
  passkey: PasskeyStep,
  // Rings the phone by being shown. It stands behind an app and a passkey: mostly somebody has chosen it.
  approval: ApprovalStep,
  recovery_code: PrintedCodeStep,
  bypass_code: PrintedCodeStep,
}

function TotpStep(props: MethodProps) {
  const { t } = useTexts()
  const { challenge, trustDays } = props.pending
  const [trustDevice, setTrustDevice] = useState(false)
  return (
    <EntryPage title={t('signIn.code.title')} lead={t('signIn.code.lead')}>
      <div className={classes.below}>
        {/* Before the code, which sends itself with its sixth digit. */}
        <TrustChoice days={trustDays} isChosen={trustDevice} onChoose={setTrustDevice} />
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

/** Nothing where the organization lets no browser be trusted. */
export function TrustChoice(props: {
  days: number
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
}) {
  const { t } = useTexts()
  if (props.days === 0) return null
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={props.isChosen}
        onChange={(event) => props.onChoose(event.currentTarget.checked)}
      />
      {t('signIn.trust', { count: props.days })}
    </label>
  )
}

const guides: Record<Method, GuideName> = {
  totp: 'lost-phone',
  passkey: 'passkeys',
  approval: 'approve-on-the-phone',
  recovery_code: 'lost-phone',
  bypass_code: 'lost-phone',
}

export function OtherMethods({ pending, method, onMethod, email, onStartAgain }: MethodProps) {
  const { t } = useTexts()
  const others = pending.methods
    .filter((other) => other !== method)
    .map((other) => ({ label: t(`signIn.use.${other}`), choose: () => onMethod(other) }))
  return <Asides email={email} onStartAgain={onStartAgain} others={others} guide={guides[method]} />
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
  guide: GuideName
}) {
  const { t } = useTexts()
  return (
    <div className={classes.asides}>
      {props.others?.map(({ label, choose }) => (
        <button key={label} type="button" className={classes.link} onClick={choose}>
          {label}
        </button>
      ))}
      <GuideLink guide={props.guide} />
      <span className={classes.quiet}>
        {props.email}{' '}
        <button type="button" className={classes.link} onClick={() => props.onStartAgain('wish')}>
          {t('signIn.notYou')}
        </button>
      </span>
    </div>
  )
}
