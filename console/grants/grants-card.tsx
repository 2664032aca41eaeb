// Who may use a connection: the agents that admins let in, one by one.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconUser } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { nameOf } from '../accounts/users.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from '../totp/two-factor-card.module.css'
import { AddGrantDialog } from './add-grant-dialog.tsx'
import { grantsQuery, takeBackGrant, type Grant } from './grants.ts'

export function GrantsCard({ connectionId }: { connectionId: string }) {
  const { t, language } = useTexts()
  const list = useInfiniteQuery(grantsQuery(connectionId))
  const [isAdding, setAdding] = useState(false)
  const [taken, setTaken] = useState<Grant>()
  const grants = list.data?.pages.flatMap(({ items }) => items)
  return (
    <Card title={t('grants.title')} lead={t('grants.lead')}>
      {grants === undefined && list.error === null && <Skeleton height={62} mt="sm" />}
      {grants === undefined && list.error !== null && (
        <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
      )}
      {grants?.length === 0 && (
        <div className={classes.requirement}>
          <p className={classes.small}>{t('grants.none')}</p>
        </div>
      )}
      {grants !== undefined && grants.length > 0 && (
        <ul className={classes.list} aria-label={t('grants.title')}>
          {grants.map((grant) => (
            <li key={grant.account.id} className={classes.item}>
              <IconUser size={22} stroke={1.6} aria-hidden />
              <div className={classes.itemWords}>
                <div className={classes.itemName}>
                  {nameOf(grant.account)}
                  <Badge tone={grant.may === 'reveal' ? 'warn' : 'quiet'}>
                    {t(`grants.may.${grant.may}`)}
                  </Badge>
                </div>
                <p className={classes.small} style={{ overflowWrap: 'anywhere' }}>
                  {grant.account.email},{' '}
                  {t('grants.since', { moment: formatMoment(grant.grantedAt, language) })}
                </p>
              </div>
              <Button
                variant="subtle"
                color="gray"
                size="xs"
                aria-label={t('grants.removeNamed', { name: nameOf(grant.account) })}
                onClick={() => setTaken(grant)}
              >
                {t('grants.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('list.more')}
        </Button>
      )}
      <div className={`${formClasses.actions} ${formClasses.start}`}>
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('grants.add')}
        </Button>
      </div>
      {isAdding && <AddGrantDialog connectionId={connectionId} onClose={() => setAdding(false)} />}
      {taken !== undefined && (
        <TakeBackDialog connectionId={connectionId} grant={taken} onClose={() => setTaken(undefined)} />
      )}
    </Card>
  )
}

function TakeBackDialog(props: { connectionId: string; grant: Grant; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const { account } = props.grant
  const name = nameOf(account)
  return (
    <ConfirmDialog
      title={t('grants.remove.title', { name })}
      text={t('grants.remove.text', { name })}
      confirmLabel={t('grants.remove')}
      tone="danger"
      onClose={props.onClose}
      confirm={async () => {
        await freshly(() => takeBackGrant(props.connectionId, account.id))
        say(t('grants.removed', { name }))
      }}
    />
  )
}
