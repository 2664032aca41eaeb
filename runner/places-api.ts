// The calls of a runner that makes pictures, as contract/captures.ts has them.
import type { z } from 'zod'
import type { captureRoutes } from '../contract/captures.ts'

type Routes = typeof captureRoutes
type Body<Key extends keyof Routes> = Routes[Key] extends { body: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : never
type Answered<Key extends keyof Routes> = Routes[Key]['answers'] extends {
  200: infer Schema extends z.ZodType
}
  ? z.output<Schema>
  : undefined

export type CapturePlace = Answered<'POST /api/v1/runner/places'>['items'][number]
export type CaptureWork = Answered<'POST /api/v1/runner/places/{id}/work'>
export type WantedDashboard = CaptureWork['dashboards'][number]
export type RecordingWork = NonNullable<CaptureWork['recording']>
export type WantedPreview = CaptureWork['previews'][number]
export type Capture = WantedDashboard['capture']
export type CaptureStep = Capture['steps'][number]
export type Frame = Body<'POST /api/v1/runner/places/{id}/frames'>
export type Trouble = Body<'POST /api/v1/runner/places/{id}/troubles'>
export type LivePicture = Body<'POST /api/v1/runner/places/{id}/live'>
export type PreviewMade = Body<'POST /api/v1/runner/places/{id}/previews/{preview}'>
export type RecordingView = Body<'POST /api/v1/runner/places/{id}/recording'>
export type SecretAsk = Body<'POST /api/v1/runner/places/{id}/password'>
export type RecordingInput = RecordingWork['inputs'][number]
export type PlaceSession = Body<'POST /api/v1/runner/places/{id}/session'>

export interface PlacesApi {
  /** Waits for places for up to 20 seconds. */
  askForPlaces(most: number, signal: AbortSignal): Promise<CapturePlace[]>
  /** Keeps the place, and waits for up to 10 seconds for a revision after the one that is named. */
  placeWork(place: string, revision: number, signal: AbortSignal): Promise<CaptureWork>
  giveFrame(place: string, frame: Frame): Promise<{ isKept: boolean }>
  tellTrouble(place: string, trouble: Trouble): Promise<void>
  showLive(place: string, picture: LivePicture): Promise<{ isWatched: boolean }>
  givePreview(place: string, preview: string, made: PreviewMade): Promise<void>
  showRecording(place: string, view: RecordingView): Promise<void>
  /** For a step that types it now. */
  placePassword(place: string, ask: SecretAsk): Promise<string>
  placeCode(place: string, ask: SecretAsk): Promise<string>
  keepPlaceSession(place: string, session: PlaceSession): Promise<void>
  endPlace(place: string, restSeconds: number): Promise<void>
}

/** A call by its name in the contract. */
export type CallRoute = <Key extends keyof Routes>(
  key: Key,
  input: { params?: Record<string, string>; body: Body<Key> },
  signal?: AbortSignal,
) => Promise<Answered<Key>>

export function placesApi(call: CallRoute, version: string): PlacesApi {
  return {
    async askForPlaces(most, signal) {
      return (await call('POST /api/v1/runner/places', { body: { version, most } }, signal)).items
    },
    placeWork: (id, revision, signal) =>
      call('POST /api/v1/runner/places/{id}/work', { params: { id }, body: { revision } }, signal),
    giveFrame: (id, body) => call('POST /api/v1/runner/places/{id}/frames', { params: { id }, body }),
    async tellTrouble(id, body) {
      await call('POST /api/v1/runner/places/{id}/troubles', { params: { id }, body })
    },
    showLive: (id, body) => call('POST /api/v1/runner/places/{id}/live', { params: { id }, body }),
    async givePreview(id, preview, body) {
      await call('POST /api/v1/runner/places/{id}/previews/{preview}', { params: { id, preview }, body })
    },
    async showRecording(id, body) {
      await call('POST /api/v1/runner/places/{id}/recording', { params: { id }, body })
    },
    async placePassword(id, body) {
      return (await call('POST /api/v1/runner/places/{id}/password', { params: { id }, body })).password
    },
    async placeCode(id, body) {
      return (await call('POST /api/v1/runner/places/{id}/code', { params: { id }, body })).code
    },
    async keepPlaceSession(id, body) {
      await call('POST /api/v1/runner/places/{id}/session', { params: { id }, body })
    },
    async endPlace(id, restSeconds) {
      await call('POST /api/v1/runner/places/{id}/end', { params: { id }, body: { restSeconds } })
    },
  }
}
