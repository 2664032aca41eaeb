// Two-factor in the profile: off, on by choice, or required by an admin.
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Me } from '../accounts/me.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { GuideLink } from '../app/guide-link.tsx'
import { formatDay } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { PhonePart } from '../approvals/phone-part.tsx'
import { AddPasskeyDialog } from '../passkeys/add-passkey-dialog.tsx'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { AddAuthenticatorDialog } from './add-authenticator-dialog.tsx'
import { AuthenticatorList } from './authenticator-list.tsx'
import { RecoveryCodesRow } from './recovery-codes-row.tsx'
import { TurnOffDialog } from './turn-off-dialog.tsx'
import classes from './two-factor-card.module.css'

export function TwoFactorCard({ me }: { me: Me }) {
  const { t } = useTexts()
  const [opened, setOpened] = useState<'add' | 'add-passkey' | 'turn-off'>()
  const { enrolled, requirement, recoveryCodesLeft } = me.secondFactor
  const isRequired = requirement.source !== 'optional'

  return (
    <Card
      title={t('twoFactor.title')}
      beside={
        <Badge tone={enrolled ? 'good' : isRequired ? 'warn' : 'quiet'}>
          {enrolled ? t('twoFactor.on') : t('twoFactor.off')}
        </Badge>
      }
      lead={enrolled ? t('twoFactor.onLead') : t('twoFactor.offLead')}
    >
      {isRequired && (
        <div className={classes.requirement}>
          <Notice tone={enrolled ? 'info' : 'warn'}>
            <RequirementSentence me={me} />
          </Notice>
        </div>
      )}
      {enrolled ? (
        <>
          <AuthenticatorList
            onAdd={() => setOpened('add')}
            onAddPasskey={() => setOpened('add-passkey')}
            isRequired={isRequired}
            account={me.account.email}
          />
          <PhonePart me={me} />
          <RecoveryCodesRow left={recoveryCodesLeft} account={me.account.email} />
          {!isRequired && (
            <div className={classes.foot}>
              <p className={classes.footText}>{t('twoFactor.turnOff.hint')}</p>
              <Button variant="default" className={classes.danger} onClick={() => setOpened('turn-off')}>
                {t('twoFactor.turnOff')}
              </Button>
            </div>
          )}
        </>
      ) : (
        <div className={`${classes.buttons} ${classes.turnOn}`}>
          <Button onClick={() => setOpened('add')}>{t('twoFactor.turnOn')}</Button>
          {whyNoPasskeys() === undefined && (
            <Button variant="default" onClick={() => setOpened('add-passkey')}>
              {t('twoFactor.turnOnWithPasskey')}
            </Button>
          )}
        </div>
      )}
      <p className={classes.guide}>
        <GuideLink guide={enrolled ? 'lost-phone' : 'turn-on-two-factor'} />
        <GuideLink guide="passkeys" />
        {enrolled && <GuideLink guide="approve-on-the-phone" />}
      </p>
      {opened === 'add' && (
        <AddAuthenticatorDialog
          isFirst={!enrolled}
          account={me.account.email}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened === 'add-passkey' && (
        <AddPasskeyDialog
          isFirst={!enrolled}
          account={me.account.email}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened === 'turn-off' && (
        <TurnOffDialog email={me.account.email} onClose={() => setOpened(undefined)} />
      )}
    </Card>
  )
}

function RequirementSentence({ me }: { me: Me }) {
  const { t, language } = useTexts()
  const { enrolled, requirement } = me.secondFactor
  if (requirement.graceUntil !== undefined) {
    const day = formatDay(requirement.graceUntil, language)
    return t(enrolled ? 'twoFactor.requiredSoonEnrolled' : 'twoFactor.requiredSoon', { day })
  }
  if (!enrolled) return t('twoFactor.requiredNotYet')
  if (requirement.requiredAt === undefined) return t('twoFactor.required')
  return t('twoFactor.requiredSince', { day: formatDay(requirement.requiredAt, language) })
}
