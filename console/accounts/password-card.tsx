// The password: changed with the one of now.
import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { isLengthUsable } from './password-length.ts'

export function PasswordCard({ email }: { email: string }) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  return (
    <Card title={t('password.title')} lead={t('password.lead')}>
      <div className={classes.below}>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('password.change')}
        </Button>
      </div>
      {isOpen && <ChangeDialog email={email} onClose={() => setOpen(false)} />}
    </Card>
  )
}

function ChangeDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [isChecked, setChecked] = useState(false)
  const current = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)

  const save = async (): Promise<void> => {
    setChecked(true)
    if (attempt.isBusy || attempt.waitSeconds > 0) return
    if (currentPassword === '') return current.current?.focus()
    if (!isLengthUsable(newPassword)) return next.current?.focus()
    const body = { currentPassword, newPassword }
    const failure = await attempt.run(async () => {
      await freshly(() => client.call('POST /api/v1/me/password', { body }))
    })
    if (failure === undefined) {
      onClose()
      say(t('password.changed'))
    } else if (failure.code === 'password.wrong') current.current?.select()
    else next.current?.focus()
  }

  return (
    <Dialog title={t('password.change')} size="sm" onClose={onClose}>
      <form
        className={classes.form}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          ref={current}
          label={t('password.current')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={isChecked && currentPassword === '' && t('field.password.missing')}
        />
        <NewPasswordField
          ref={next}
          label={t('newPassword.label')}
          size="sm"
          value={newPassword}
          onChange={setNew}
          isChecked={isChecked}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
