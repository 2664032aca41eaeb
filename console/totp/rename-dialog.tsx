// Another name for an authenticator.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor, type Authenticator } from './authenticators.ts'

export const longestNameCharacters = 60

export function RenameDialog(props: { authenticator: Authenticator; onClose: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [name, setName] = useState(props.authenticator.name)
  const [isChecked, setChecked] = useState(false)

  const save = async (): Promise<void> => {
    setChecked(true)
    if (name.trim() === '') return
    const params = { id: props.authenticator.id }
    const failure = await attempt.run(async () => {
      await client.call('PATCH /api/v1/me/authenticators/{id}', { params, body: { name } })
      await refreshSecondFactor()
    })
    if (failure === undefined) props.onClose()
  }

  return (
    <Dialog title={t('authenticators.renameTitle')} size="sm" onClose={props.onClose}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <TextInput
          label={t('field.name')}
          data-autofocus
          maxLength={longestNameCharacters}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isChecked && name.trim() === '' && t('field.name.missing')}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
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
