// What a runner may do with a place: hear what there is to see there, and tell what it saw. It is believed that a picture
// is the dashboard, and nothing else: not its form, not its size, and not whose it is.
import type { z } from 'zod'
import type { captureRoutes } from '../../contract/captures.ts'
import { pictureFormats } from '../../contract/frames.ts'
import { recordingInput } from '../../contract/recordings.ts'
import { AppError } from '../app-error.ts'
import { nextVisit } from '../attempts/session-plan.ts'
import { frameAddress } from '../frames/frame-address.ts'
import type { FrameFile } from '../frames/frame-files.ts'
import { formatOf } from '../frames/frames.rules.ts'
import { isOfFormat } from '../frames/picture-kind.ts'
import {
  findFrameFile,
  givePreview,
  isDashboardOfPlace,
  publishFrame,
  showLive,
  tellTrouble,
  type SeenFrame,
} from '../frames/publish-frame.store.ts'
import { readLeasedConnection } from '../runners/leased-connection.store.ts'
import { openSessionOrNothing, packOf, timesOf } from '../runners/leases.rules.ts'
import { noteRunner, noteRunnerSeen, type Runner } from '../runners/runners.store.ts'
import { sealBrowserSession } from '../runners/sealed-browser-session.ts'
import type { Services } from '../services.ts'
import { PLACES, placeTopic, PUBLIC_PAGES } from './place-topic.ts'
import {
  findRecorded,
  isThereSomethingToDo,
  listPlaceDashboards,
  listWaitingPreviews,
  takeRecordingInputs,
} from './place-work.store.ts'
import {
  endPlace,
  findPlace,
  keepSession,
  renewPlace,
  takePlaces,
  type Place,
  type TakenPlace,
} from './places.store.ts'
import { showRecordedPage } from './recording.store.ts'

type Body<Key extends keyof typeof captureRoutes> = (typeof captureRoutes)[Key] extends {
  body: infer Schema extends z.ZodType
}
  ? z.output<Schema>
  : never
type PlaceAnswer = z.input<
  (typeof captureRoutes)['POST /api/v1/runner/places']['answers'][200]
>['items'][number]
type WorkAnswer = z.input<(typeof captureRoutes)['POST /api/v1/runner/places/{id}/work']['answers'][200]>

/** A place whose lease ran out, or whose hours begin, is found without a signal. */
const LOOK_MILLIS = 2_000

/** Places for a runner: at once, or as soon as there are some, or none. */
export async function givePlaces(
  services: Services,
  runner: Runner,
  { version, most, waitSeconds }: Body<'POST /api/v1/runner/places'>,
  clock: () => Date,
): Promise<PlaceAnswer[]> {
  const { database, signals } = services
  await noteRunner(database, runner, version, clock())
  if (most === 0) return []
  const watch = signals.watch(PLACES)
  try {
    for (let waited = 0; ; waited += LOOK_MILLIS) {
      const taken = await takePlaces(database, runner, most, clock())
      if (taken.length > 0) {
        const described = await Promise.all(taken.map((place) => describePlace(services, place)))
        return described.filter((place) => place !== undefined)
      }
      if (waited >= waitSeconds * 1000 || watch.isOver()) return []
      await watch.next(LOOK_MILLIS)
    }
  } finally {
    watch.end()
  }
}

/** Nothing for one whose connection was deleted in this moment. */
async function describePlace(services: Services, place: TakenPlace): Promise<PlaceAnswer | undefined> {
  const { id, expiresAt, organizationId, connectionId } = place
  const answer = { id, expiresAt: expiresAt.toISOString(), organization: organizationId }
  if (connectionId === PUBLIC_PAGES) return answer
  const connection = await readLeasedConnection(services.database, place)
  if (connection === undefined) return undefined
  const session = openSessionOrNothing(services, place, connection)
  const { url, username, hasPassword, hasSecret, signInOrigins } = connection
  return {
    ...answer,
    connection: {
      id: connectionId,
      url,
      username,
      hasPassword,
      hasSecret,
      signInOrigins,
      pack: { ...packOf(services, connection) },
      ...(session === undefined ? {} : { session }),
    },
  }
}

/** What there is to do, as soon as it is something else than before, or as it is after the time; the place is kept by it. */
export async function giveWorkOfPlace(
  services: Services,
  runner: Runner,
  id: string,
  { revision, waitSeconds }: Body<'POST /api/v1/runner/places/{id}/work'>,
  clock: () => Date,
): Promise<WorkAnswer> {
  const { database, signals } = services
  const held = await renewPlace(database, runner, id, clock())
  if (held === undefined) throw new AppError('lease.lost')
  await noteRunnerSeen(database, runner, clock())
  const watch = signals.watch(placeTopic(held))
  try {
    // What came between the two is not waited for.
    const first = await describeWork(services, runner, id, clock())
    const isNew = first.revision !== revision || first.isOver || (first.recording?.inputs.length ?? 0) > 0
    if (isNew || waitSeconds === 0) return first
    await watch.next(waitSeconds * 1000)
    return await describeWork(services, runner, id, clock())
  } finally {
    watch.end()
  }
}

