// In the profile: whether this phone approves sign-ins, and how to make it; in a browser, where that is done.
import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Me } from '../accounts/me.ts'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { isInApp } from '../app/in-app.ts'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { useStatus } from '../app/status.tsx'
import { askWorker } from '../mobile/worker-link.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { longestNameCharacters } from '../totp/rename-dialog.tsx'
import cardClasses from '../totp/two-factor-card.module.css'
import { pushKeyQuery } from './approvals.ts'
import classes from './approvals.module.css'
import { readPushState, turnPushOff, turnPushOn } from './push.ts'
import { keepSignedIn, registerThisPhone, useThisPhone, type RegisteredPhone } from './this-phone.ts'

export function PhonePart({ me }: { me: Me }) {
  const { t } = useTexts()
  return (
    <div className={cardClasses.part}>
      {isInApp ? (
        <ThisPhone me={me} />
      ) : (
        <>
          <h3 className={cardClasses.partTitle}>{t('approvals.phone.title')}</h3>
          <p className={cardClasses.small}>
            {t('approvals.phone.where', { card: t('app.onPhone.title') })}{' '}
            <Link to="/approve">{t('approvals.open')}</Link>
          </p>
        </>
      )}
    </div>
  )
}

function ThisPhone({ me }: { me: Me }) {
  const { t } = useTexts()
  const { phone, error, retry } = useThisPhone(me)
  const [isRegistering, setRegistering] = useState(false)
  return (
    <>
      <div className={cardClasses.partHead}>
        <h3 className={cardClasses.partTitle}>{t('approvals.phone.title')}</h3>
        {phone !== undefined && phone !== false && (
          <Badge tone="good">{t('approvals.phone.registered')}</Badge>
        )}
      </div>
      {error !== null && <LoadFailure error={error} onRetry={retry} />}
      {phone === false && (
        <>
          <p className={cardClasses.small}>{t('approvals.phone.offer')}</p>
          <div className={`${formClasses.actions} ${formClasses.start}`}>
            <Button variant="default" onClick={() => setRegistering(true)}>
              {t('approvals.phone.register')}
            </Button>
          </div>
        </>
      )}
      {phone !== undefined && phone !== false && (
        <div className={classes.phone}>
          <SignedInUntil me={me} phone={phone} />
          <LockHint />
          <Push phone={phone} />
        </div>
      )}
      {isRegistering && <RegisterDialog me={me} onClose={() => setRegistering(false)} />}
    </>
  )
}

/** A first name for it: what its browser says that it runs on. */
function nameOfDevice(userAgent: string): string {
  return /iPhone|iPad|Android/.exec(userAgent)?.[0] ?? ''
}

function RegisterDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [name, setName] = useState(() => nameOfDevice(navigator.userAgent))
  const register = async (): Promise<void> => {
    const failure = await attempt.run(() => freshly(() => registerThisPhone(me.account.id, name.trim())))
    if (failure !== undefined) return
    say(t('approvals.phone.added'))
    onClose()
  }
  return (
    <Dialog title={t('approvals.phone.register')} size="sm" onClose={onClose}>
      <form
        className={formClasses.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy) void register()
        }}
      >
        <p className={formClasses.lead}>{t('approvals.phone.registerText')}</p>
        <FailureNotice attempt={attempt} />
        <TextInput
          label={t('field.name')}
          description={t('approvals.phone.name.description')}
          data-autofocus
          maxLength={longestNameCharacters}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('approvals.phone.registerConfirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** A session that the phone does not keep open is over within hours: its owner is told, and can prove more. */
function SignedInUntil({ me, phone }: { me: Me; phone: RegisteredPhone }) {
  const { t, language } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const isKept = me.session.phone === phone.id
  const moment = formatMoment(me.session.expiresAt, language)
  return (
    <>
      <p className={cardClasses.small}>
        {t(isKept ? 'approvals.phone.kept' : 'approvals.phone.notKept', { moment })}
      </p>
      <FailureNotice attempt={attempt} />
      {!isKept && (
        <div className={`${formClasses.actions} ${formClasses.start}`}>
          <Button
            variant="default"
            loading={attempt.isBusy}
            disabled={attempt.waitSeconds > 0}
            onClick={() => void attempt.run(() => freshly(() => keepSignedIn(phone, me.session.id)))}
          >
            {t('approvals.phone.keep')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Without a passkey of this phone its lock signs out, and who is signed out answers nothing. */
function LockHint() {
  const { t } = useTexts()
  const { data: state } = useQuery({
    queryKey: ['app-state'],
    queryFn: () => askWorker({ kind: 'look' }),
    staleTime: 0,
  })
  if (state === undefined || state.unlocksByPasskey) return null
  return <Notice tone="warn">{t('approvals.phone.signsOut', { count: state.lockMinutes })}</Notice>
}

const pushStateKey = (phone: RegisteredPhone) => ['approvals', 'push-state', phone.account, phone.id]

function Push({ phone }: { phone: RegisteredPhone }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const queries = useQueryClient()
  const { data: pushKey } = useQuery(pushKeyQuery)
  const { data: state } = useQuery({
    queryKey: pushStateKey(phone),
    queryFn: () => readPushState(phone),
  })
  if (pushKey === undefined || state === undefined) return null
  if (pushKey === null || state === 'unavailable') {
    return (
      <p className={cardClasses.small}>
        {t(pushKey === null ? 'error.approval.no_push' : 'approvals.push.unavailable')}
      </p>
    )
  }
  const isOn = state === 'on'
  const change = (): Promise<void> => (isOn ? turnPushOff(phone) : turnPushOn(phone, pushKey))
  return (
    <>
      <p className={cardClasses.small}>{t(`approvals.push.${state}`)}</p>
      <FailureNotice attempt={attempt} />
      {state !== 'blocked' && (
        <div className={`${formClasses.actions} ${formClasses.start}`}>
          <Button
            variant="default"
            loading={attempt.isBusy}
            onClick={() =>
              void attempt
                .run(change)
                .finally(() => void queries.invalidateQueries({ queryKey: pushStateKey(phone) }))
            }
          >
            {t(isOn ? 'approvals.push.turnOff' : 'approvals.push.turnOn')}
          </Button>
        </div>
      )}
    </>
  )
}
