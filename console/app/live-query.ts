// A query that is kept up to date by server-sent events: each message is the whole of it as it is then.
import type { QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queryClient } from './query-client.ts'

/** The browser tries a broken line again by itself; where it has given up, we do, and not more often than this. */
const againAfterMs = 3_000

/**
 * @param queryKey the same object each time
 * @param events where the messages come from; nothing is followed without it
 * @returns whether the line is broken just now
 */
export function useLiveQuery(queryKey: QueryKey, events: string | undefined): boolean {
  const [isBroken, setBroken] = useState(false)
  const [lines, setLines] = useState(1)
  useEffect(() => {
    if (events === undefined) return undefined
    const line = new EventSource(events)
    let timer: ReturnType<typeof setTimeout> | undefined
    line.addEventListener('open', () => setBroken(false))
    line.addEventListener('message', ({ data }: MessageEvent<string>) => {
      setBroken(false)
      queryClient.setQueryData(queryKey, JSON.parse(data))
    })
    line.addEventListener('error', () => {
      setBroken(true)
      if (line.readyState !== EventSource.CLOSED) return
      // Asking says why: a session that is over leads to the sign-in.
      void queryClient.invalidateQueries({ queryKey })
      timer = setTimeout(() => setLines((count) => count + 1), againAfterMs)
    })
    return () => {
      line.close()
      clearTimeout(timer)
    }
  }, [queryKey, events, lines])
  return isBroken
}
