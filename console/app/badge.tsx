// A state in one word. The colour only repeats what the word says.
import type { ReactNode } from 'react'
import classes from './badge.module.css'

export function Badge({ tone, children }: { tone: 'good' | 'warn' | 'bad' | 'quiet'; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  )
}
