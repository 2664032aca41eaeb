// Recording: who may see and move the page, for how long, and how what is typed gets there.
import type { z } from 'zod'
import type { recordingInput, recordingRoutes } from '../../contract/recordings.ts'
import { AppError } from '../app-error.ts'
import { recordingTopic } from '../places/recording-topic.ts'
import { placeOfInput } from '../places/places.rules.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { requireRunner } from './dashboards.rules.ts'
import {
  addRecordingInputs,
  beginRecording,
  endRecording,
  findRecording,
  type Recording,
} from './recordings.store.ts'

type View = z.input<(typeof recordingRoutes)['GET /api/v1/dashboards/{id}/recording']['answers'][200]>

const keyOf = ({ organization }: Caller, id: string) => ({ organizationId: organization.id, id })

export async function recordDashboard(
  services: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<{ endsAt: string }> {
  await requireRunner(services, caller.organization.id, now)
  const begun = await beginRecording(services.database, keyOf(caller, id), actorOf(caller), now)
  if (typeof begun === 'string') throw new AppError(begun)
  services.wakeRunner?.()
  return { endsAt: begun.endsAt.toISOString() }
}

const VIEW_WAIT_MILLIS = 10_000

/** A runner that has the page shows it several times a minute, also where it does not change. */
const LIVE_SECONDS = 20

/** The page, as soon as there is a picture after that one, or as it is after ten seconds. */
export async function watchRecording(
  services: Services,
  caller: Caller,
  id: string,
  after: number,
  clock: () => Date,
): Promise<View> {
  const watch = services.signals.watch(recordingTopic(id))
  try {
    const first = await requireRecording(services, caller, id, clock())
    if (first.number > after) return toView(first, after, clock())
    await watch.next(VIEW_WAIT_MILLIS)
    return toView(await requireRecording(services, caller, id, clock()), after, clock())
  } finally {
    watch.end()
  }
}

async function requireRecording(
  { database }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<Recording> {
  const found = await findRecording(database, keyOf(caller, id), caller.account.id, now)
  if (typeof found === 'string') throw new AppError(found)
  return found
}

function toView(recording: Recording, after: number, now: Date): View {
  const { number, picture, width, height, steps, toldAt, endsAt } = recording
  return {
    number,
    ...(number > after && picture !== undefined ? { picture: picture.toString('base64') } : {}),
    width,
    height,
    steps,
    isLive: toldAt !== undefined && toldAt.getTime() + LIVE_SECONDS * 1000 > now.getTime(),
    endsAt: endsAt.toISOString(),
  }
}

export async function passRecordingInputs(
  services: Services,
  caller: Caller,
  id: string,
  inputs: readonly z.output<typeof recordingInput>[],
  now: Date,
): Promise<void> {
  const { database, vault, randomBytes } = services
  await requireRecording(services, caller, id, now)
  const key = keyOf(caller, id)
  // Ids of one moment are in no order by themselves; what was done is.
  const ids = inputs.map(() => makeRowId(randomBytes, now)).toSorted()
  const inOrder = inputs.map((input, at) => {
    const rowId = ids[at] ?? ''
    const sealed = vault.seal(Buffer.from(JSON.stringify(input)), placeOfInput(key.organizationId, rowId))
    return { id: rowId, sealed }
  })
  const added = await addRecordingInputs(database, key, caller.account.id, inOrder, now)
  if (added === 'over') throw new AppError('recording.over')
  if (added === 'too_many') throw new AppError('server.busy', { retryAfterSeconds: 1 })
}

export async function stopRecording(
  services: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<void> {
  await requireRecording(services, caller, id, now)
  await endRecording(services.database, keyOf(caller, id), actorOf(caller), now)
}
