// Changing what a connection is called, where it is, and who signs in: only what was changed is sent.
import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { completeAddress } from './address.ts'
import { ConnectionFields, isUsable, originsOf, type ConnectionDraft } from './connection-fields.tsx'
import { changeConnection, type Connection, type ConnectionChange } from './connections.ts'
import { useServices } from './services.ts'

function changesOf(connection: Connection, draft: ConnectionDraft): ConnectionChange {
  const name = draft.name.trim()
  const url = completeAddress(draft.url)
  const username = draft.username.trim()
  const signInOrigins = originsOf(draft)
  return {
    ...(draft.service === connection.service ? {} : { service: draft.service }),
    ...(name === connection.name ? {} : { name }),
    ...(url === connection.url ? {} : { url }),
    ...(signInOrigins.join() === connection.signInOrigins.join() ? {} : { signInOrigins }),
    ...(username === connection.username ? {} : { username }),
  }
}

export function EditConnectionDialog({
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
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState<ConnectionDraft>(() => ({
    ...connection,
    origins: connection.signInOrigins.join('\n'),
  }))
  const [isChecked, setChecked] = useState(false)

  // One that the server has no longer stays what it is until another is chosen.
  const serviceChoices = [
    ...services.all,
    ...(services.all.some(({ id }) => id === draft.service) ? [] : [services.of(draft.service)]),
  ].map(({ id, name }) => ({ value: id, text: name }))

  const save = async (): Promise<void> => {
    setChecked(true)
    if (!isUsable(draft)) return focusFirstMistake(form.current)
    const change = changesOf(connection, draft)
    if (Object.keys(change).length === 0) return onClose()
    const failure = await attempt.run(() => freshly(() => changeConnection(connection, change)))
    if (failure !== undefined) return
    onClose()
    say(t('connection.saved', { name: draft.name.trim() }))
  }

  return (
    <Dialog title={t('connection.edit.title', { name: connection.name })} onClose={onClose}>
      <form
        ref={form}
        className={formClasses.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <SelectField
          label={t('connection.service')}
          value={draft.service}
          choices={serviceChoices}
          onChoose={(service) => setDraft({ ...draft, service })}
        />
        <ConnectionFields
          draft={draft}
          service={services.of(draft.service)}
          onChange={(change) => setDraft({ ...draft, ...change })}
          isChecked={isChecked}
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
