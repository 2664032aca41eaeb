// Another secret for a connection, by the same box as when it was added.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import { useStatus } from '../app/status.tsx'
import { SecretBox } from '../secrets/secret-box.tsx'
import { useSecretIntake } from '../secrets/secret-intake.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { changeConnection, type Connection } from './connections.ts'
import { useServices } from './services.ts'

export function ReplaceSecretDialog({
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
  const services = useServices()
  const intake = useSecretIntake()
  const [isChecked, setChecked] = useState(false)

  const save = async (): Promise<void> => {
    setChecked(true)
    if (intake.state !== 'found') return
    const failure = await attempt.run(() =>
      freshly(() => changeConnection(connection, { secret: intake.given })),
    )
    if (failure !== undefined) return
    onClose()
    say(t('connection.saved', { name: connection.name }))
  }

  return (
    <Dialog
      title={t(connection.hasSecret ? 'connection.replaceSecret' : 'connection.addSecret')}
      size="lg"
      onClose={onClose}
    >
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
        <p className={formClasses.lead}>
          {t(connection.hasSecret ? 'connection.replaceSecret.text' : 'connections.add.secret.lead')}{' '}
          <GuideLink guide={services.of(connection.service).guide} />
        </p>
        <FailureNotice attempt={attempt} />
        <SecretBox intake={intake} isChecked={isChecked} isRequired />
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
