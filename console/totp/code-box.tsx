// The box for six digits: one real text field, so that paste, password managers and one-time-code keyboards work.
import { Input } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import classes from './code-box.module.css'
import { codeDigits, codeLength } from './code-digits.ts'

export function CodeBox(props: {
  label: string
  description?: string
  value: string
  onChange: (digits: string) => void
  /** Called once for each time that the box becomes full. */
  onFull: (digits: string) => void
  isInvalid: boolean
  describedBy?: string
  autoFocus: boolean
  /** Takes the focus when this grows: after a failure, the next code is typed at once. */
  focusCount: number
}) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  // An input method that composes full-width digits must finish before its text is touched.
  const [composing, setComposing] = useState<string>()

  const { autoFocus, focusCount } = props
  useEffect(() => {
    if (autoFocus || focusCount > 0) field.current?.focus()
  }, [autoFocus, focusCount])

  const take = (text: string): void => {
    const digits = codeDigits(text)
    props.onChange(digits)
    if (digits.length === codeLength && digits !== props.value) props.onFull(digits)
  }

  const descriptionId = props.description === undefined ? undefined : `${id}-description`
  return (
    <Input.Wrapper id={id} label={props.label} className={classes.wrapper}>
      {props.description !== undefined && (
        <Input.Description id={descriptionId}>{props.description}</Input.Description>
      )}
      <input
        ref={field}
        id={id}
        className={classes.box}
        name="code"
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoCorrect="off"
        spellCheck={false}
        placeholder="––––––"
        aria-invalid={props.isInvalid || undefined}
        aria-describedby={[descriptionId, props.describedBy].filter(Boolean).join(' ') || undefined}
        value={composing ?? props.value}
        onCompositionStart={(event) => setComposing(event.currentTarget.value)}
        onCompositionEnd={(event) => {
          setComposing(undefined)
          take(event.currentTarget.value)
        }}
        onChange={(event) => {
          if (composing === undefined) take(event.currentTarget.value)
          else setComposing(event.currentTarget.value)
        }}
      />
    </Input.Wrapper>
  )
}
