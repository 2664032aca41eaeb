// The password of an export that is encrypted.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Notice } from '../app/notice.tsx'
import { PasswordField } from '../app/password-field.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './export-password.module.css'
import type { SecretIntake } from './secret-intake.ts'

/** No form of its own: it stands inside the one that the whole secret belongs to. */
export function ExportPassword({ intake }: { intake: SecretIntake }) {
  const { t } = useTexts()
  const [password, setPassword] = useState('')
  const open = (): void => {
    if (password !== '' && !intake.attempt.isBusy) intake.openWith(password)
  }
  return (
    <div className={classes.whole}>
      {intake.attempt.failure === undefined && (
        <Notice tone="info">{t('error.secret.password_needed')}</Notice>
      )}
      <div className={classes.row}>
        <PasswordField
          className={classes.field}
          label={t('secretBox.exportPassword')}
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            open()
          }}
        />
        <Button loading={intake.attempt.isBusy} disabled={password === ''} onClick={open}>
          {t('secretBox.open')}
        </Button>
      </div>
    </div>
  )
}
