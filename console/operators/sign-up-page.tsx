// The open sign-up: name the organization, and get the link that makes it by mail.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { emailFieldProps, isEmail } from '../accounts/email-field.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import classes from '../app/form.module.css'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { ToSignIn } from './recover-page.tsx'

export function SignUpPage() {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [organizationName, setOrganizationName] = useState('')
  const [email, setEmail] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [sentTo, setSentTo] = useState<string>()
  const form = useRef<HTMLFormElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  useEffect(() => nameField.current?.focus(), [])
  const nameIsMissing = organizationName.trim() === ''

  const ask = async (): Promise<void> => {
    setChecked(true)
    if (nameIsMissing || !isEmail(email)) return focusFirstMistake(form.current)
    await attempt.run(async () => {
      const body = { organizationName, email }
      await client.call('POST /api/v1/organization-invitations/request', { body })
      setSentTo(email)
    })
  }

  if (sentTo !== undefined) {
    return (
      <EntryPage title={t('newOrganization.title')}>
        <div role="status" className={classes.below}>
          <Notice tone="good">{t('signUp.sent', { email: sentTo })}</Notice>
        </div>
        <ToSignIn />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t('newOrganization.title')} lead={t('signUp.lead')}>
      <form
        ref={form}
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
          ref={nameField}
          label={t('field.organization')}
          autoComplete="organization"
          size="md"
          maxLength={100}
          value={organizationName}
          onChange={(event) => setOrganizationName(event.currentTarget.value)}
          error={isChecked && nameIsMissing && t('field.organization.missing')}
        />
        <TextInput
          {...emailFieldProps}
          label={t('field.email')}
          autoComplete="username"
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isChecked && !isEmail(email) && t('field.email.wrong')}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('reset.submit')}
        </Button>
      </form>
      <ToSignIn />
    </EntryPage>
  )
}
