// A forgotten password: asking for the link, and setting a new one with it.
import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { forgetLinkToken, keepLinkToken, useLinkToken } from '../app/link-token.ts'
import { Notice } from '../app/notice.tsx'
import { TokenForm } from '../app/token-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { emailFieldProps, isEmail } from './email-field.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { isLengthUsable } from './password-length.ts'

export function ForgotPasswordPage() {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [email, setEmail] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [sentTo, setSentTo] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  const ask = async (): Promise<void> => {
    setChecked(true)
    if (!isEmail(email)) return field.current?.focus()
    await attempt.run(async () => {
      await client.call('POST /api/v1/password-reset', { body: { email } })
      setSentTo(email)
    })
  }

  return (
    <EntryPage title={t('reset.title')} lead={t('reset.lead')}>
      {sentTo === undefined ? (
        <form
          className={`${classes.form} ${classes.below}`}
          method="post"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!attempt.isBusy && attempt.waitSeconds === 0) void ask()
          }}
        >
          <FailureNotice attempt={attempt} />
          <TextInput
            {...emailFieldProps}
            ref={field}
            label={t('field.email')}
            autoComplete="username"
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={isChecked && !isEmail(email) && t('field.email.wrong')}
          />
          <Button
            type="submit"
            size="md"
            fullWidth
            loading={attempt.isBusy}
            disabled={attempt.waitSeconds > 0}
          >
            {t('reset.submit')}
          </Button>
        </form>
      ) : (
        <div role="status" className={classes.below}>
          <Notice tone="good">{t('reset.sent', { email: sentTo })}</Notice>
        </div>
      )}
      <BackToSignIn />
    </EntryPage>
  )
}

export function ResetPasswordPage() {
  const { t } = useTexts()
  const attempt = useAttempt()
  const token = useLinkToken('/reset-password')
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [isDone, setDone] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [token])

  if (isDone) {
    return (
      <EntryPage title={t('reset.title')}>
        <div role="status" className={classes.below}>
          <Notice tone="good">{t('reset.done')}</Notice>
        </div>
        <BackToSignIn />
      </EntryPage>
    )
  }
  if (token === undefined) {
    return (
      <EntryPage title={t('reset.title')} lead={t('reset.noToken')}>
        <TokenForm
          label={t('reset.token.label')}
          onToken={(given) => keepLinkToken('/reset-password', given)}
        />
        <BackToSignIn />
      </EntryPage>
    )
  }
  const save = async (): Promise<void> => {
    setChecked(true)
    if (!isLengthUsable(password)) return field.current?.focus()
    const failure = await attempt.run(async () => {
      await client.call('POST /api/v1/password-reset/complete', { body: { token, password } })
      forgetLinkToken('/reset-password')
      setDone(true)
    })
    if (failure !== undefined) field.current?.focus()
  }
  return (
    <EntryPage title={t('reset.title')} lead={t('reset.choose')}>
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
        <NewPasswordField
          ref={field}
          label={t('newPassword.label')}
          value={password}
          onChange={setPassword}
          isChecked={isChecked}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('reset.save')}
        </Button>
      </form>
      <BackToSignIn />
    </EntryPage>
  )
}

function BackToSignIn() {
  const { t } = useTexts()
  return (
    <div className={classes.asides}>
      <Link to="/sign-in">{t('action.toSignIn')}</Link>
    </div>
  )
}
