// Changing a user: only what was changed is sent, so that two admins do not undo one another.
import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { focusFirstMistake } from '../app/first-mistake.ts'
import { dayOf } from '../app/moments.ts'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { isEmail } from './email-field.ts'
import { graceOf, UserFields, type UserDraft } from './user-fields.tsx'
import { changeUser, nameOf, type User, type UserChange } from './users.ts'

/** The requirement of this account alone; that of its role is the organization's. */
function draftOf(user: User): UserDraft {
  const { name, email, role, secondFactor } = user
  const { source, reason, graceUntil } = secondFactor.requirement
  const isOwn = source === 'account'
  return {
    name,
    email,
    role,
    requireSecondFactor: isOwn,
    requirementReason: isOwn ? (reason ?? '') : '',
    graceDay: isOwn && graceUntil !== undefined ? dayOf(graceUntil) : '',
  }
}

function changesBetween(before: UserDraft, after: UserDraft): UserChange {
  const isRequirementChanged =
    after.requireSecondFactor !== before.requireSecondFactor ||
    (after.requireSecondFactor &&
      (after.requirementReason !== before.requirementReason || after.graceDay !== before.graceDay))
  return {
    ...(after.name.trim() === before.name ? {} : { name: after.name }),
    ...(after.email.trim() === before.email ? {} : { email: after.email }),
    ...(after.role === before.role ? {} : { role: after.role }),
    ...(isRequirementChanged
      ? {
          requireSecondFactor: after.requireSecondFactor,
          ...(after.requireSecondFactor
            ? { requirementReason: after.requirementReason.trim() || null, ...graceOf(after) }
            : {}),
        }
      : {}),
  }
}

export function EditUserDialog(props: { user: User; isYou: boolean; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const freshly = useFreshly()
  const { user } = props
  const [draft, setDraft] = useState(() => draftOf(user))
  const form = useRef<HTMLFormElement>(null)
  const [isChecked, setChecked] = useState(false)

  const save = async (): Promise<void> => {
    setChecked(true)
    if (!isEmail(draft.email)) return focusFirstMistake(form.current)
    const change = changesBetween(draftOf(user), draft)
    if (Object.keys(change).length === 0) return props.onClose()
    const failure = await attempt.run(() => freshly(() => changeUser(user, change)))
    if (failure !== undefined) return
    props.onClose()
    say(t('users.edit.done', { name: nameOf(draft) }))
  }

  return (
    <Dialog title={t('users.edit.title', { name: nameOf(user) })} onClose={props.onClose}>
      <form
        ref={form}
        className={classes.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <FailureNotice attempt={attempt} />
        <UserFields
          draft={draft}
          onChange={(change) => setDraft({ ...draft, ...change })}
          isChecked={isChecked}
          isRoleFixed={props.isYou}
          isRequiredByRule={user.secondFactor.requirement.source === 'organization'}
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
