// How a dashboard is: in one word, and in a sentence with what to do where something is wrong.
import { Badge } from '../app/badge.tsx'
import { Age } from '../app/age.tsx'
import { Notice } from '../app/notice.tsx'
import { useTexts, type Translate } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import type { Dashboard } from './dashboards.ts'

const tones = {
  fresh: 'good',
  old: 'warn',
  stale: 'bad',
  waiting: 'quiet',
  resting: 'quiet',
  paused: 'quiet',
} as const satisfies Record<Dashboard['state'], string>

export function DashboardState({ dashboard }: { dashboard: Pick<Dashboard, 'state'> }) {
  const { t } = useTexts()
  return <Badge tone={tones[dashboard.state]}>{t(`dashboard.state.${dashboard.state}`)}</Badge>
}

/** When its picture was last seen to be true. */
export function DashboardAge({ dashboard }: { dashboard: Pick<Dashboard, 'frame'> }) {
  const { t } = useTexts()
  if (dashboard.frame === undefined) return <span className={classes.small}>{t('dashboard.noFrame')}</span>
  return <Age at={dashboard.frame.takenAt} className={classes.small} />
}

/** Nothing while it is paused or rests: then no picture is due. */
export function troubleOf({ trouble, state }: Pick<Dashboard, 'trouble' | 'state'>) {
  return state === 'paused' || state === 'resting' ? undefined : trouble
}

export function DashboardTrouble({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTexts()
  const trouble = troubleOf(dashboard)
  if (trouble === undefined) return null
  return (
    <Notice tone="warn">
      {t(`trouble.${trouble}`)} {t(`trouble.${trouble}.toDo`)}
    </Notice>
  )
}

export function onScreens(count: number, t: Translate): string {
  return count === 0 ? t('dashboard.noScreens') : t('dashboard.screens', { count })
}
