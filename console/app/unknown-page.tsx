// An address that leads nowhere.
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTexts } from '../texts/texts.ts'
import { EntryPage } from './entry-page.tsx'
import classes from './form.module.css'

export function UnknownPage() {
  const { t } = useTexts()
  return (
    <EntryPage title={t('unknownPage.title')} lead={t('unknownPage.lead')}>
      <Button component={Link} to="/" className={classes.below} fullWidth size="md">
        {t('unknownPage.goHome')}
      </Button>
    </EntryPage>
  )
}
