// The wall at a glance, by server-sent events: each message is the whole of it as it is then.
import { queryOptions } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Overview = Answer<'GET /api/v1/overview'>
export type Activity = Overview['activity'][number]

/** The browser tries a broken line again by itself; where it has given up, we do, and not more often than this. */
const againAfterMs = 3_000

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => client.call('GET /api/v1/overview'),
})

/** @returns whether the line is broken just now */
export function useFollowedOverview(): boolean {
  const [isBroken, setBroken] = useState(false)
  const [lines, setLines] = useState(1)
  useEffect(() => {
    const line = new EventSource('/api/v1/overview/events')
    let timer: ReturnType<typeof setTimeout> | undefined
    line.addEventListener('open', () => setBroken(false))
    line.addEventListener('message', ({ data }: MessageEvent<string>) => {
      setBroken(false)
      queryClient.setQueryData(overviewQuery.queryKey, JSON.parse(data) as Overview)
    })
    line.addEventListener('error', () => {
      setBroken(true)
      if (line.readyState !== EventSource.CLOSED) return
      // Asking says why: a session that is over leads to the sign-in.
      void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey })
      timer = setTimeout(() => setLines((count) => count + 1), againAfterMs)
    })
    return () => {
      line.close()
      clearTimeout(timer)
    }
  }, [lines])
  return isBroken
}
