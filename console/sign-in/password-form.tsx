// E-mail address and password, as password managers expect them.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { emailFieldProps, isEmail } from '../accounts/email-field.ts'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { useTexts } from '../texts/texts.ts'

export function PasswordForm(props: {
  email: string
  onEmailChange: (email: string) => void
  /** Throws what the server answered. */
  submit: (password: string) => Promise<void>
  children?: ReactNode
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const emailRef = useRef<HTMLInputElement>(null)
  const passwordRef = useRef<HTMLInputElement>(null)
  const emailIsWrong = !isEmail(props.email)

  useEffect(() => {
    const isEmailKnown = emailRef.current?.value !== ''
    ;(isEmailKnown ? passwordRef : emailRef).current?.focus()
  }, [])

  const submit = async (): Promise<void> => {
    setChecked(true)
    if (emailIsWrong) return emailRef.current?.focus()
    if (password === '') return passwordRef.current?.focus()
    const failure = await attempt.run(() => props.submit(password))
    if (failure?.code === 'sign_in.refused') passwordRef.current?.select()
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
      {attempt.failure === undefined && props.children}
      <FailureNotice attempt={attempt} />
      <TextInput
        {...emailFieldProps}
        ref={emailRef}
        label={t('field.email')}
        autoComplete="username webauthn"
        size="md"
        value={props.email}
        onChange={(event) => props.onEmailChange(event.currentTarget.value)}
        error={isChecked && emailIsWrong && t('field.email.wrong')}
      />
      <PasswordField
        ref={passwordRef}
        label={t('field.password')}
        name="password"
        autoComplete="current-password"
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isChecked && password === '' && t('field.password.missing')}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
