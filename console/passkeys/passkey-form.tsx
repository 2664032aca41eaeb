// A button that asks for a passkey, and what came of it; where this page cannot ask for any, why.
import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import type * as Ceremony from './ceremony.ts'
import { whyNoPasskeys } from './why-no-passkeys.ts'

export function PasskeyForm(props: {
  submitLabel: string
  /** Has the browser make or prove one, and hands it on. Throws what went wrong. */
  submit: (ceremony: typeof Ceremony) => Promise<void>
  /** Sees a failure first; answers true where it has dealt with it. */
  onFailure?: (error: unknown) => boolean
  autoFocus?: boolean
  /** Above the button. */
  children?: ReactNode
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const button = useRef<HTMLButtonElement>(null)
  const reason = whyNoPasskeys()
  const { autoFocus = true } = props
  useEffect(() => {
    // Again after a failure: the next try is one key away.
    if (autoFocus || attempt.failureCount > 0) button.current?.focus()
  }, [autoFocus, attempt.failureCount])

  if (reason !== undefined) return <Notice tone="warn">{t(reason)}</Notice>
  const submit = () =>
    attempt.run(async () => {
      try {
        await props.submit(await import('./ceremony.ts'))
      } catch (error) {
        if (props.onFailure?.(error) !== true) throw error
      }
    })
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!attempt.isBusy && attempt.waitSeconds === 0) void submit()
      }}
    >
      <FailureNotice attempt={attempt} />
      {props.children}
      <Button
        ref={button}
        type="submit"
        size="md"
        fullWidth
        leftSection={<IconKey size={18} stroke={1.8} aria-hidden />}
        loading={attempt.isBusy}
        disabled={attempt.waitSeconds > 0}
      >
        {props.submitLabel}
      </Button>
    </form>
  )
}
