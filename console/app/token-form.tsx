// For a link that came without its token: it can be pasted whole.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../texts/texts.ts'
import classes from './form.module.css'
import { tokenOf } from './link-token.ts'

export function TokenForm(props: { label: string; description?: string; onToken: (token: string) => void }) {
  const { t } = useTexts()
  const [pasted, setPasted] = useState('')
  const [isChecked, setChecked] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  return (
    <form
      className={`${classes.form} ${classes.below}`}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        const token = tokenOf(pasted)
        if (token === '') field.current?.focus()
        else props.onToken(token)
      }}
    >
      <TextInput
        ref={field}
        label={props.label}
        description={props.description}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        size="md"
        classNames={{ input: classes.mono }}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        error={isChecked && tokenOf(pasted) === '' && t('token.missing')}
      />
      <Button type="submit" size="md" fullWidth>
        {t('action.continue')}
      </Button>
    </form>
  )
}
