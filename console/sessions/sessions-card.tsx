// Where one is signed in, with a way to end what one does not know.
import { Button } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { queryClient } from '../app/query-client.ts'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from '../totp/two-factor-card.module.css'

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await client.call('GET /api/v1/me/sessions')).items,
})

export function SessionsCard() {
  const { t, language } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { data: sessions, error, refetch } = useQuery(sessionsQuery)
  const [isAsked, setAsked] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  const end = (id: string) =>
    attempt.run(async () => {
      await client.call('DELETE /api/v1/me/sessions/{id}', { params: { id } })
      say(t('sessions.ended'))
      await refresh()
    })
  const deviceOf = (device: string) => (device === '' ? t('history.unknownDevice') : device)
  return (
    <Card title={t('sessions.title')} lead={t('sessions.lead')}>
      <FailureNotice attempt={attempt} />
      {sessions === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      <ul className={classes.list}>
        {sessions?.map((session) => (
          <li key={session.id} className={classes.item}>
            <IconDevices size={22} stroke={1.6} aria-hidden />
            <div className={classes.itemWords}>
              <div className={classes.itemName}>
                {deviceOf(session.device)}
                {session.isCurrent && <Badge tone="good">{t('sessions.current')}</Badge>}
              </div>
              <p className={classes.small}>
                {[
                  t(`client.${session.client}`),
                  session.address,
                  t('sessions.lastSeen', { moment: formatMoment(session.lastSeenAt, language) }),
                ].join(' · ')}
              </p>
            </div>
            {!session.isCurrent && (
              <Button
                variant="subtle"
                size="compact-sm"
                className={classes.danger}
                aria-label={t('sessions.endNamed', { device: deviceOf(session.device) })}
                onClick={() => void end(session.id)}
              >
                {t('sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <Link to="/profile/history">{t('sessions.history')}</Link>
        {(sessions?.length ?? 0) > 1 && (
          <Button variant="default" onClick={() => setAsked(true)}>
            {t('sessions.endOthers')}
          </Button>
        )}
      </div>
      {isAsked && (
        <ConfirmDialog
          title={t('sessions.endOthers.title')}
          text={t('sessions.endOthers.text')}
          confirmLabel={t('sessions.endOthers')}
          onClose={() => setAsked(false)}
          confirm={async () => {
            await client.call('DELETE /api/v1/me/sessions')
            await refresh()
          }}
        />
      )}
    </Card>
  )
}
