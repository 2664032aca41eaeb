// An attempt while it runs, by server-sent events: each message is the whole attempt as it is then.
import { useEffect, useState } from 'react'
import { queryClient } from '../app/query-client.ts'
import { attemptQuery, isOver, refreshAttempts, type Attempt } from './attempts.ts'

/** The browser tries a broken line again by itself; where it has given up, we do, and not more often than this. */
const againAfterMs = 3_000

/**
 * Follows an attempt until it is over, into the query of the attempt.
 *
 * @returns whether the line is broken just now
 */
export function useFollowedAttempt(connectionId: string, attemptId: string): boolean {
  const [isBroken, setBroken] = useState(false)
  const [lines, setLines] = useState(1)
  useEffect(() => {
    const line = new EventSource(`/api/v1/connections/${connectionId}/sign-ins/${attemptId}/events`)
    let timer: ReturnType<typeof setTimeout> | undefined
    line.addEventListener('open', () => setBroken(false))
    line.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const attempt = JSON.parse(data) as Attempt
      queryClient.setQueryData(attemptQuery(connectionId, attemptId).queryKey, attempt)
      if (!isOver(attempt)) return
      line.close()
      void refreshAttempts(connectionId)
    })
    line.addEventListener('error', () => {
      setBroken(true)
      // A stream that ended or was refused: the list says whether there is still something to follow.
      if (line.readyState !== EventSource.CLOSED) return
      void refreshAttempts(connectionId)
      timer = setTimeout(() => setLines((count) => count + 1), againAfterMs)
    })
    return () => {
      line.close()
      clearTimeout(timer)
    }
  }, [connectionId, attemptId, lines])
  return isBroken
}
