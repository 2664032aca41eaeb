// The page as it is now, asked for again and again until it is over: each answer waits for a picture that is new.
import { useEffect, useState } from 'react'
import type { ErrorCode } from '../../contract/errors.ts'
import { hasCode } from '../app/failure.ts'
import { readView, type LiveView, type PagePlace } from './take-over.ts'

/** Without the server, it is asked this often. */
const againAfterMs = 2_000

const ends = [
  'attempt.over',
  'attempt.not_yours',
  'attempt.not_found',
  'connection.not_found',
  'session.required',
] as const satisfies ErrorCode[]

export interface Live {
  /** The newest answer, with the picture that belongs to it; no picture while no runner has the page. */
  view: LiveView | undefined
  isBroken: boolean
  /** Why there is nothing more to see. */
  end: (typeof ends)[number] | undefined
}

export function useLiveView({ id, attempt }: PagePlace): Live {
  const [live, setLive] = useState<Live>({ view: undefined, isBroken: false, end: undefined })
  useEffect(() => {
    const stop = new AbortController()
    void follow({ id, attempt }, stop.signal, setLive)
    return () => stop.abort()
  }, [id, attempt])
  return live
}

async function follow(
  place: PagePlace,
  stop: AbortSignal,
  set: (change: (before: Live) => Live) => void,
): Promise<void> {
  let after = 0
  while (!stop.aborted) {
    try {
      const view = await readView(place, after)
      if (stop.aborted) return
      after = view.number
      set((before) => ({ view: withPicture(view, before.view), isBroken: false, end: undefined }))
    } catch (error) {
      if (stop.aborted) return
      const end = ends.find((code) => hasCode(error, code))
      // Nothing of a page stays on the screen that one may not see any more.
      if (end !== undefined) return set(() => ({ view: undefined, isBroken: false, end }))
      set((before) => ({ ...before, isBroken: true }))
      await new Promise((resolve) => setTimeout(resolve, againAfterMs))
    }
  }
}

/** An answer without a picture is about the one before, while the page is still there. */
function withPicture(view: LiveView, before: LiveView | undefined): LiveView {
  if (!view.isLive || view.picture !== undefined || before?.picture === undefined) return view
  return { ...view, picture: before.picture }
}
