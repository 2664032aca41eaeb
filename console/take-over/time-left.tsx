// How long a page is still one's own: ticking for the eyes, and said once when it is little.
import { VisuallyHidden } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { clockOf, useCountdown } from '../app/countdown.ts'
import { onOurClock } from '../app/server-clock.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './time-left.module.css'

/** So little that it is said aloud. */
const fewSeconds = 60

export function TimeLeft({ endsAt }: { endsAt: string }) {
  const { t } = useTexts()
  const seconds = useCountdown(onOurClock(endsAt))
  const isFew = seconds <= fewSeconds
  return (
    <p className={classes.time} data-few={isFew || undefined}>
      <IconClock size={16} stroke={1.8} aria-hidden />
      <span>{t('takeOver.timeLeft', { time: clockOf(seconds) })}</span>
      {/* The ticking number is for the eyes; this is said once. */}
      <VisuallyHidden role="status">{isFew && seconds > 0 ? t('takeOver.lastMinute') : ''}</VisuallyHidden>
    </p>
  )
}
