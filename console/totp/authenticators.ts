// The authenticators of the person who is signed in.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { meQuery } from '../accounts/me.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Authenticator = Answer<'GET /api/v1/me/authenticators'>['items'][number]

export const authenticatorsQuery = queryOptions({
  queryKey: ['authenticators'],
  queryFn: async () => (await client.call('GET /api/v1/me/authenticators')).items,
})

/** After a change: asks the server what is true now. */
export async function refreshSecondFactor(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: authenticatorsQuery.queryKey }),
  ])
}
