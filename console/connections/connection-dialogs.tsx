// What opens when an admin chooses to do something with a connection.
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { changeConnection, deleteConnection, refreshConnections, type Connection } from './connections.ts'
import { EditConnectionDialog } from './edit-connection-dialog.tsx'
import { ReplacePasswordDialog } from './replace-password-dialog.tsx'
import { ReplaceSecretDialog } from './replace-secret-dialog.tsx'

export type ConnectionAction =
  'edit' | 'replacePassword' | 'removePassword' | 'replaceSecret' | 'removeSecret' | 'delete'

export function ConnectionDialogs(props: {
  action: ConnectionAction
  connection: Connection
  onClose: () => void
  onDeleted: () => Promise<void>
}) {
  const { action, connection, onClose } = props
  switch (action) {
    case 'edit':
      return <EditConnectionDialog connection={connection} onClose={onClose} />
    case 'replacePassword':
      return <ReplacePasswordDialog connection={connection} onClose={onClose} />
    case 'replaceSecret':
      return <ReplaceSecretDialog connection={connection} onClose={onClose} />
    case 'removePassword':
    case 'removeSecret':
      return <RemoveDialog action={action} connection={connection} onClose={onClose} />
    case 'delete':
      return <DeleteDialog connection={connection} onClose={onClose} onDeleted={props.onDeleted} />
  }
}

const removals = { removePassword: { password: null }, removeSecret: { secret: null } } as const

function RemoveDialog(props: { action: keyof typeof removals; connection: Connection; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const { action, connection } = props
  return (
    <ConfirmDialog
      title={t(`connection.${action}.title`, { name: connection.name })}
      text={t(`connection.${action}.text`)}
      confirmLabel={t(`connection.${action}`)}
      tone="danger"
      onClose={props.onClose}
      confirm={async () => {
        await freshly(() => changeConnection(connection, removals[action]))
        say(t('connection.saved', { name: connection.name }))
      }}
    />
  )
}

function DeleteDialog(props: {
  connection: Connection
  onClose: () => void
  onDeleted: () => Promise<void>
}) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const { connection } = props
  return (
    <ConfirmDialog
      title={t('connection.delete.title', { name: connection.name })}
      text={t('connection.delete.text')}
      confirmLabel={t('connection.delete')}
      tone="danger"
      onClose={props.onClose}
      closesItself={false}
      confirm={async () => {
        await freshly(() => deleteConnection(connection))
        // First away from the page that would ask for what is gone.
        await props.onDeleted()
        await refreshConnections()
        say(t('connection.deleted', { name: connection.name }))
      }}
    />
  )
}
