// Whoever was invited by an operator makes an organization, and is its first admin.
import { Button, Loader, TextInput } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { NewPasswordField } from '../accounts/new-password-field.tsx'
import { isLengthUsable } from '../accounts/password-length.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import classes from '../app/form.module.css'
import { forgetLinkToken, keepLinkToken, useLinkToken } from '../app/link-token.ts'
import { Notice } from '../app/notice.tsx'
import { TokenForm } from '../app/token-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { ToSignIn } from './recover-page.tsx'

const PATH = '/organization-invitation'

export function OrganizationInvitationPage() {
  const { t } = useTexts()
  const token = useLinkToken(PATH)
  useEffect(() => () => forgetLinkToken(PATH), [])
  if (token === undefined) {
    return (
      <EntryPage title={t('newOrganization.title')} lead={t('newOrganization.noToken')}>
        <TokenForm label={t('invitation.token.label')} onToken={(given) => keepLinkToken(PATH, given)} />
        <ToSignIn />
      </EntryPage>
    )
  }
  return <WithToken key={token} token={token} />
}

function WithToken({ token }: { token: string }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [email, setEmail] = useState<string>()
  const [organizationName, setOrganizationName] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [isDone, setDone] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const inspect = useEffectEvent(() =>
    attempt.run(async () => {
      const found = await client.call('POST /api/v1/organization-invitations/inspect', { body: { token } })
      setOrganizationName(found.organizationName)
      setEmail(found.email)
    }),
  )
  useEffect(() => void inspect(), [token])

  const save = async (): Promise<void> => {
    setChecked(true)
    if (organizationName.trim() === '' || !isLengthUsable(password)) return focusFirstMistake(form.current)
    await attempt.run(async () => {
      const body = { token, organizationName, name, password }
      await client.call('POST /api/v1/organization-invitations/accept', { body })
      setDone(true)
    })
  }

  if (isDone) {
    return (
      <EntryPage title={t('newOrganization.title')}>
        <div role="status" className={classes.below}>
          <Notice tone="good">{t('newOrganization.done', { name: organizationName })}</Notice>
        </div>
        <ToSignIn />
      </EntryPage>
    )
  }
  if (email === undefined) {
    return (
      <EntryPage title={t('newOrganization.title')}>
        {attempt.failure === undefined && <Loader className={classes.centred} aria-label={t('loading')} />}
        <FailureNotice attempt={attempt} />
        <ToSignIn />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t('newOrganization.title')} lead={t('newOrganization.lead')}>
      <form
        ref={form}
        className={`${classes.form} ${classes.below}`}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <TextInput
          label={t('field.organization')}
          size="md"
          maxLength={100}
          value={organizationName}
          onChange={(event) => setOrganizationName(event.currentTarget.value)}
          error={isChecked && organizationName.trim() === '' && t('field.organization.missing')}
        />
        <TextInput
          label={t('field.name')}
          autoComplete="name"
          size="md"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('field.email')}
          name="email"
          autoComplete="username"
          size="md"
          readOnly
          value={email}
        />
        <NewPasswordField
          label={t('newPassword.label')}
          value={password}
          onChange={setPassword}
          isChecked={isChecked}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
          {t('newOrganization.submit')}
        </Button>
      </form>
    </EntryPage>
  )
}
