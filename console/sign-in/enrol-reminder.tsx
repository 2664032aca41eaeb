// In the time of grace: signed in already, and reminded to set two-factor up before it is asked for.
import { Button } from '@mantine/core'
import { useAttempt } from '../app/attempt.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { formatDay } from '../app/moments.ts'
import { useTexts } from '../texts/texts.ts'

export function EnrolReminder(props: {
  /** ISO moment from which on two-factor is asked for. */
  enrolBy: string
  onNow: () => Promise<void>
  onLater: () => Promise<void>
}) {
  const { t, language } = useTexts()
  const attempt = useAttempt()
  return (
    <EntryPage
      title={t('enrolReminder.title')}
      lead={t('enrolReminder.lead', { day: formatDay(props.enrolBy, language) })}
    >
      <div className={`${classes.form} ${classes.below}`}>
        <FailureNotice attempt={attempt} />
        <Button size="md" fullWidth data-autofocus onClick={() => void attempt.run(props.onNow)}>
          {t('enrolReminder.now')}
        </Button>
        <Button size="md" fullWidth variant="default" onClick={() => void attempt.run(props.onLater)}>
          {t('enrolReminder.later')}
        </Button>
      </div>
    </EntryPage>
  )
}
