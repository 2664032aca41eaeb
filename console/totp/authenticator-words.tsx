// An authenticator in words, for its owner and for whoever helps: what it is, where it is kept, when it was last used.
import { IconDeviceMobile, IconDeviceMobileCheck, IconKey } from '@tabler/icons-react'
import { Badge } from '../app/badge.tsx'
import { formatMoment } from '../app/moments.ts'
import { useTexts } from '../texts/texts.ts'
import type { Authenticator } from './authenticators.ts'
import classes from './two-factor-card.module.css'

const icons = { totp: IconDeviceMobile, passkey: IconKey, approval: IconDeviceMobileCheck }

export function AuthenticatorWords(props: {
  authenticator: Authenticator
  /** Said of one that is switched off, to who can do something about it. */
  advice?: string
}) {
  const { t, language } = useTexts()
  const { kind, name, state, sync, createdAt, lastUsedAt } = props.authenticator
  const Icon = icons[kind]
  const used =
    lastUsedAt === undefined
      ? t('authenticators.added', { moment: formatMoment(createdAt, language) })
      : t('authenticators.lastUsed', { moment: formatMoment(lastUsedAt, language) })
  return (
    <>
      <Icon size={22} stroke={1.6} aria-hidden />
      <div className={classes.itemWords}>
        <div className={classes.itemName}>
          {name}
          {state === 'switched_off' && <Badge tone="bad">{t('authenticators.switchedOff')}</Badge>}
          {sync !== undefined && <Badge tone="quiet">{t(`passkeys.${sync}`)}</Badge>}
        </div>
        <p className={classes.small}>
          {state === 'switched_off' && props.advice !== undefined
            ? props.advice
            : kind === 'totp'
              ? used
              : `${t(`factor.${kind}`)} · ${used}`}
        </p>
      </div>
    </>
  )
}
