// What happened, in sentences, newest first; each leads to what it is about.
import {
  IconAlertTriangle,
  IconBell,
  IconCircleCheck,
  IconDeviceTv,
  IconServer,
  type Icon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Age } from '../app/age.tsx'
import { durationOf } from '../app/duration.ts'
import tileClasses from '../dashboards/dashboards.module.css'
import { useTexts, type Translate } from '../texts/texts.ts'
import classes from './overview.module.css'
import type { Activity } from './overview.ts'

const looks = {
  signed_in: { icon: IconCircleCheck, tone: 'good' },
  sign_in_failed: { icon: IconAlertTriangle, tone: 'bad' },
  person_needed: { icon: IconAlertTriangle, tone: 'bad' },
  frames_stopped: { icon: IconAlertTriangle, tone: 'warn' },
  frames_again: { icon: IconCircleCheck, tone: 'good' },
  screen_paired: { icon: IconDeviceTv, tone: 'quiet' },
  screen_removed: { icon: IconDeviceTv, tone: 'quiet' },
  screen_token_stolen: { icon: IconAlertTriangle, tone: 'bad' },
  screen_offline: { icon: IconDeviceTv, tone: 'bad' },
  screen_back: { icon: IconDeviceTv, tone: 'good' },
  runner_gone: { icon: IconServer, tone: 'bad' },
  runner_back: { icon: IconServer, tone: 'good' },
  message_shown: { icon: IconBell, tone: 'warn' },
  message_taken_back: { icon: IconBell, tone: 'quiet' },
} as const satisfies Record<Activity['what'], { icon: Icon; tone: string }>

export function ActivityList({ activity }: { activity: readonly Activity[] }) {
  const { t } = useTexts()
  if (activity.length === 0) {
    return (
      <div className={tileClasses.frame}>
        <p className={classes.none}>{t('activity.none')}</p>
      </div>
    )
  }
  return (
    <div className={tileClasses.frame}>
      <ul className={classes.list} aria-label={t('overview.activity')}>
        {activity.map((event) => {
          const { icon: EventIcon, tone } = looks[event.what]
          return (
            <li key={event.id} className={classes.event} data-tone={tone}>
              <EventIcon size={18} stroke={1.7} aria-hidden />
              <div className={classes.eventWords}>
                <p className={classes.sentence}>
                  <About event={event}>{sentenceOf(event, t)}</About>
                </p>
                <Age at={event.at} className={tileClasses.small} />
              </div>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function About({ event, children }: { event: Activity; children: string }) {
  const { connection, dashboard, screen } = event
  if (screen !== undefined && event.what !== 'screen_removed') {
    return (
      <Link to="/screens/$id" params={{ id: screen }} className={classes.about}>
        {children}
      </Link>
    )
  }
  if (dashboard !== undefined) {
    return (
      <Link to="/dashboards/$id" params={{ id: dashboard }} className={classes.about}>
        {children}
      </Link>
    )
  }
  if (connection !== undefined) {
    return (
      <Link to="/connections/$id" params={{ id: connection }} className={classes.about}>
        {children}
      </Link>
    )
  }
  return children
}

function sentenceOf({ what, name, cause, trouble, tookSeconds, withCode }: Activity, t: Translate): string {
  const duration = tookSeconds === undefined ? undefined : durationOf(tookSeconds, t)
  switch (what) {
    case 'signed_in':
      if (duration === undefined) return t('activity.signed_in', { name })
      return t(withCode === true ? 'activity.signed_in.withCode' : 'activity.signed_in.took', {
        name,
        duration,
      })
    case 'sign_in_failed':
    case 'person_needed':
      return [t(`activity.${what}`, { name }), ...(cause === undefined ? [] : [t(`cause.${cause}`)])].join(
        ' ',
      )
    case 'frames_stopped':
      return [
        t('activity.frames_stopped', { name }),
        ...(trouble === undefined ? [] : [t(`trouble.${trouble}`)]),
      ].join(' ')
    case 'message_shown':
    case 'message_taken_back':
      return name === '' ? t(`activity.${what}.picture`) : t(`activity.${what}`, { name })
    default:
      return t(`activity.${what}`, { name })
  }
}
