// Types a part of the login that a step names, by the rules of a sign-in: asked for at the last moment, for the origin that
// the frame has then, and typed only while it still has it.
import type { ElementHandle, Page } from 'playwright-core'
import { mayTypeAt } from '../../contract/where-to-type.ts'
import { originOfFrame } from '../act/frame-origin.ts'
import { typeInto } from '../act/type-value.ts'
import type { CapturePlace, CaptureStep, PlacesApi } from '../places-api.ts'
import type { Parties } from './place-pack.ts'

export type StepSecret = Extract<CaptureStep, { do: 'type_secret' }>['secret']

/**
 * Throws what the server answers.
 *
 * @param dialog a browser's own dialog asks, and no step; with the hash of its realm
 */
export type AskSecret = (
  secret: 'password' | 'code',
  origin: string,
  dialog?: { realm: string },
) => Promise<string>

/** @param dashboard nothing for a preview */
export function askSecretOf(
  api: Pick<PlacesApi, 'placePassword' | 'placeCode'>,
  place: Pick<CapturePlace, 'id'>,
  dashboard?: string,
): AskSecret {
  return (secret, origin, dialog) => {
    const ask = { origin, ...(dashboard === undefined ? {} : { dashboard }) }
    if (secret === 'code') return api.placeCode(place.id, ask)
    return api.placePassword(place.id, dialog === undefined ? ask : { ...ask, ...dialog, isForDialog: true })
  }
}

export interface SecretContext {
  page: Page
  parties: Parties
  askSecret: AskSecret
  /** Called with each password and code before it is typed: no picture is to show it. */
  remember: (value: string, secret: 'password' | 'code') => void
}

/** False where it may not be typed, or was not. What the server refuses is no reason to try another way. */
export async function typeSecret(
  element: ElementHandle,
  secret: StepSecret,
  { page, parties: { pack, connection, hasLogin }, askSecret, remember }: SecretContext,
): Promise<boolean> {
  const frame = await element.ownerFrame()
  if (!hasLogin || frame === null) return false
  const origin = await originOfFrame(frame)
  if (!mayTypeAt(pack, connection, origin, secret)) return false
  if (secret === 'username') {
    return (await typeInto(page, element, connection.username)) !== 'did_not_stick'
  }
  if (!(await element.evaluate(isBoxFor, secret))) return false
  const value = await askSecret(secret, origin)
  remember(value, secret)
  // Asking took a moment, in which the frame may have gone elsewhere, or the box have become another.
  if ((await originOfFrame(frame)) !== origin || !(await element.evaluate(isBoxFor, secret))) return false
  return (await typeInto(page, element, value, isSameValue)) !== 'did_not_stick'
}

/** A mask may show 123456 as 123 456. */
const isSameValue = (wanted: string, found: string): boolean =>
  found === wanted || found.replace(/[\s\u00a0·.-]/g, '') === wanted

/**
 * Runs in the page. A password goes into a box that shows none: typed into a text, whoever chose the step could read it
 * in the service, where no picture of ours has a part in it.
 */
function isBoxFor(node: Node, secret: 'password' | 'code'): boolean {
  if (!(node instanceof HTMLInputElement)) return false
  if (secret === 'password') return node.type === 'password'
  return ['text', 'tel', 'number', 'password'].includes(node.type)
}
