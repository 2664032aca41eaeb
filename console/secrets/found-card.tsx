// What the secret was recognised as, and its codes, so that the set-up at the service is finished right here.
import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { FailureNotice } from '../app/failure-notice.tsx'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { LiveCode } from './live-code.tsx'
import classes from './secret-box.module.css'
import type { FoundSecret, SecretIntake } from './secret-intake.ts'

export function FoundCard({ intake, found }: { intake: SecretIntake; found: FoundSecret }) {
  const { t } = useTexts()
  const whose = [found.issuer, found.account].filter((part) => part !== undefined).join(': ')
  const kind = t(`secretKind.${found.kind}`)
  return (
    <section className={classes.found} aria-label={t('secretBox.found')}>
      <div className={classes.foundHead} role="status">
        <IconCircleCheck size={22} stroke={1.7} aria-hidden />
        <div className={classes.foundWords}>
          <p className={classes.foundName}>
            {whose === '' ? t('secretBox.foundUnnamed') : t('secretBox.foundFor', { whose })}
          </p>
          <p className={classes.small}>
            {t('secretBox.foundAs', {
              kind,
              digits: found.digits,
              seconds: found.periodSeconds,
              algorithm: found.algorithm.replace('SHA', 'SHA-'),
            })}
          </p>
        </div>
      </div>
      {found.isWeak === true && <Notice tone="warn">{t('secretBox.weak')}</Notice>}
      <p className={classes.line}>{t('secretBox.finish')}</p>
      <FailureNotice attempt={intake.attempt} />
      <LiveCode found={found} renew={intake.renew} hasFailed={intake.attempt.failure !== undefined} />
      <div className={classes.buttons}>
        {intake.choices !== undefined && (
          <Button variant="default" size="xs" onClick={intake.chooseAgain}>
            {t('secretBox.anotherAccount')}
          </Button>
        )}
        <Button variant="default" size="xs" onClick={intake.clear}>
          {t('secretBox.another')}
        </Button>
      </div>
    </section>
  )
}
