// Browsers that sign in with the password alone, with a way to trust them no longer: for their owner and whoever helps.
import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import type { Answer } from '../../contract/client.ts'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { formatMoment } from '../app/moments.ts'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from '../totp/two-factor-card.module.css'

type TrustedDevice = Answer<'GET /api/v1/users/{id}'>['trustedDevices'][number] & { isCurrent?: boolean }

export function TrustedDeviceList(props: {
  devices: readonly TrustedDevice[]
  /** Ends the trust in one, or in all of them; nothing where it may only be looked at. Throws what the server answered. */
  end?: (id?: string) => Promise<void>
}) {
  const { t, language } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { devices, end } = props
  const run = (id?: string) =>
    attempt.run(async () => {
      await end?.(id)
      say(t(id === undefined ? 'trust.allEnded' : 'trust.ended'))
    })
  return (
    <>
      <FailureNotice attempt={attempt} />
      <ul className={classes.list}>
        {devices.map(({ id, device, isCurrent = false, address, lastUsedAt, expiresAt }) => {
          const name = device === '' ? t('history.unknownDevice') : device
          return (
            <li key={id} className={classes.item}>
              <IconShieldCheck size={22} stroke={1.6} aria-hidden />
              <div className={classes.itemWords}>
                <div className={classes.itemName}>
                  {name}
                  {isCurrent && <Badge tone="good">{t('sessions.current')}</Badge>}
                </div>
                <p className={classes.small}>
                  {[
                    address,
                    t('authenticators.lastUsed', { moment: formatMoment(lastUsedAt, language) }),
                    t('trust.until', { moment: formatMoment(expiresAt, language) }),
                  ].join(' · ')}
                </p>
              </div>
              {end !== undefined && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  className={classes.danger}
                  aria-label={t('trust.endNamed', { device: name })}
                  onClick={() => void run(id)}
                >
                  {t('trust.end')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {end !== undefined && devices.length > 1 && (
        <div className={classes.foot}>
          <Button variant="default" loading={attempt.isBusy} onClick={() => void run()}>
            {t('trust.endAll')}
          </Button>
        </div>
      )}
    </>
  )
}
