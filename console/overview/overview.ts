// The wall at a glance, by server-sent events: each message is the whole of it as it is then.
import { queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { useLiveQuery } from '../app/live-query.ts'

export type Overview = Answer<'GET /api/v1/overview'>
export type Activity = Overview['activity'][number]

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => client.call('GET /api/v1/overview'),
})

/** @returns whether the line is broken just now */
export const useFollowedOverview = (): boolean =>
  useLiveQuery(overviewQuery.queryKey, '/api/v1/overview/events')
