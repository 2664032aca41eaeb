// An invitation link: shown this once, to be copied and handed over.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { CopyButton } from '../app/copy-button.tsx'
import { Dialog } from '../app/dialog.tsx'
import classes from '../app/form.module.css'
import { formatMoment } from '../app/moments.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { nameOf, renewInvitation, type Invitation, type User } from './users.ts'

type Invited = Pick<User, 'name' | 'email'>

export function InvitationDialog(props: { user: Invited; invitation: Invitation; onClose: () => void }) {
  const { t, language } = useTexts()
  const { url, expiresAt } = props.invitation
  return (
    <Dialog title={t('invitationLink.title', { name: nameOf(props.user) })} isHeld onClose={props.onClose}>
      <div className={classes.form}>
        <p className={classes.lead}>{t('invitationLink.text')}</p>
        <TextInput
          label={t('invitationLink.label')}
          description={t('invitationLink.until', { moment: formatMoment(expiresAt, language) })}
          inputWrapperOrder={['label', 'input', 'description']}
          classNames={{ input: classes.mono }}
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.done')}
          </Button>
          <CopyButton variant="filled" text={url} label={t('invitationLink.copy')} />
        </div>
      </div>
    </Dialog>
  )
}

export function RenewInvitationDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const [invitation, setInvitation] = useState<Invitation>()
  if (invitation !== undefined) {
    return <InvitationDialog user={user} invitation={invitation} onClose={onClose} />
  }
  return (
    <ConfirmDialog
      title={t('users.invite.title', { name: nameOf(user) })}
      text={t('users.invite.text')}
      confirmLabel={t('users.action.invite')}
      closesItself={false}
      onClose={onClose}
      confirm={async () => setInvitation(await freshly(() => renewInvitation(user)))}
    />
  )
}
