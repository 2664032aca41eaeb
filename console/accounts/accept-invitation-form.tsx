// The first password of an invited user.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { isLengthUsable } from './password-length.ts'

export function AcceptInvitationForm(props: {
  email: string
  /** Throws what the server answered. */
  submit: (password: string) => Promise<void>
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  const submit = async (): Promise<void> => {
    setChecked(true)
    const failure = isLengthUsable(password) ? await attempt.run(() => props.submit(password)) : undefined
    if (failure !== undefined || !isLengthUsable(password)) field.current?.focus()
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
      {/* There for password managers too: it is the name that they keep the password under. */}
      <TextInput
        label={t('field.email')}
        name="email"
        autoComplete="username"
        size="md"
        readOnly
        value={props.email}
      />
      <NewPasswordField
        ref={field}
        label={t('newPassword.label')}
        value={password}
        onChange={setPassword}
        isChecked={isChecked}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {t('invitation.submit')}
      </Button>
    </form>
  )
}