async function describeWork(
  { database, vault }: Services,
  runner: Runner,
  id: string,
  now: Date,
): Promise<WorkAnswer> {
  const { query } = database
  const place = await renewPlace(database, runner, id, now)
  if (place === undefined) throw new AppError('lease.lost')
  const { revision, expiresAt } = place
  const answer = { revision, expiresAt: expiresAt.toISOString() }
  if (!(await isThereSomethingToDo(query, place, now))) {
    await endPlace(database, runner, id, 0, now)
    return { ...answer, dashboards: [], previews: [], isOver: true }
  }
  const [dashboards, previews, recorded] = await Promise.all([
    listPlaceDashboards(query, place, now),
    listWaitingPreviews(query, place, now),
    findRecorded(query, place, now),
  ])
  const inputs = recorded === undefined ? [] : await takeRecordingInputs(query, place, recorded.id)
  return {
    ...answer,
    dashboards: dashboards.map((one) => ({
      id: one.id,
      url: one.url,
      capture: one.capture,
      refreshSeconds: one.refresh_seconds,
      isLive: one.is_live,
      isWatched: one.isWatched,
      ...(one.hours === null ? {} : { hours: one.hours }),
      formats: one.formats,
      ...(one.hash === null ? {} : { hash: one.hash }),
      ...(one.taken_at === null ? {} : { takenAt: one.taken_at.toISOString() }),
      asked: one.asked,
    })),
    previews,
    ...(recorded === undefined
      ? {}
      : {
          recording: {
            dashboard: recorded.id,
            url: recorded.url,
            capture: recorded.capture,
            endsAt: recorded.ends_at.toISOString(),
            inputs: inputs.map((input) => {
              const sealedFor = placeOfInput(place.organizationId, input.id)
              return recordingInput.parse(JSON.parse(vault.open(input.sealed, sealedFor).toString()))
            }),
          },
        }),
    isOver: false,
  }
}

/** Where what a person did on a recorded page is sealed for. */
export const placeOfInput = (organizationId: string, rowId: string) => ({
  organizationId,
  table: 'recording_inputs',
  column: 'sealed',
  rowId,
})

async function requirePlace({ database }: Services, runner: Runner, id: string, now: Date): Promise<Place> {
  const place = await findPlace(database.query, runner, id, now)
  if (place === undefined) throw new AppError('lease.lost')
  return place
}

/**
 * A frame: its files are written first, under an address that nobody knows yet, and then it is said that they are there.
 * Nothing is written for who has lost the place, or for a dashboard that is not of it.
 *
 * @returns false where the pictures are wanted: they came with neither this frame nor one before, or are gone from the disk
 */
export async function takeFrame(
  services: Services,
  runner: Runner,
  id: string,
  { dashboard, asked, hash, width, height, pictures }: Body<'POST /api/v1/runner/places/{id}/frames'>,
  now: Date,
): Promise<{ isKept: boolean }> {
  const { database, vault } = services
  const place = await requirePlace(services, runner, id, now)
  if (!(await isDashboardOfPlace(database, place, dashboard))) throw new AppError('dashboard.not_found')
  const { organizationId } = place
  const address = frameAddress(vault, { organizationId, dashboardId: dashboard }, hash)
  const key = { organizationId, address }
  if (pictures === undefined && !(await areFilesThere(services, key))) return { isKept: false }
  const files = pictures === undefined ? undefined : await writeFiles(services, key, pictures)
  const frame: SeenFrame = { dashboard, asked, hash, address, width, height, files }
  const told = await publishFrame(database, place, frame, now)
  if (told === 'lost') throw new AppError('lease.lost')
  if (told === 'not_found') throw new AppError('dashboard.not_found')
  // What was made before the last change is dropped, and another one is on its way.
  return { isKept: told !== 'unknown' }
}

async function areFilesThere(
  { database, frameFiles }: Services,
  key: { organizationId: string; address: string },
): Promise<boolean> {
  const kept = await findFrameFile(database, key)
  if (kept === undefined) return false
  const files: FrameFile[] = [...kept.formats, 'thumbnail']
  const there = await Promise.all(files.map((file) => frameFiles.has({ ...key, file })))
  return there.every(Boolean)
}

