// What waits for a yes or no, live.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { useLiveQuery } from '../app/live-query.ts'

/** A sign-in that waits, or that can be taken back. */
export type Asked = Answer<'GET /api/v1/me/approvals'>['items'][number]

export const isWaiting = ({ state }: Asked): boolean => state === 'waiting'

export const waitingQuery = queryOptions({
  queryKey: ['approvals', 'waiting'],
  // As the events tell it.
  queryFn: async () => {
    const { items } = await client.call('GET /api/v1/me/approvals')
    return { items }
  },
})

/** Nothing where this server sends no Web Push. */
export const pushKeyQuery = queryOptions({
  queryKey: ['approvals', 'push-key'],
  queryFn: async () => (await client.call('GET /api/v1/me/approvals')).pushKey ?? null,
  staleTime: Infinity,
})

/** @returns whether the line is broken just now */
export const useFollowedWaiting = (isFollowed = true): boolean =>
  useLiveQuery(waitingQuery.queryKey, isFollowed ? '/api/v1/me/approvals/events' : undefined)
