// The browsers that sign in with the password alone, with a way to trust them no longer.
import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { formatMoment } from '../app/moments.ts'
import { queryClient } from '../app/query-client.ts'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from '../totp/two-factor-card.module.css'

const trustedDevicesQuery = queryOptions({
  queryKey: ['sessions', 'trusted-devices'],
  queryFn: async () => (await client.call('GET /api/v1/me/trusted-devices')).items,
})

/** Nothing where nothing is trusted: most organizations allow none. */
export function TrustedDevicesCard() {
  const { t, language } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { data: devices = [] } = useQuery(trustedDevicesQuery)
  const end = (id: string) =>
    attempt.run(async () => {
      await client.call('DELETE /api/v1/me/trusted-devices/{id}', { params: { id } })
      say(t('trust.ended'))
      await queryClient.invalidateQueries({ queryKey: trustedDevicesQuery.queryKey })
    })
  if (devices.length === 0) return null
  return (
    <Card title={t('trust.title')} lead={t('trust.lead')}>
      <FailureNotice attempt={attempt} />
      <ul className={classes.list}>
        {devices.map(({ id, device, isCurrent, address, expiresAt }) => {
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
                  {[address, t('trust.until', { moment: formatMoment(expiresAt, language) })].join(' · ')}
                </p>
              </div>
              <Button
                variant="subtle"
                size="compact-sm"
                className={classes.danger}
                aria-label={t('trust.endNamed', { device: name })}
                onClick={() => void end(id)}
              >
                {t('trust.end')}
              </Button>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
