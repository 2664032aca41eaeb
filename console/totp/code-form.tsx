// Six digits to be proven: submits itself when they are there, says what was wrong, and is ready for the next code.
import { Button } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { CodeBox } from './code-box.tsx'
import { codeLength } from './code-digits.ts'

export function CodeForm(props: {
  label: string
  description?: string
  submitLabel: string
  /** Throws what the server answered. */
  submit: (code: string) => Promise<void>
  /** Sees a failure first; answers true where it has dealt with it. */
  onFailure?: (error: unknown) => boolean
  autoFocus?: boolean
  children?: ReactNode
}) {
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const noticeId = useId()

  const submit = async (digits: string): Promise<void> => {
    if (attempt.isBusy || attempt.waitSeconds > 0) return
    if (digits.length < codeLength) {
      attempt.fail({ code: 'input', key: 'code.tooShort', isPassing: false })
      return
    }
    const failure = await attempt.run(async () => {
      try {
        await props.submit(digits)
      } catch (error) {
        if (props.onFailure?.(error) !== true) throw error
      }
    })
    // A code that never reached the server is still good; one that was judged is not typed again.
    if (failure?.code.startsWith('second_factor.')) setCode('')
  }

  return (
    <form
      className={classes.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit(code)
      }}
    >
      <FailureNotice attempt={attempt} id={noticeId} />
      <CodeBox
        label={props.label}
        {...(props.description === undefined ? {} : { description: props.description })}
        value={code}
        onChange={setCode}
        onFull={(digits) => void submit(digits)}
        isInvalid={attempt.failure !== undefined}
        describedBy={noticeId}
        autoFocus={props.autoFocus ?? true}
        focusCount={attempt.failureCount}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {props.submitLabel}
      </Button>
      {props.children}
    </form>
  )
}
