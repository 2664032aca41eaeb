// Whether there is any connection that one may use: the navigation asks, before the pages of connections are loaded.
import { queryOptions } from '@tanstack/react-query'
import { client } from '../app/client.ts'

export const anyConnectionQuery = queryOptions({
  queryKey: ['connections', 'any'],
  queryFn: async () => {
    const { items } = await client.call('GET /api/v1/connections', { query: { limit: 1 } })
    return items.length > 0
  },
  staleTime: 60_000,
})
