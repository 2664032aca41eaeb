// When something is due, ticking, by the clock of the server.
import { useEffect, useState } from 'react'
import { formatMoment, localeOf } from '../app/moments.ts'
import { onOurClock } from '../app/server-clock.ts'
import { useTexts } from '../texts/texts.ts'

const everyMs = 10_000

export function Until({ at }: { at: string }) {
  const { language } = useTexts()
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [at])
  const seconds = Math.max(0, (onOurClock(at) - nowMs) / 1000)
  return (
    <time dateTime={at} title={formatMoment(at, language)}>
      {inOf(seconds, localeOf(language, navigator.languages))}
    </time>
  )
}

/** "in 12 min." Rounded up: what is waited for so long is there. */
export function inOf(seconds: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (seconds < 60) return words.format(seconds === 0 ? 0 : Math.ceil(seconds / 10) * 10, 'second')
  if (seconds < 3600) return words.format(Math.ceil(seconds / 60), 'minute')
  if (seconds < 86_400) return words.format(Math.ceil(seconds / 3600), 'hour')
  return words.format(Math.ceil(seconds / 86_400), 'day')
}
