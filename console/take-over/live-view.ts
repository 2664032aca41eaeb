// A page as it is now, asked for again and again until it is over: each answer waits for a picture that is new.
import { useCallback, useEffect, useState } from 'react'
import type { ErrorCode } from '../../contract/errors.ts'
import { hasCode } from '../app/failure.ts'
import { readView, type LiveView, type PagePlace } from './take-over.ts'

/** Without the server, it is asked this often. */
const againAfterMs = 2_000

interface Seen {
  number: number
  picture?: string | undefined
  isLive: boolean
}

export interface Live<View, End> {
  /** The newest answer, with the picture that belongs to it; no picture while no runner has the page. */
  view: View | undefined
  isBroken: boolean
  /** Why there is nothing more to see. */
  end: End | undefined
}

/**
 * @param read another one is asked from its beginning
 * @param ends after which nothing is asked any more; the same for all renderings
 */
export function useLive<View extends Seen, End extends ErrorCode>(
  read: (after: number) => Promise<View>,
  ends: readonly End[],
): Live<View, End> {
  const [live, setLive] = useState<Live<View, End>>({ view: undefined, isBroken: false, end: undefined })
  useEffect(() => {
    const stop = new AbortController()
    void follow(read, ends, stop.signal, setLive)
    return () => stop.abort()
  }, [read, ends])
  return live
}

const endsOfTakeOver = [
  'attempt.over',
  'attempt.not_yours',
  'attempt.not_found',
  'connection.not_found',
  'session.required',
] as const satisfies ErrorCode[]

export function useLiveView({ id, attempt }: PagePlace): Live<LiveView, (typeof endsOfTakeOver)[number]> {
  const read = useCallback((after: number) => readView({ id, attempt }, after), [id, attempt])
  return useLive(read, endsOfTakeOver)
}

async function follow<View extends Seen, End extends ErrorCode>(
  read: (after: number) => Promise<View>,
  ends: readonly End[],
  stop: AbortSignal,
  set: (change: (before: Live<View, End>) => Live<View, End>) => void,
): Promise<void> {
  let after = 0
  while (!stop.aborted) {
    try {
      const view = await read(after)
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
function withPicture<View extends Seen>(view: View, before: View | undefined): View {
  if (!view.isLive || view.picture !== undefined || before?.picture === undefined) return view
  return { ...view, picture: before.picture }
}
