// In the place of something that could not be read: why, and a second try.
import { Button } from '@mantine/core'
import { useTexts } from '../texts/texts.ts'
import { failureSentence, toFailure } from './failure.ts'
import classes from './load-failure.module.css'

export function LoadFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTexts()
  return (
    <div role="alert" className={classes.box}>
      <p className={classes.text}>{failureSentence(toFailure(error), t)}</p>
      <Button variant="default" size="xs" onClick={onRetry}>
        {t('action.tryAgain')}
      </Button>
    </div>
  )
}
