// Who is signed in.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Me = Answer<'GET /api/v1/me'>

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => client.call('GET /api/v1/me') })

export function loadMe(): Promise<Me> {
  return queryClient.query(meQuery)
}

/** After a sign-in: nothing that another account has read stays in memory. */
export function loadMeAnew(): Promise<Me> {
  queryClient.clear()
  return queryClient.query(meQuery)
}
