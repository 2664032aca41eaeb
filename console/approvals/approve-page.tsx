// What waits for a yes or no: whose sign-in it is, with what, where from and when; the two digits for a yes, and "It was not me".
import { Button, Skeleton, TextInput } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useRouteContext } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { meQuery } from '../accounts/me.ts'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { clockOf, useCountdown } from '../app/countdown.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { isInApp } from '../app/in-app.ts'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { onOurClock } from '../app/server-clock.ts'
import { useTexts } from '../texts/texts.ts'
import { codeDigits } from '../totp/code-digits.ts'
import { isWaiting, useFollowedWaiting, waitingQuery, type Asked } from './approvals.ts'
import classes from './approvals.module.css'
import { useRingEnds } from './ring-ends.ts'
import { approveOnPhone, useThisPhone, type PhoneHere, type RegisteredPhone } from './this-phone.ts'

/** What came of the sign-in that was answered last. */
interface Outcome {
  id: string
  answer: 'yes' | 'no' | 'wrong_number'
}

export function ApprovePage() {
  const { t } = useTexts()
  const { me: loaded } = useRouteContext({ from: '/signed-in' })
  const { data: me = loaded } = useQuery(meQuery)
  const isBroken = useFollowedWaiting()
  const { data: waiting, dataUpdatedAt, error, refetch } = useQuery(waitingQuery)
  useRingEnds(waiting?.items, dataUpdatedAt)
  const here = useThisPhone(me)
  const [outcome, setOutcome] = useState<Outcome>()
  const asked = waiting?.items.find(isWaiting)
  const seconds = useCountdown(asked === undefined ? undefined : onOurClock(asked.expiresAt))
  // The line tells a moment later that what was answered waits no more.
  const isAsked = asked !== undefined && seconds > 0 && asked.id !== outcome?.id
  const approved =
    waiting?.items.filter(
      (one) => !isWaiting(one) && !(one.id === outcome?.id && outcome.answer !== 'yes'),
    ) ?? []
  const isTold = outcome !== undefined && !isAsked && (outcome.answer !== 'yes' || approved.length === 0)

  return (
    <>
      <PageHeading
        title={t('approvals.title')}
        {...(isAsked ? {} : { lead: t('approvals.lead') })}
        guides={['approve-on-the-phone']}
      />
      <div className={classes.page}>
        {isBroken && waiting !== undefined && <Notice tone="warn">{t('approvals.lost')}</Notice>}
        {waiting === undefined &&
          (error === null ? (
            <div role="status" aria-label={t('loading')}>
              <Skeleton height={260} radius="0.875rem" />
            </div>
          ) : (
            <LoadFailure error={error} onRetry={() => void refetch()} />
          ))}
        <div role="status">
          {isTold && <Told answer={outcome.answer} />}
          {approved.map((one) => (
            <Approved key={one.id} approved={one} onOutcome={setOutcome} />
          ))}
        </div>
        {isAsked && (
          <Question key={asked.id} asked={asked} seconds={seconds} here={here} onOutcome={setOutcome} />
        )}
        {waiting !== undefined && !isAsked && outcome === undefined && approved.length === 0 && (
          <Card title={t('approvals.nothing')} lead={t('approvals.nothingLead')} />
        )}
        {here.phone === false && <NoKeyHere />}
      </div>
    </>
  )
}

function Question(props: {
  asked: Asked
  seconds: number
  here: PhoneHere
  onOutcome: (outcome: Outcome) => void
}) {
  const { t } = useTexts()
  const { asked, seconds, here } = props
  return (
    <Card title={t('approvals.question')} lead={t('approvals.caution')}>
      <Facts asked={asked}>
        <dt>{t('approvals.left')}</dt>
        <dd className={classes.left}>{clockOf(seconds)}</dd>
      </Facts>
      <WayToSayYes asked={asked} here={here} onOutcome={props.onOutcome} />
      <DenyButton id={asked.id} onOutcome={props.onOutcome} />
    </Card>
  )
}

/** Whether this phone has the key for a yes may have to be asked for; a no needs none. */
function WayToSayYes(props: { asked: Asked; here: PhoneHere; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTexts()
  const { phone, error, retry } = props.here
  if (phone === false) return null
  if (phone !== undefined) return <NumberForm asked={props.asked} phone={phone} onOutcome={props.onOutcome} />
  if (error !== null) return <LoadFailure error={error} onRetry={retry} />
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton height={140} radius="0.875rem" />
    </div>
  )
}

