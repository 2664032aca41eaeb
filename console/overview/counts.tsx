// How many screens, dashboards, connections and runners are in which state: what is wrong stands out, zeros stay away.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { GuideLink } from '../app/guide-link.tsx'
import { screenTones } from '../screens/screen-state.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './overview.module.css'
import type { Overview } from './overview.ts'

interface Part {
  key: string
  count: number
  text: string
  tone: 'good' | 'warn' | 'bad' | 'quiet'
}

export function Counts({ overview }: { overview: Overview }) {
  const { t } = useTexts()
  const { screens, dashboards, connections, runners } = overview
  const screenParts = (['offline', 'stale', 'old', 'good', 'nothing', 'resting'] as const).map(
    (state): Part => ({
      key: state,
      count: screens[state],
      text: t(`screen.state.${state}`),
      tone: screenTones[state],
    }),
  )
  const dashboardParts = (['stale', 'old', 'fresh', 'waiting', 'resting', 'paused'] as const).map(
    (state): Part => ({
      key: state,
      count: dashboards[state],
      text: t(`dashboard.state.${state}`),
      tone: (
        {
          stale: 'bad',
          old: 'warn',
          fresh: 'good',
          waiting: 'quiet',
          resting: 'quiet',
          paused: 'quiet',
        } as const
      )[state],
    }),
  )
  const connectionParts: Part[] = [
    { key: 'a', count: connections.needsAttention, text: t('connection.state.needs_attention'), tone: 'bad' },
    { key: 'b', count: connections.signedIn, text: t('connection.state.signed_in'), tone: 'good' },
    { key: 'c', count: connections.signingIn, text: t('connection.state.signing_in'), tone: 'quiet' },
    { key: 'd', count: connections.paused, text: t('connection.state.paused'), tone: 'quiet' },
  ]
  const runnerParts: Part[] = [
    { key: 'gone', count: runners.gone, text: t('overview.runners.gone'), tone: 'bad' },
    { key: 'here', count: runners.here, text: t('overview.runners.here'), tone: 'good' },
  ]
  return (
    <section aria-label={t('overview.counts')} className={classes.counts}>
      <Group title={t('screens.title')} to="/screens" parts={screenParts} />
      <Group title={t('dashboards.title')} to="/dashboards" parts={dashboardParts} />
      <Group title={t('connections.title')} to="/connections" parts={connectionParts} />
      <Group title={t('overview.runners')} parts={runnerParts}>
        {runners.here === 0 && (
          <p className={classes.state}>
            <GuideLink guide="runner-behind-the-firewall" />
          </p>
        )}
      </Group>
    </section>
  )
}

function Group(props: {
  title: string
  to?: '/screens' | '/dashboards' | '/connections'
  parts: Part[]
  children?: ReactNode
}) {
  const { t } = useTexts()
  const { title, to } = props
  const parts = props.parts.filter(({ count }) => count > 0)
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className={classes.count}>
      <p className={classes.countTitle}>{to === undefined ? title : <Link to={to}>{title}</Link>}</p>
      <p className={classes.total}>{total}</p>
      {parts.length === 0 ? (
        <p className={classes.state}>{t('overview.nothing')}</p>
      ) : (
        <ul className={classes.states}>
          {parts.map(({ key, count, text, tone }) => (
            <li key={key} className={classes.state} data-tone={tone}>
              <strong>{count}</strong> {text}
            </li>
          ))}
        </ul>
      )}
      {props.children}
    </div>
  )
}
