// What stands behind the browser's question where the extension asks for a passkey: a passkey is for the origin of this page, and
// the extension has another. It opens this page in a small window, asks in it, and closes it; the page itself does nothing.
import { EntryPage } from '../app/entry-page.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'

export function PasskeyWindowPage() {
  const { t } = useTexts()
  return (
    <EntryPage title={t('passkeyWindow.title')} lead={t('passkeyWindow.lead')}>
      <p className={classes.quiet}>{t('passkeyWindow.notYou')}</p>
    </EntryPage>
  )
}
