// "Are you sure?", with what will happen and the verb on the button.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../texts/texts.ts'
import { useAttempt } from './attempt.ts'
import { Dialog } from './dialog.tsx'
import { FailureNotice } from './failure-notice.tsx'
import classes from './form.module.css'

export function ConfirmDialog(props: {
  title: string
  text: ReactNode
  confirmLabel: string
  tone?: 'danger'
  /** Throws what the server answered. */
  confirm: () => Promise<void>
  /** False where the confirmation opens something else in this place. */
  closesItself?: boolean
  onClose: () => void
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  return (
    <Dialog title={props.title} size="sm" onClose={props.onClose}>
      <div className={classes.form}>
        <p className={`${classes.lead} ${classes.breaking}`}>{props.text}</p>
        <FailureNotice attempt={attempt} />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t('action.cancel')}
          </Button>
          <Button
            {...(props.tone === 'danger' ? { color: 'red.8' } : {})}
            loading={attempt.isBusy}
            disabled={attempt.waitSeconds > 0}
            onClick={() =>
              void attempt.run(props.confirm).then((failure) => {
                if (failure === undefined && props.closesItself !== false) props.onClose()
              })
            }
          >
            {props.confirmLabel}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
