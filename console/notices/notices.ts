// Notices: what the server told about one's account.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Notice = Answer<'GET /api/v1/me/notices'>['items'][number]

export const noticesQuery = infiniteQueryOptions({
  queryKey: ['notices'],
  queryFn: ({ pageParam }) =>
    client.call('GET /api/v1/me/notices', { query: pageParam === '' ? {} : { after: pageParam } }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
})

/** Asked now and then, so that the count beside the bell is true while a page stays open. */
export const unreadQuery = queryOptions({
  queryKey: ['unread-notices'],
  queryFn: async () => (await client.call('GET /api/v1/me/notices', { query: { limit: 1 } })).unread,
  refetchInterval: 120_000,
})

export async function markRead(): Promise<void> {
  await client.call('POST /api/v1/me/notices/read')
  await queryClient.invalidateQueries({ queryKey: unreadQuery.queryKey })
}
