// The picture that a dashboard would have, made anew a moment after each change; the last one stays meanwhile.
import { useEffect, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { toFailure, type Failure } from '../app/failure.ts'
import type { PreviewWish } from './draft.ts'

type MadePreview = Answer<'GET /api/v1/previews/{id}'>

/** Somebody who types is not interrupted by a picture of each letter. */
const afterChangeMs = 600
/** A server that is busy is asked again, so often at most. */
const busyTries = 3
const busyWaitMs = 3_000
/** Each look waits for up to 20 seconds on the server. */
const mostLooks = 15

export interface Preview {
  /** Of the last one that came out well. */
  picture: { address: string; width: number; height: number; ofWhole: boolean } | undefined
  isBusy: boolean
  trouble: MadePreview['trouble']
  failure: Failure | undefined
}

const nothing: Preview = { picture: undefined, isBusy: false, trouble: undefined, failure: undefined }

/**
 * @param wish nothing while there is nothing to be shown yet
 * @param ofWhole noted with the picture
 * @returns and a way to make the same picture once more
 */
export function usePreview(
  wish: PreviewWish | undefined,
  ofWhole: boolean,
): { preview: Preview; again: () => void } {
  const [preview, setPreview] = useState(nothing)
  const [tries, setTries] = useState(0)
  const asked = wish === undefined ? undefined : JSON.stringify(wish)
  useEffect(() => {
    if (asked === undefined) {
      setPreview((before) => ({ ...before, isBusy: false }))
      return undefined
    }
    const stop = new AbortController()
    setPreview((before) => ({ ...before, isBusy: true }))
    const timer = setTimeout(() => {
      void makePreview(JSON.parse(asked) as PreviewWish, stop.signal).then((made) => {
        if (stop.signal.aborted) return
        setPreview((before) => withMade(before, made, ofWhole))
      })
    }, afterChangeMs)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [asked, ofWhole, tries])
  return { preview, again: () => setTries((count) => count + 1) }
}

type Made = { preview: MadePreview } | { failure: Failure }

function withMade(before: Preview, made: Made, ofWhole: boolean): Preview {
  if ('failure' in made) return { ...before, isBusy: false, trouble: undefined, failure: made.failure }
  const { id, state, trouble, width, height } = made.preview
  if (state !== 'done' || width === undefined || height === undefined) {
    return { ...before, isBusy: false, trouble: trouble ?? 'took_too_long', failure: undefined }
  }
  const address = `/api/v1/previews/${id}/picture`
  return {
    picture: { address, width, height, ofWhole },
    isBusy: false,
    trouble: undefined,
    failure: undefined,
  }
}

async function makePreview(body: PreviewWish, stop: AbortSignal): Promise<Made> {
  try {
    let preview: MadePreview = await begin(body, stop)
    for (let look = 0; look < mostLooks && preview.state === 'waiting' && !stop.aborted; look += 1) {
      preview = await client.call('GET /api/v1/previews/{id}', { params: { id: preview.id } })
    }
    return { preview }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}

async function begin(body: PreviewWish, stop: AbortSignal): Promise<MadePreview> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.call('POST /api/v1/previews', { body })
    } catch (error) {
      if (toFailure(error).code !== 'server.busy' || tries >= busyTries || stop.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, busyWaitMs))
    }
  }
}
