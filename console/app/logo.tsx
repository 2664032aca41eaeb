// The mark: a ring that is open, the question, and the point that closes it, the answer.
import classes from './logo.module.css'

export function LogoMark({ sizePx }: { sizePx: number }) {
  return (
    <svg viewBox="0 0 32 32" width={sizePx} height={sizePx} aria-hidden className={classes.mark}>
      <rect width="32" height="32" rx="8" />
      <path d="M20.6 9.8a8 8 0 1 0 0 12.4" />
      <circle cx="22.6" cy="16" r="2.7" />
    </svg>
  )
}

export function Logo({ sizePx = 28 }: { sizePx?: number }) {
  return (
    <span className={classes.logo}>
      <LogoMark sizePx={sizePx} />
      Countersign
    </span>
  )
}
