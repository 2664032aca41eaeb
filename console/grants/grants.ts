// Which agents may use a connection: the list, one more, one less.
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Grant = Answer<'GET /api/v1/connections/{id}/grants'>['items'][number]
export type Grantable = Grant['may']

export const grantables = ['use', 'reveal'] as const satisfies readonly Grantable[]

export function grantsQuery(connectionId: string) {
  return infiniteQueryOptions({
    queryKey: ['grants', connectionId],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/connections/{id}/grants', {
        params: { id: connectionId },
        query: pageParam === '' ? {} : { after: pageParam },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

/** Also for somebody who has a grant already: this one counts from now on. */
export async function giveGrant(connectionId: string, accountId: string, may: Grantable): Promise<void> {
  const params = { id: connectionId }
  await client.call('POST /api/v1/connections/{id}/grants', { params, body: { accountId, may } })
  await refresh(connectionId)
}

export async function takeBackGrant(connectionId: string, accountId: string): Promise<void> {
  const params = { id: connectionId, accountId }
  await client.call('DELETE /api/v1/connections/{id}/grants/{accountId}', { params })
  await refresh(connectionId)
}

async function refresh(connectionId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['grants', connectionId] })
}
