// A page that could not be opened: the server did not answer, or something failed that should not.
import { Button } from '@mantine/core'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useTexts } from '../texts/texts.ts'
import { EntryPage } from './entry-page.tsx'
import { failureSentence, toFailure } from './failure.ts'
import classes from './form.module.css'

export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTexts()
  const router = useRouter()
  return (
    <EntryPage title={t('brokenPage.title')} lead={failureSentence(toFailure(error), t)}>
      <Button className={classes.below} fullWidth size="md" onClick={() => void router.invalidate()}>
        {t('action.tryAgain')}
      </Button>
    </EntryPage>
  )
}
