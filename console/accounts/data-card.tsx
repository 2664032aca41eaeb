// One's own data: taken along, or deleted with the account.
import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { saveFile } from '../app/download.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { queryClient } from '../app/query-client.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'

export function DataCard({ email }: { email: string }) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [isOpen, setOpen] = useState(false)
  return (
    <Card title={t('account.data.title')} lead={t('account.data.lead')}>
      <FailureNotice attempt={attempt} />
      <div className={`${classes.actions} ${classes.start}`}>
        <Button
          variant="default"
          loading={attempt.isBusy}
          onClick={() => void attempt.run(() => freshly(() => saveFile('/api/v1/me/export')))}
        >
          {t('account.export')}
        </Button>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpen(true)}>
          {t('account.delete')}
        </Button>
      </div>
      {isOpen && <DeleteDialog email={email} onClose={() => setOpen(false)} />}
    </Card>
  )
}

function DeleteDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTexts()
  const router = useRouter()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const field = useRef<HTMLInputElement>(null)

  const leave = async (): Promise<void> => {
    setChecked(true)
    if (attempt.isBusy || attempt.waitSeconds > 0) return
    if (password === '') return field.current?.focus()
    const failure = await attempt.run(async () => {
      await freshly(() => client.call('DELETE /api/v1/me', { body: { password } }))
      await router.navigate({ to: '/sign-in', search: { after: 'sign-out' }, replace: true })
      queryClient.clear()
    })
    if (failure?.code === 'password.wrong') field.current?.select()
  }

  return (
    <Dialog title={t('account.delete.title')} size="sm" onClose={onClose}>
      <form
        className={classes.form}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void leave()
        }}
      >
        <p className={classes.lead}>{t('account.delete.text')}</p>
        <FailureNotice attempt={attempt} />
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          ref={field}
          label={t('field.password')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && password === '' && t('field.password.missing')}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" color="red.8" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('account.delete')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
