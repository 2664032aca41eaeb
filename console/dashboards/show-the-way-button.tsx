// The way into a recording: asked for a fresh proof, and only where the runner would open what the form says.
import { Button } from '@mantine/core'
import { IconRoute } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import { beginRecording } from './recordings.ts'

export function ShowTheWayButton(props: {
  /** Of a dashboard that is saved. */
  dashboardId: string | undefined
  /** What is opened is what was saved: its address, its login, its size. */
  isAsSaved: boolean
  /** One has just come back from there. */
  hasReturned: boolean
  onBegun: () => void
}) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const button = useRef<HTMLButtonElement>(null)
  const { dashboardId: id, isAsSaved, hasReturned } = props
  useEffect(() => {
    if (hasReturned) button.current?.focus()
  }, [hasReturned])
  if (id === undefined || !isAsSaved) {
    return <p className={classes.small}>{t(id === undefined ? 'way.afterAdding' : 'way.afterSaving')}</p>
  }
  return (
    <div className={classes.group}>
      <div className={classes.line}>
        <Button
          ref={button}
          size="xs"
          variant="default"
          leftSection={<IconRoute size={15} aria-hidden />}
          loading={attempt.isBusy}
          disabled={attempt.waitSeconds > 0}
          onClick={() =>
            void attempt.run(async () => {
              await freshly(() => beginRecording(id))
              props.onBegun()
            })
          }
        >
          {t('way.begin')}
        </Button>
      </div>
      <p className={classes.small}>{t('way.begin.description')}</p>
      <FailureNotice attempt={attempt} />
    </div>
  )
}
