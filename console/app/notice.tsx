// A sentence that a person should not miss.
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

export type Tone = 'info' | 'warn' | 'good'

const icons = { info: IconInfoCircle, warn: IconAlertTriangle, good: IconCircleCheck }

export function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <div className={classes.notice} data-tone={tone}>
      <Icon size={18} stroke={1.8} aria-hidden />
      <div>{children}</div>
    </div>
  )
}
