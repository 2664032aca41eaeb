// Another password for a connection; the one before is gone for good, as nobody can read it.
import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { changeConnection, type Connection } from './connections.ts'

export function ReplacePasswordDialog({
  connection,
  onClose,
}: {
  connection: Connection
  onClose: () => void
}) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const field = useRef<HTMLInputElement>(null)
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const label = t(connection.hasPassword ? 'connection.replacePassword' : 'connection.addPassword')

  const save = async (): Promise<void> => {
    setChecked(true)
    if (password === '') return field.current?.focus()
    const failure = await attempt.run(() => freshly(() => changeConnection(connection, { password })))
    if (failure !== undefined) return
    onClose()
    say(t('connection.saved', { name: connection.name }))
  }

  return (
    <Dialog title={label} size="sm" onClose={onClose}>
      <form
        className={formClasses.form}
        method="post"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <p className={`${formClasses.lead} ${formClasses.breaking}`}>
          {t(connection.hasPassword ? 'connection.replacePassword.text' : 'connection.addPassword.text', {
            username: connection.username,
          })}
        </p>
        <FailureNotice attempt={attempt} />
        <PasswordField
          ref={field}
          label={t('connection.password')}
          autoComplete="new-password"
          data-autofocus
          maxLength={1024}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && password === '' && t('field.password.missing')}
        />
        <div className={formClasses.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
