// A recovery code in place of the six digits.
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'

export function RecoveryCodeForm(props: {
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
    // Ten groups typed by hand: left in place, to be compared and mended.
    if (failure?.code === 'recovery_code.wrong') field.current?.focus()
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
        label={t('signIn.recovery.label')}
        description={t('signIn.recovery.description')}
        name="recovery-code"
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        size="md"
        classNames={{ input: classes.mono }}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={isChecked && code.trim() === '' && t('signIn.recovery.missing')}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
