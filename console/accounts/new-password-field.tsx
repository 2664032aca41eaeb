// A password to be set: shows how long it is, because length is what makes it strong.
import type { Ref } from 'react'
import { PasswordField } from '../app/password-field.tsx'
import { useTexts } from '../texts/texts.ts'
import { passwordLength, type PasswordLength } from './password-length.ts'

export function NewPasswordField(props: {
  label: string
  value: string
  onChange: (password: string) => void
  /** Says what is wrong; before the first try nothing is. */
  isChecked: boolean
  size?: 'sm' | 'md'
  ref?: Ref<HTMLInputElement>
}) {
  const { t } = useTexts()
  const length = passwordLength(props.value)
  const wrong = wrongLength(length)
  const isWrong = props.isChecked && wrong !== undefined
  return (
    <PasswordField
      ref={props.ref}
      label={props.label}
      description={isWrong ? undefined : t(`newPassword.${length}`)}
      name="new-password"
      autoComplete="new-password"
      size={props.size ?? 'md'}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      error={isWrong && t(`error.password.${wrong}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  )
}

function wrongLength(length: PasswordLength): 'too_short' | 'too_long' | undefined {
  if (length === 'tooLong') return 'too_long'
  return length === 'empty' || length === 'tooShort' ? 'too_short' : undefined
}
