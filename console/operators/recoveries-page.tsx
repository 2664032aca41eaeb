// Recoveries of admins: stopped by any admin of the organization, approved by an operator who did not ask for it.
import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useRouteContext } from '@tanstack/react-router'
import { isOperator } from '../accounts/roles.ts'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { client } from '../app/client.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { queryClient } from '../app/query-client.ts'
import { RecordList, RecordRow } from '../app/record-list.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'

const recoveriesQuery = queryOptions({
  queryKey: ['recoveries'],
  queryFn: () => client.call('GET /api/v1/recoveries'),
})

const tones = { waiting: 'warn', usable: 'bad', stopped: 'quiet', used: 'quiet', expired: 'quiet' } as const

export function RecoveriesPage() {
  const { t, language } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const say = useStatus()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const { data, error, isFetching, refetch } = useQuery(recoveriesQuery)
  const approves = isOperator(me.account)
  const act = (id: string) =>
    attempt.run(async () => {
      const params = { id }
      if (approves) await freshly(() => client.call('POST /api/v1/recoveries/{id}/approve', { params }))
      else await client.call('POST /api/v1/recoveries/{id}/stop', { params })
      await queryClient.invalidateQueries({ queryKey: recoveriesQuery.queryKey })
      say(t(approves ? 'recoveries.approved' : 'recoveries.stopped'))
    })
  return (
    <>
      <PageHeading title={t('recoveries.title')} lead={t('recoveries.lead')} guides={['recover-an-admin']} />
      <FailureNotice attempt={attempt} />
      <RecordList
        label={t('recoveries.title')}
        query={{
          data: data === undefined ? undefined : { pages: [data] },
          error,
          isFetching,
          hasNextPage: false,
          isFetchingNextPage: false,
          refetch,
          fetchNextPage: refetch,
        }}
        empty={{ title: t('recoveries.none.title'), text: t('recoveries.none.text') }}
        row={(one) => {
          const mayAct = one.state === 'waiting' || (!approves && one.state === 'usable')
          return (
            <RecordRow
              what={
                <>
                  {one.email}
                  <Badge tone={tones[one.state]}>{t(`recoveries.state.${one.state}`)}</Badge>
                </>
              }
              when={
                mayAct ? (
                  <Button
                    size="xs"
                    variant="default"
                    loading={attempt.isBusy}
                    onClick={() => void act(one.id)}
                  >
                    {t(approves ? 'recoveries.approve' : 'recoveries.stop')}
                  </Button>
                ) : (
                  formatMoment(one.requestedAt, language)
                )
              }
              more={[
                ...(approves ? [one.organizationName] : []),
                t('notice.reason', { reason: one.reason }),
                ...(one.state === 'waiting'
                  ? [t('recoveries.usableFrom', { moment: formatMoment(one.usableFrom, language) })]
                  : []),
              ].join(' · ')}
            />
          )
        }}
      />
    </>
  )
}
