// What was done in an attempt, step by step, each with a picture of the page as it was then.
import { IconPhotoOff } from '@tabler/icons-react'
import { useState } from 'react'
import { Dialog } from '../app/dialog.tsx'
import { localeOf } from '../app/moments.ts'
import { useTexts, type Translate } from '../texts/texts.ts'
import classes from './attempt-steps.module.css'
import type { Step } from './attempts.ts'

export function AttemptSteps({ steps }: { steps: readonly Step[] }) {
  const { t, language } = useTexts()
  const [enlarged, setEnlarged] = useState<number>()
  const shown = steps.find(({ number }) => number === enlarged)
  if (steps.length === 0) return <p className={classes.none}>{t('attempt.noSteps')}</p>
  const clock = new Intl.DateTimeFormat(localeOf(language, navigator.languages), { timeStyle: 'medium' })
  return (
    <>
      <ol className={classes.steps} aria-label={t('attempt.steps')}>
        {steps.map((step) => (
          <li key={step.number} className={classes.step} data-what={step.what}>
            {step.picture !== undefined && (
              <button
                type="button"
                className={classes.picture}
                aria-label={t('attempt.picture', { what: t(`attempt.step.${step.what}`), host: step.host })}
                onClick={() => setEnlarged(step.number)}
              >
                <img src={step.picture} alt="" loading="lazy" />
              </button>
            )}
            {step.picture === undefined && (
              <div className={classes.noPicture}>
                <IconPhotoOff size={22} stroke={1.4} aria-hidden />
              </div>
            )}
            <div className={classes.words}>
              <span className={classes.what}>{t(`attempt.step.${step.what}`)}</span>
              <span className={classes.small}>{step.host}</span>
              <time className={classes.small} dateTime={step.at}>
                {clock.format(new Date(step.at))}
              </time>
            </div>
          </li>
        ))}
      </ol>
      {shown?.picture !== undefined && (
        <Dialog title={titleOf(shown, t)} size="lg" onClose={() => setEnlarged(undefined)}>
          <img className={classes.large} src={shown.picture} alt={titleOf(shown, t)} />
        </Dialog>
      )}
    </>
  )
}

function titleOf({ what, host }: Step, t: Translate): string {
  return `${t(`attempt.step.${what}`)}, ${host}`
}
