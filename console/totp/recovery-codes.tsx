// Ten recovery codes, shown this once: to copy, to download, to print.
import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useAttempt } from '../app/attempt.ts'
import { CopyButton } from '../app/copy-button.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './recovery-codes.module.css'

export function RecoveryCodes(props: {
  codes: readonly string[]
  account: string
  /** Throws what went wrong on the way to the next page. */
  onSaved: () => Promise<void>
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const lines = props.codes.join('\n')
  return (
    <div className={classes.whole}>
      <div className={classes.sheet}>
        <p className={classes.printed}>
          {t('recoveryCodes.fileTitle', { account: props.account })}
          <br />
          {t('recoveryCodes.fileHint')}
        </p>
        <ol className={classes.codes} aria-label={t('recoveryCodes.listLabel')}>
          {props.codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <div className={classes.actions}>
        <CopyButton text={lines} label={t('action.copy')} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() =>
            download(
              t('recoveryCodes.fileName'),
              [
                t('recoveryCodes.fileTitle', { account: props.account }),
                t('recoveryCodes.fileHint'),
                '',
                lines,
                '',
              ].join('\n'),
            )
          }
        >
          {t('action.download')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
        >
          {t('action.print')}
        </Button>
      </div>
      <FailureNotice attempt={attempt} />
      <Button size="md" fullWidth loading={attempt.isBusy} onClick={() => void attempt.run(props.onSaved)}>
        {t('recoveryCodes.saved')}
      </Button>
    </div>
  )
}

/** A file made here, in this browser; its address is forgotten at once. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
