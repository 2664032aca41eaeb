// How a screen is: in one word, and what it shows, by its name.
import { Badge } from '../app/badge.tsx'
import { useTexts, type Translate } from '../texts/texts.ts'
import type { Screen } from './screens.ts'

export const screenTones = {
  good: 'good',
  old: 'warn',
  stale: 'bad',
  offline: 'bad',
  nothing: 'quiet',
  resting: 'quiet',
} as const satisfies Record<Screen['state'], string>

export function ScreenState({ state }: { state: Screen['state'] }) {
  const { t } = useTexts()
  return <Badge tone={screenTones[state]}>{t(`screen.state.${state}`)}</Badge>
}

/** What it says it shows, else what it is to show. */
export function shownBy({ now, shows }: Screen, nameOf: NameOf, t: Translate): string {
  if (now !== undefined) return now.name
  switch (shows.kind) {
    case 'nothing':
      return t('screen.shows.nothing')
    case 'dashboard':
      return nameOf(shows.dashboard) ?? t('screen.shows.dashboard')
    case 'playlist':
      return nameOf(shows.playlist) ?? t('screen.shows.playlist')
  }
}

export type NameOf = (id: string) => string | undefined