async function writeFiles(
  { frameFiles }: Services,
  key: { organizationId: string; address: string },
  pictures: NonNullable<Body<'POST /api/v1/runner/places/{id}/frames'>['pictures']>,
): Promise<NonNullable<SeenFrame['files']>> {
  const given = ([...pictureFormats, 'thumbnail'] as const).flatMap((file) => {
    const text = pictures[file]
    return text === undefined ? [] : [{ file, bytes: Buffer.from(text, 'base64') }]
  })
  for (const { file, bytes } of given) {
    if (isOfFormat(bytes, formatOf(file))) continue
    throw new AppError('request.invalid', {
      fields: [{ path: `pictures.${file}`, message: 'This is no picture of that format.' }],
    })
  }
  await Promise.all(given.map(({ file, bytes }) => frameFiles.write({ ...key, file }, bytes)))
  return {
    formats: given.flatMap(({ file }) => (file === 'thumbnail' ? [] : [file])),
    bytes: given.reduce((sum, { bytes }) => sum + bytes.length, 0),
  }
}

export async function takeTrouble(
  services: Services,
  runner: Runner,
  id: string,
  body: Body<'POST /api/v1/runner/places/{id}/troubles'>,
  now: Date,
): Promise<void> {
  const place = await requirePlace(services, runner, id, now)
  const told = await tellTrouble(services.database, place, body, now)
  if (told === 'lost') throw new AppError('lease.lost')
  if (told === 'not_found') throw new AppError('dashboard.not_found')
}

export async function takeLivePicture(
  services: Services,
  runner: Runner,
  id: string,
  { dashboard, picture, width, height }: Body<'POST /api/v1/runner/places/{id}/live'>,
  now: Date,
): Promise<{ isWatched: boolean }> {
  const place = await requirePlace(services, runner, id, now)
  if (!(await isDashboardOfPlace(services.database, place, dashboard))) {
    throw new AppError('dashboard.not_found')
  }
  const live = { dashboard, picture: readJpeg(picture), width, height }
  return { isWatched: (await showLive(services.database, place, live, now)) === 'watched' }
}

/** @throws {AppError} request.invalid */
function readJpeg(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (isOfFormat(bytes, 'jpeg')) return bytes
  throw new AppError('request.invalid', {
    fields: [{ path: 'picture', message: 'This is no picture of that format.' }],
  })
}

export async function takePreview(
  services: Services,
  runner: Runner,
  id: string,
  preview: string,
  { picture, width, height, trouble }: Body<'POST /api/v1/runner/places/{id}/previews/{preview}'>,
  now: Date,
): Promise<void> {
  const place = await requirePlace(services, runner, id, now)
  const given = {
    id: preview,
    // What came out wrong is not shown, whatever came with it.
    picture: picture === undefined || trouble !== undefined ? undefined : readJpeg(picture),
    width,
    height,
    trouble: trouble ?? (picture === undefined ? ('page_failed' as const) : undefined),
  }
  const told = await givePreview(services.database, place, given, now)
  if (told === 'lost') throw new AppError('lease.lost')
}

export async function takeRecordedPage(
  services: Services,
  runner: Runner,
  id: string,
  { picture, ...page }: Body<'POST /api/v1/runner/places/{id}/recording'>,
  now: Date,
): Promise<void> {
  const place = await requirePlace(services, runner, id, now)
  const shown = { ...page, picture: picture === undefined ? undefined : readJpeg(picture) }
  const told = await showRecordedPage(services.database, place, shown, now)
  if (told === 'lost') throw new AppError('lease.lost')
}

/** What the browser kept is as good as a visit: the next one is counted from it. Of public pages nothing is kept. */
export async function takeSession(
  services: Services,
  runner: Runner,
  id: string,
  { session, cookiesLastSeconds }: Body<'POST /api/v1/runner/places/{id}/session'>,
  now: Date,
): Promise<void> {
  const { database, vault, randomBytes } = services
  const place = await requirePlace(services, runner, id, now)
  if (place.connectionId === PUBLIC_PAGES) return
  const connection = await readLeasedConnection(database, place)
  if (connection === undefined) throw new AppError('lease.lost')
  const chance = randomBytes(4).readUInt32BE() / 2 ** 32
  const dueAt = nextVisit({ ...timesOf(services, connection), cookiesLastSeconds }, now, chance)
  const key = { organizationId: place.organizationId, id: place.connectionId }
  const kept = { sealed: sealBrowserSession(vault, session, key), dueAt }
  if (!(await keepSession(database, place, kept, now))) throw new AppError('lease.lost')
}

export async function giveBackPlace(
  { database }: Services,
  runner: Runner,
  id: string,
  { restSeconds }: Body<'POST /api/v1/runner/places/{id}/end'>,
  now: Date,
): Promise<void> {
  if (!(await endPlace(database, runner, id, restSeconds, now))) throw new AppError('lease.lost')
}
