// The users of the organization, page by page, and what admins change about them.
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'
import type { Standing } from '../policies/standings.ts'
import { meQuery } from './me.ts'

export type User = Answer<'GET /api/v1/users'>['items'][number]
export type Invitation = Answer<'POST /api/v1/users/{id}/invitation'>
export type Role = User['role']

const pageSize = 50

export function usersQuery(search: string, secondFactor: Standing | undefined) {
  return infiniteQueryOptions({
    queryKey: ['users', 'list', search, secondFactor ?? ''],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/users', {
        query: {
          limit: pageSize,
          ...(search === '' ? {} : { search }),
          ...(secondFactor === undefined ? {} : { secondFactor }),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export interface UserChange {
  email?: string
  name?: string
  role?: Role
  isHelpDesk?: boolean
  requireSecondFactor?: boolean
  requirementReason?: string | null
  graceUntil?: string
  disabled?: boolean
}

export async function changeUser(user: Pick<User, 'id'>, change: UserChange): Promise<void> {
  await client.call('PATCH /api/v1/users/{id}', { params: { id: user.id }, body: change })
  await refreshUsers()
}

export async function deleteUser(user: User): Promise<void> {
  await client.call('DELETE /api/v1/users/{id}', { params: { id: user.id } })
  await refreshUsers()
}

export async function renewInvitation(user: User): Promise<Invitation> {
  return client.call('POST /api/v1/users/{id}/invitation', { params: { id: user.id } })
}

/** One's own row may be among them, so who one is is asked again too. */
export async function refreshUsers(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['users'] }),
    queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
  ])
}

/** What somebody is called where there is only room for one. */
export function nameOf(user: { name: string; email: string }): string {
  return user.name === '' ? user.email : user.name
}
