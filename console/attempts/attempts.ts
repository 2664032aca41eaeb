// The sign-ins of a connection at its service: the list of them, one with its steps, and asking for one.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'
import { refreshConnections } from '../connections/connections.ts'

export type Attempt = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}'>
export type AttemptInList = Omit<Attempt, 'steps'>
export type Step = Attempt['steps'][number]

const pageSize = 10

/** Others start one too, and a retry starts by itself: who looks at the page sees it soon. */
const refetchMs = 15_000

export function attemptsQuery(connectionId: string) {
  return infiniteQueryOptions({
    queryKey: ['attempts', connectionId, 'list'],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/connections/{id}/sign-ins', {
        params: { id: connectionId },
        query: { limit: pageSize, ...(pageParam === '' ? {} : { after: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: refetchMs,
  })
}

export function attemptQuery(connectionId: string, attempt: string) {
  return queryOptions({
    queryKey: ['attempts', connectionId, 'one', attempt],
    queryFn: () =>
      client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', {
        params: { id: connectionId, attempt },
      }),
  })
}

export function isOver({ state }: AttemptInList): boolean {
  return state === 'signed_in' || state === 'failed'
}

export async function askForSignIn(connectionId: string): Promise<void> {
  await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id: connectionId } })
  await refreshAttempts(connectionId)
}

/** Ends the attempt that runs, too. */
export async function pauseConnection(connectionId: string): Promise<void> {
  await client.call('POST /api/v1/connections/{id}/pause', { params: { id: connectionId } })
  await refreshAttempts(connectionId)
}

export async function refreshAttempts(connectionId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['attempts', connectionId, 'list'] }),
    refreshConnections(),
  ])
}
