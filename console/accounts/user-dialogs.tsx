// What opens when an admin chooses to do something with a user.
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { AddUserDialog } from './add-user-dialog.tsx'
import { EditUserDialog } from './edit-user-dialog.tsx'
import { RenewInvitationDialog } from './invitation-dialog.tsx'
import type { UserAction } from './user-menu.tsx'
import { changeUser, deleteUser, nameOf, type User, type UserChange } from './users.ts'

export type OpenedDialog = { dialog: 'add' } | { dialog: UserAction; user: User }

export function UserDialogs(props: { opened: OpenedDialog; isYou: boolean; onClose: () => void }) {
  const { opened, isYou, onClose } = props
  switch (opened.dialog) {
    case 'add':
      return <AddUserDialog onClose={onClose} />
    case 'edit':
      return <EditUserDialog user={opened.user} isYou={isYou} onClose={onClose} />
    case 'invite':
      return <RenewInvitationDialog user={opened.user} onClose={onClose} />
    case 'delete':
      return <DeleteDialog user={opened.user} onClose={onClose} />
    case 'require':
    case 'lift':
    case 'disable':
    case 'enable':
      return <ChangeDialog action={opened.dialog} user={opened.user} onClose={onClose} />
  }
}

const changes = {
  require: { requireSecondFactor: true },
  lift: { requireSecondFactor: false },
  disable: { disabled: true },
  enable: { disabled: false },
} as const satisfies Record<string, UserChange>

function ChangeDialog(props: { action: keyof typeof changes; user: User; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const { action, user } = props
  const name = nameOf(user)
  return (
    <ConfirmDialog
      title={t(`users.${action}.title`, { name })}
      text={
        action === 'require' && user.secondFactor.enrolled
          ? t('users.require.textEnrolled', { name })
          : t(`users.${action}.text`, { name })
      }
      confirmLabel={t(`users.action.${action}`)}
      {...(action === 'disable' ? { tone: 'danger' } : {})}
      onClose={props.onClose}
      confirm={async () => {
        await freshly(() => changeUser(user, changes[action]))
        say(t(`users.${action}.done`, { name }))
      }}
    />
  )
}

function DeleteDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const name = nameOf(user)
  return (
    <ConfirmDialog
      title={t('users.delete.title', { name })}
      text={t('users.delete.text', { email: user.email })}
      confirmLabel={t('users.action.delete')}
      tone="danger"
      onClose={onClose}
      confirm={async () => {
        await freshly(() => deleteUser(user))
        say(t('users.delete.done', { name }))
      }}
    />
  )
}
