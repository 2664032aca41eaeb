// A code while it is good: its digits in two groups, and a ring that empties as its time runs.
import { useTexts } from '../texts/texts.ts'
import classes from './code-ring.module.css'

const radius = 20
const around = 2 * Math.PI * radius

/** So few that typing it now is a race. */
const fewSeconds = 5

export function CodeRing(props: { label: string; code: string; secondsLeft: number; periodSeconds: number }) {
  const { t } = useTexts()
  const { code, secondsLeft, periodSeconds } = props
  const half = Math.ceil(code.length / 2)
  const share = Math.min(1, secondsLeft / periodSeconds)
  return (
    <div className={classes.row} data-few={secondsLeft <= fewSeconds || undefined}>
      <div className={classes.words}>
        <span className={classes.label}>{props.label}</span>
        <code className={classes.code} role="group" aria-label={props.label} data-code={code}>
          <span>{code.slice(0, half)}</span>
          <span>{code.slice(half)}</span>
        </code>
      </div>
      <div className={classes.clock}>
        <svg viewBox="0 0 48 48" className={classes.ring} aria-hidden>
          <circle cx="24" cy="24" r={radius} className={classes.track} />
          <circle
            cx="24"
            cy="24"
            r={radius}
            className={classes.left}
            strokeDasharray={`${(share * around).toFixed(2)} ${around.toFixed(2)}`}
          />
          <text x="24" y="24" className={classes.number}>
            {secondsLeft}
          </text>
        </svg>
        <span className={classes.spoken}>{t('code.secondsLeft', { count: secondsLeft })}</span>
      </div>
    </div>
  )
}
