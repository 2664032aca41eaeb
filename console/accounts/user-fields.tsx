// The fields that adding and changing a user share.
import { Switch, TextInput } from '@mantine/core'
import './user-fields.css'
import { endOfDay } from '../app/moments.ts'
import { SelectField } from '../app/select-field.tsx'
import { useTexts } from '../texts/texts.ts'
import { emailFieldProps, isEmail } from './email-field.ts'
import type { Role } from './users.ts'

const roles = ['agent', 'admin'] as const satisfies readonly Role[]

export interface UserDraft {
  name: string
  email: string
  role: Role
  requireSecondFactor: boolean
  /** Of the requirement; empty for none. */
  requirementReason: string
  graceDay: string
}

/** The time of grace as the server takes it. */
export function graceOf({ graceDay }: UserDraft): { graceUntil?: string } {
  return graceDay === '' ? {} : { graceUntil: endOfDay(graceDay) }
}

export function UserFields(props: {
  draft: UserDraft
  onChange: (change: Partial<UserDraft>) => void
  isChecked: boolean
  isRoleFixed: boolean
  /** The rule of the organization requires it already. */
  isRequiredByRule?: boolean
}) {
  const { t } = useTexts()
  const { draft, onChange } = props
  return (
    <>
      <TextInput
        label={t('field.name')}
        autoComplete="off"
        maxLength={100}
        data-autofocus
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        {...emailFieldProps}
        label={t('field.email')}
        autoComplete="off"
        value={draft.email}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
        error={props.isChecked && !isEmail(draft.email) && t('field.email.wrong')}
      />
      <SelectField
        label={t('field.role')}
        description={props.isRoleFixed ? t('role.fixed') : t(`role.${draft.role}.description`)}
        isDisabled={props.isRoleFixed}
        value={draft.role}
        choices={roles.map((value) => ({ value, text: t(`role.${value}`) }))}
        onChoose={(role) => onChange({ role })}
      />
      <Switch
        withThumbIndicator={false}
        label={t('users.requireSecondFactor')}
        description={t(
          props.isRequiredByRule === true
            ? 'users.requireSecondFactor.byRule'
            : 'users.requireSecondFactor.description',
        )}
        checked={draft.requireSecondFactor}
        onChange={(event) => onChange({ requireSecondFactor: event.currentTarget.checked })}
      />
      {draft.requireSecondFactor && (
        <>
          <TextInput
            label={t('policy.reason')}
            autoComplete="off"
            maxLength={200}
            value={draft.requirementReason}
            onChange={(event) => onChange({ requirementReason: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('policy.grace')}
            description={t('policy.grace.description')}
            value={draft.graceDay}
            onChange={(event) => onChange({ graceDay: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}
