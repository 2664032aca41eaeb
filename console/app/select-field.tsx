// A list to choose one of. The browser's own: small, and at home on a phone.
import { IconChevronDown } from '@tabler/icons-react'
import { useId } from 'react'
import classes from './select-field.module.css'

export function SelectField<Value extends string>(props: {
  label: string
  description?: string
  value: Value
  choices: readonly { value: Value; text: string; lang?: string }[]
  onChoose: (value: Value) => void
  isDisabled?: boolean
}) {
  const id = useId()
  const descriptionId = props.description === undefined ? undefined : `${id}-description`
  return (
    <div>
      <label htmlFor={id} className={classes.label}>
        {props.label}
      </label>
      <span className={classes.box}>
        <select
          id={id}
          aria-describedby={descriptionId}
          disabled={props.isDisabled}
          value={props.value}
          onChange={(event) => {
            const chosen = props.choices.find(({ value }) => value === event.currentTarget.value)
            if (chosen !== undefined) props.onChoose(chosen.value)
          }}
        >
          {props.choices.map(({ value, text, lang }) => (
            <option key={value} value={value} lang={lang}>
              {text}
            </option>
          ))}
        </select>
        <IconChevronDown size={16} stroke={1.8} aria-hidden />
      </span>
      {descriptionId !== undefined && (
        <p id={descriptionId} className={classes.description}>
          {props.description}
        </p>
      )}
    </div>
  )
}
