// The locked app: nothing of its pages is there. A passkey opens it, proven to the server; the way out is always open.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { EntryPage } from '../app/entry-page.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { PasskeyForm } from '../passkeys/passkey-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { proveItIsYou } from './prove-it-is-you.ts'
import { askWorker } from './worker-link.ts'

export function LockPage(props: {
  minutes: number
  /** After the proof, and after the way out: the worker says what comes. */
  onOpened: () => Promise<void>
}) {
  const { t } = useTexts()
  const [isLeaving, setLeaving] = useState(false)

  const signOut = async (): Promise<void> => {
    setLeaving(true)
    await askWorker({ kind: 'forget' })
    await props.onOpened()
  }
  return (
    <EntryPage title={t('app.lock.title')} lead={t('app.lock.lead', { count: props.minutes })}>
      <div className={classes.below}>
        <PasskeyForm
          submitLabel={t('app.lock.open')}
          submit={async (ceremony) => {
            await proveItIsYou(ceremony)
            await props.onOpened()
          }}
          onFailure={(error) => {
            // The session has ended meanwhile: there is nothing left to open.
            const isOver = hasCode(error, 'session.required')
            if (isOver) void props.onOpened()
            return isOver
          }}
        />
      </div>
      <Button
        className={classes.alternative}
        variant="default"
        size="md"
        fullWidth
        loading={isLeaving}
        onClick={() => void signOut()}
      >
        {t('app.lock.signOut')}
      </Button>
    </EntryPage>
  )
}