/** Until somebody is in by it. */
function Approved({ approved, onOutcome }: { approved: Asked; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTexts()
  const seconds = useCountdown(onOurClock(approved.expiresAt))
  if (seconds <= 0) return null
  return (
    <Card title={t('approvals.approved')}>
      <Facts asked={approved} />
      <DenyButton id={approved.id} onOutcome={onOutcome} />
    </Card>
  )
}

function Facts({ asked, children }: { asked: Asked; children?: ReactNode }) {
  const { t, language } = useTexts()
  const device = asked.device === '' ? t('history.unknownDevice') : asked.device
  const facts = [
    { term: t('approvals.who'), value: asked.email },
    { term: t('approvals.with'), value: [t(`client.${asked.client}`), device].join(' · ') },
    { term: t('approvals.from'), value: asked.address },
    { term: t('approvals.when'), value: formatMoment(asked.askedAt, language) },
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(({ term, value }) => (
        <FactPair key={term} term={term} value={value} />
      ))}
      {children}
    </dl>
  )
}

function DenyButton({ id, onOutcome }: { id: string; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTexts()
  const [isDenying, setDenying] = useState(false)
  return (
    <>
      <div className={`${formClasses.actions} ${formClasses.start}`}>
        <Button variant="default" className={classes.no} onClick={() => setDenying(true)}>
          {t('approvals.no')}
        </Button>
      </div>
      {isDenying && <DenyDialog id={id} onClose={() => setDenying(false)} onOutcome={onOutcome} />}
    </>
  )
}

function FactPair({ term, value }: { term: string; value: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </>
  )
}

const DIGITS = 2

/** Sends nothing by itself: a wrong number ends the sign-in. */
function NumberForm(props: { asked: Asked; phone: RegisteredPhone; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTexts()
  const { asked, phone } = props
  const attempt = useAttempt()
  const [number, setNumber] = useState('')
  const [isChecked, setChecked] = useState(false)

  const approve = async (): Promise<void> => {
    setChecked(true)
    if (number.length < DIGITS || attempt.isBusy || attempt.waitSeconds > 0) return
    const failure = await attempt.run(() => approveOnPhone(phone, asked.id, number))
    if (failure === undefined) props.onOutcome({ id: asked.id, answer: 'yes' })
    else if (failure.code === 'approval.number_wrong')
      props.onOutcome({ id: asked.id, answer: 'wrong_number' })
  }

  return (
    <form
      className={formClasses.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void approve()
      }}
    >
      <TextInput
        classNames={{ input: classes.number }}
        label={t('approvals.number')}
        inputMode="numeric"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        value={number}
        onChange={(event) => setNumber(codeDigits(event.currentTarget.value).slice(0, DIGITS))}
        error={isChecked && number.length < DIGITS && t('approvals.number.missing')}
      />
      <FailureNotice attempt={attempt} />
      <div>
        <Button type="submit" size="md" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('approvals.yes')}
        </Button>
      </div>
    </form>
  )
}

function DenyDialog(props: { id: string; onClose: () => void; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTexts()
  return (
    <ConfirmDialog
      title={t('approvals.no.title')}
      text={t('approvals.no.text')}
      confirmLabel={t('approvals.no.confirm')}
      tone="danger"
      onClose={props.onClose}
      confirm={async () => {
        await client.call('POST /api/v1/me/approvals/{id}/deny', { params: { id: props.id } })
        props.onOutcome({ id: props.id, answer: 'no' })
      }}
    />
  )
}

function Told({ answer }: { answer: Outcome['answer'] }) {
  const { t } = useTexts()
  if (answer === 'wrong_number') return <Notice tone="warn">{t('error.approval.number_wrong')}</Notice>
  if (answer === 'yes') return <Notice tone="good">{t('approvals.approved')}</Notice>
  return (
    <Notice tone="info">
      {t('approvals.denied')} <Link to="/profile">{t('approvals.toProfile')}</Link>
    </Notice>
  )
}

function NoKeyHere() {
  const { t } = useTexts()
  return (
    <Notice tone="info">
      {t(isInApp ? 'approvals.noKey' : 'approvals.onlyPhone')}{' '}
      <Link to="/profile">{t('approvals.toProfile')}</Link>
    </Notice>
  )
}
