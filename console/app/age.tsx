// How long ago something was, ticking, by the clock of the server.
import { useEffect, useState } from 'react'
import { useTexts } from '../texts/texts.ts'
import type { Language } from '../texts/language.ts'
import { formatMoment, localeOf } from './moments.ts'
import { onOurClock } from './server-clock.ts'

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const

/** "12 min. ago"; below ten seconds it is now. */
export function agoOf(seconds: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (seconds < 10) return words.format(0, 'second')
  const found = units.find(({ seconds: length }) => seconds >= length)
  return found === undefined
    ? words.format(-Math.floor(seconds), 'second')
    : words.format(-Math.floor(seconds / found.seconds), found.unit)
}

/** Between ticks nothing that is shown would change. */
function tickMs(seconds: number): number {
  return seconds < 60 ? 1000 : 15_000
}

export function Age({ at, className }: { at: string; className?: string | undefined }) {
  const { language } = useTexts()
  const ageSeconds = useAgeSeconds(at)
  return (
    <time dateTime={at} title={formatMoment(at, language)} className={className}>
      {agoOf(ageSeconds, localeOfBrowser(language))}
    </time>
  )
}

function localeOfBrowser(language: Language): string {
  return localeOf(language, navigator.languages)
}

function useAgeSeconds(at: string): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  const ageSeconds = Math.max(0, (nowMs - onOurClock(at)) / 1000)
  const everyMs = tickMs(ageSeconds)
  useEffect(() => {
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [at, everyMs])
  return ageSeconds
}
