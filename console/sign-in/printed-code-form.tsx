// A code from paper or from the phone: a recovery code, a bypass code, or the ticket of an enrolment.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'

/** The kinds, by the beginning of the keys of their texts. */
export type PrintedCode = 'signIn.recovery' | 'signIn.bypass' | 'signIn.ticket'

export function PrintedCodeForm(props: {
  kind: PrintedCode
  submitLabel?: string
  /** Throws what the server answered. */
  submit: (code: string) => Promise<void>
  /** Sees a failure first; answers true where it has dealt with it. */
  onFailure: (error: unknown) => boolean
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const [isChecked, setChecked] = useState(false)
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => field.current?.focus(), [])

  const submit = async (): Promise<void> => {
    setChecked(true)
    if (code.trim() === '') return field.current?.focus()
    const failure = await attempt.run(async () => {
      try {
        await props.submit(code)
      } catch (error) {
        if (!props.onFailure(error)) throw error
      }
    })
    // Four groups typed by hand: left in place, to be compared and mended.
    if (failure?.code.endsWith('_wrong') === true || failure?.code.endsWith('.wrong') === true) {
      field.current?.focus()
    }
  }

  return (
    <form
      className={`${classes.form} ${classes.below}`}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!attempt.isBusy && attempt.waitSeconds === 0) void submit()
      }}
    >
      <FailureNotice attempt={attempt} />
      <TextInput
        ref={field}
        label={t(`${props.kind}.label`)}
        description={t(`${props.kind}.description`)}
        name="code"
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        size="md"
        classNames={{ input: classes.mono }}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={isChecked && code.trim() === '' && t(`${props.kind}.missing`)}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {props.submitLabel ?? t('signIn.submit')}
      </Button>
    </form>
  )
}
