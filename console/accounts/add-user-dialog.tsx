// Adding a user: with an invitation link, or with a first password.
import { Button, Radio } from '@mantine/core'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { focusFirstMistake } from '../app/first-mistake.ts'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { isEmail } from './email-field.ts'
import { InvitationDialog } from './invitation-dialog.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { isLengthUsable } from './password-length.ts'
import { graceOf, UserFields, type UserDraft } from './user-fields.tsx'
import { nameOf, refreshUsers, type Invitation } from './users.ts'

const emptyDraft: UserDraft = {
  name: '',
  email: '',
  role: 'agent',
  requireSecondFactor: false,
  requirementReason: '',
  graceDay: '',
}

export function AddUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const [draft, setDraft] = useState(emptyDraft)
  const [firstSignIn, setFirstSignIn] = useState<'invitation' | 'password'>('invitation')
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const [invited, setInvited] = useState<{ name: string; email: string; invitation: Invitation }>()

  const add = async (): Promise<void> => {
    setChecked(true)
    const isPasswordSet = firstSignIn === 'password'
    if (!isEmail(draft.email) || (isPasswordSet && !isLengthUsable(password))) {
      return focusFirstMistake(form.current)
    }
    await attempt.run(async () => {
      const { name, email, role, requireSecondFactor } = draft
      const reason = draft.requirementReason.trim()
      const body = {
        name,
        email,
        role,
        requireSecondFactor,
        ...(requireSecondFactor && reason !== '' ? { requirementReason: reason } : {}),
        ...(requireSecondFactor ? graceOf(draft) : {}),
        ...(isPasswordSet ? { password } : {}),
      }
      const user = await freshly(() => client.call('POST /api/v1/users', { body }))
      void refreshUsers()
      if (user.invitation === undefined) onClose()
      else setInvited({ name: user.name, email: user.email, invitation: user.invitation })
      say(t('users.added', { name: nameOf(user) }))
    })
  }

  if (invited !== undefined) {
    return <InvitationDialog user={invited} invitation={invited.invitation} onClose={onClose} />
  }
  return (
    <Dialog title={t('users.add')} onClose={onClose}>
      <form
        ref={form}
        className={classes.form}
        method="post"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void add()
        }}
      >
        <FailureNotice attempt={attempt} />
        <UserFields
          draft={draft}
          onChange={(change) => setDraft({ ...draft, ...change })}
          isChecked={isChecked}
          isRoleFixed={false}
        />
        <Radio.Group
          label={t('users.firstSignIn')}
          value={firstSignIn}
          onChange={(value) => setFirstSignIn(value === 'password' ? 'password' : 'invitation')}
        >
          <div className={classes.choices}>
            <Radio
              value="invitation"
              label={t('users.firstSignIn.invitation')}
              description={t('users.firstSignIn.invitation.description')}
            />
            <Radio
              value="password"
              label={t('users.firstSignIn.password')}
              description={t('users.firstSignIn.password.description')}
            />
          </div>
        </Radio.Group>
        {firstSignIn === 'password' && (
          <NewPasswordField
            size="sm"
            label={t('field.password')}
            value={password}
            onChange={setPassword}
            isChecked={isChecked}
          />
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('users.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
