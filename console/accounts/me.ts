// Who is signed in.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'
import { anyConnectionQuery } from '../connections/any-connection.ts'

export type Me = Answer<'GET /api/v1/me'>

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => client.call('GET /api/v1/me') })

export function loadMe(): Promise<Me> {
  return queryClient.query(meQuery)
}

export type Home = '/overview' | '/users' | '/organizations' | '/profile'

/** Where somebody begins: admins at the wall, once there is a connection. */
export async function loadHome(): Promise<Home> {
  const { account } = await loadMe()
  if (account.role === 'operator') return '/organizations'
  if (account.role === 'agent') return '/profile'
  return (await queryClient.query(anyConnectionQuery).catch(() => false)) ? '/overview' : '/users'
}

/** After a sign-in: nothing that another account has read stays in memory. */
export function loadHomeAnew(): Promise<Home> {
  queryClient.clear()
  return loadHome()
}
