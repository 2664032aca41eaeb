// The recovery of an admin by its link: says from when on it works, then takes a new password.
import { Button, Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { NewPasswordField } from '../accounts/new-password-field.tsx'
import { isLengthUsable } from '../accounts/password-length.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { forgetLinkToken, keepLinkToken, useLinkToken } from '../app/link-token.ts'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { TokenForm } from '../app/token-form.tsx'
import { useTexts } from '../texts/texts.ts'

export function RecoverPage() {
  const { t } = useTexts()
  const token = useLinkToken('/recover')
  useEffect(() => () => forgetLinkToken('/recover'), [])
  if (token === undefined) {
    return (
      <EntryPage title={t('recover.title')} lead={t('recover.noToken')}>
        <TokenForm label={t('recover.token.label')} onToken={(given) => keepLinkToken('/recover', given)} />
        <ToSignIn />
      </EntryPage>
    )
  }
  return <WithToken key={token} token={token} />
}

const LOOK_EVERY_MS = 30_000

function WithToken({ token }: { token: string }) {
  const { t, language } = useTexts()
  const attempt = useAttempt()
  const [recovery, setRecovery] = useState<Answer<'POST /api/v1/recoveries/inspect'>>()
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [isDone, setDone] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const inspect = useEffectEvent(() =>
    attempt.run(async () => {
      setRecovery(await client.call('POST /api/v1/recoveries/inspect', { body: { token } }))
    }),
  )
  useEffect(() => void inspect(), [token])
  const isWaiting = recovery?.state === 'waiting'
  // Whoever waits on this page sees it when an operator approves, or when the time is over.
  useEffect(() => {
    if (!isWaiting) return undefined
    const look = () => void inspect()
    const timer = setInterval(look, LOOK_EVERY_MS)
    window.addEventListener('focus', look)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', look)
    }
  }, [isWaiting])

  const save = async (): Promise<void> => {
    setChecked(true)
    if (!isLengthUsable(password)) return field.current?.focus()
    const failure = await attempt.run(async () => {
      await client.call('POST /api/v1/recoveries/complete', { body: { token, password } })
      setDone(true)
    })
    if (failure !== undefined) field.current?.focus()
  }

  if (isDone) {
    return (
      <EntryPage title={t('recover.title')}>
        <div role="status" className={classes.below}>
          <Notice tone="good">{t('recover.done')}</Notice>
        </div>
        <ToSignIn />
      </EntryPage>
    )
  }
  if (recovery === undefined) {
    return (
      <EntryPage title={t('recover.title')}>
        {attempt.failure === undefined && <Loader className={classes.centred} aria-label={t('loading')} />}
        <FailureNotice attempt={attempt} />
        <ToSignIn />
      </EntryPage>
    )
  }
  if (isWaiting) {
    const moment = formatMoment(recovery.usableFrom, language)
    return (
      <EntryPage title={t('recover.title')} lead={recovery.email}>
        <div className={classes.below}>
          {attempt.failure === undefined && <Notice tone="warn">{t('recover.waiting', { moment })}</Notice>}
          <FailureNotice attempt={attempt} />
        </div>
        <ToSignIn />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t('recover.title')} lead={t('recover.lead', { email: recovery.email })}>
      <form
        className={`${classes.form} ${classes.below}`}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <input type="text" name="email" autoComplete="username" value={recovery.email} readOnly hidden />
        <NewPasswordField
          ref={field}
          label={t('newPassword.label')}
          value={password}
          onChange={setPassword}
          isChecked={isChecked}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('recover.submit')}
        </Button>
      </form>
      <ToSignIn />
    </EntryPage>
  )
}

export function ToSignIn() {
  const { t } = useTexts()
  return (
    <div className={classes.asides}>
      <Link to="/sign-in">{t('action.toSignIn')}</Link>
    </div>
  )
}
