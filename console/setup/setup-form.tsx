// Organization, name, address, password: what the first admin needs.
import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { emailFieldProps, isEmail } from '../accounts/email-field.ts'
import { NewPasswordField } from '../accounts/new-password-field.tsx'
import { isLengthUsable } from '../accounts/password-length.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { isInApp } from '../app/in-app.ts'
import { tokenOf } from '../app/link-token.ts'
import { useFinishSignIn } from '../sign-in/finish-sign-in.ts'
import { useTexts } from '../texts/texts.ts'

export function SetupForm(props: { token: string; onDoneAlready: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const finish = useFinishSignIn()
  const navigate = useNavigate()
  const [token, setToken] = useState(props.token)
  const [isTokenShown, setTokenShown] = useState(false)
  const [organizationName, setOrganizationName] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const organizationRef = useRef<HTMLInputElement>(null)
  const emailRef = useRef<HTMLInputElement>(null)
  const passwordRef = useRef<HTMLInputElement>(null)
  useEffect(() => organizationRef.current?.focus(), [])

  const submit = async (): Promise<void> => {
    setChecked(true)
    if (organizationName.trim() === '') return organizationRef.current?.focus()
    if (!isEmail(email)) return emailRef.current?.focus()
    if (!isLengthUsable(password)) return passwordRef.current?.focus()
    const failure = await attempt.run(async () => {
      try {
        const body = { token: tokenOf(token), organizationName, email, password, name }
        await client.call('POST /api/v1/setup', { body })
      } catch (error) {
        if (!hasCode(error, 'setup.already_done')) throw error
        return props.onDoneAlready()
      }
      // The set-up signs the web in. The app has not seen that session, and asks as at any other time.
      if (isInApp) await navigate({ to: '/sign-in', replace: true })
      else await finish()
    })
    if (failure?.code.startsWith('password.')) passwordRef.current?.focus()
    // Shown to be replaced here, so that nothing else has to be typed again.
    if (failure?.code === 'setup.token_wrong') setTokenShown(true)
  }

  return (
    <form
      className={`${classes.form} ${classes.below}`}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!attempt.isBusy && attempt.waitSeconds === 0) void submit()
      }}
    >
      <FailureNotice attempt={attempt} />
      {isTokenShown && (
        <TextInput
          label={t('setup.token.label')}
          description={t('setup.token.description')}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          size="md"
          classNames={{ input: classes.mono }}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
      )}
      <TextInput
        ref={organizationRef}
        label={t('field.organization')}
        description={t('field.organization.description')}
        name="organization"
        autoComplete="organization"
        maxLength={100}
        size="md"
        value={organizationName}
        onChange={(event) => setOrganizationName(event.currentTarget.value)}
        error={isChecked && organizationName.trim() === '' && t('field.organization.missing')}
      />
      <TextInput
        label={t('field.yourName')}
        name="name"
        autoComplete="name"
        maxLength={100}
        size="md"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        {...emailFieldProps}
        ref={emailRef}
        label={t('field.email')}
        autoComplete="username"
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={isChecked && !isEmail(email) && t('field.email.wrong')}
      />
      <NewPasswordField
        ref={passwordRef}
        label={t('newPassword.label')}
        value={password}
        onChange={setPassword}
        isChecked={isChecked}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {t('setup.submit')}
      </Button>
    </form>
  )
}
