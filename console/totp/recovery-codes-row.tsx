// How many recovery codes are left, and a new set of them.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Badge } from '../app/badge.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor } from './authenticators.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import classes from './two-factor-card.module.css'

const fewCodes = 3

export function RecoveryCodesRow({ left, account }: { left: number; account: string }) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const [isAsked, setAsked] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>()

  return (
    <div className={classes.part}>
      <div className={classes.partHead}>
        <div className={classes.itemWords}>
          <div className={classes.itemName}>
            <h3 className={classes.partTitle}>{t('recoveryCodes.short')}</h3>
            <Badge tone={left === 0 ? 'bad' : left <= fewCodes ? 'warn' : 'good'}>
              {t('recoveryCodes.left', { count: left })}
            </Badge>
          </div>
          <p className={classes.small}>
            {left <= fewCodes ? t('recoveryCodes.few') : t('recoveryCodes.hint')}
          </p>
        </div>
        <Button variant="default" size="xs" onClick={() => setAsked(true)}>
          {t('recoveryCodes.renew')}
        </Button>
      </div>
      {isAsked && (
        <ConfirmDialog
          title={t('recoveryCodes.renewTitle')}
          text={t('recoveryCodes.renewText')}
          confirmLabel={t('recoveryCodes.renew')}
          onClose={() => setAsked(false)}
          confirm={async () => {
            const answer = await freshly(() => client.call('POST /api/v1/me/recovery-codes'))
            setCodes(answer.recoveryCodes)
          }}
        />
      )}
      {codes !== undefined && (
        <RecoveryCodesDialog
          codes={codes}
          account={account}
          onSaved={async () => {
            setCodes(undefined)
            await refreshSecondFactor()
          }}
        />
      )}
    </div>
  )
}
