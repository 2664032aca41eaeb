// New recovery codes in a dialog: shown this once, so that it stays until they are kept.
import { Dialog } from '../app/dialog.tsx'
import classes from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

export function RecoveryCodesDialog(props: {
  codes: readonly string[]
  account: string
  onSaved: () => Promise<void>
}) {
  const { t } = useTexts()
  return (
    <Dialog title={t('recoveryCodes.title')} isHeld onClose={() => void props.onSaved()}>
      <p className={classes.lead}>{t('recoveryCodes.lead')}</p>
      <RecoveryCodes codes={props.codes} account={props.account} onSaved={props.onSaved} />
    </Dialog>
  )
}
