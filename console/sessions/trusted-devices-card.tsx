// One's own browsers that sign in with the password alone.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'
import { useTexts } from '../texts/texts.ts'
import { TrustedDeviceList } from './trusted-device-list.tsx'

const trustedDevicesQuery = queryOptions({
  queryKey: ['sessions', 'trusted-devices'],
  queryFn: async () => (await client.call('GET /api/v1/me/trusted-devices')).items,
})

/** Nothing where nothing is trusted: most organizations allow none. */
export function TrustedDevicesCard() {
  const { t } = useTexts()
  const { data: devices = [] } = useQuery(trustedDevicesQuery)
  if (devices.length === 0) return null
  return (
    <Card title={t('trust.title')} lead={t('trust.lead')}>
      <TrustedDeviceList
        devices={devices}
        end={async (id) => {
          if (id === undefined) await client.call('DELETE /api/v1/me/trusted-devices')
          else await client.call('DELETE /api/v1/me/trusted-devices/{id}', { params: { id } })
          await queryClient.invalidateQueries({ queryKey: trustedDevicesQuery.queryKey })
        }}
      />
    </Card>
  )
}
