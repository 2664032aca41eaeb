// The connections of the organization, page by page and one by one, and what admins change about them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'
import type { GivenSecret } from '../secrets/secret-intake.ts'

export type Connection = Answer<'GET /api/v1/connections/{id}'>

const pageSize = 50

export const connectionsQuery = infiniteQueryOptions({
  queryKey: ['connections', 'list'],
  queryFn: ({ pageParam }) =>
    client.call('GET /api/v1/connections', {
      query: { limit: pageSize, ...(pageParam === '' ? {} : { after: pageParam }) },
    }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
})

export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: ['connections', 'one', id],
    queryFn: () => client.call('GET /api/v1/connections/{id}', { params: { id } }),
    // Its state changes by itself.
    refetchInterval: 15_000,
  })
}

/** Null takes away what is kept; what is left out stays. */
export interface ConnectionChange {
  service?: string
  name?: string
  url?: string
  signInOrigins?: string[]
  username?: string
  password?: string | null
  secret?: GivenSecret | null
}

export async function changeConnection({ id }: Connection, change: ConnectionChange): Promise<void> {
  const changed = await client.call('PATCH /api/v1/connections/{id}', { params: { id }, body: change })
  queryClient.setQueryData(connectionQuery(id).queryKey, changed)
  await refreshConnections()
}

export async function deleteConnection({ id }: Connection): Promise<void> {
  await client.call('DELETE /api/v1/connections/{id}', { params: { id } })
}

export async function refreshConnections(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['connections'] })
}
