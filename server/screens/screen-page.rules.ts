// What the page of a screen is given: its program as it changes, its pictures, and what becomes of its reports.
import type { z } from 'zod'
import { pictureFormats, type PictureFormat } from '../../contract/frames.ts'
import type { screenPageRoutes } from '../../contract/screen-page.ts'
import { AppError } from '../app-error.ts'
import { dashboardTopic } from '../dashboards/dashboard-topic.ts'
import { readFrameFile } from '../frames/frames.rules.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Picture } from '../http/send-picture.ts'
import type { Services } from '../services.ts'
import { readLive, watchLive } from './live.store.ts'
import { addPlays } from './plays.store.ts'
import { findMessagePicture, mayScreenSee, readKnown } from './program.store.ts'
import { agesOf, isSameProgram, nextChangeOf, programOf, type Program } from './program.ts'
import { noteReport } from './reports.store.ts'
import { renewToken, type PairedScreen } from './screen-token.store.ts'
import { screenTopic } from './screen-topic.ts'

/** Nothing when the screen was unpaired. */
export async function readProgram(
  { database, screenFiles }: Services,
  screen: PairedScreen,
  now: Date,
): Promise<Program | undefined> {
  const known = await readKnown(database, screen, now)
  if (known === undefined) return undefined
  return programOf(known.screen, known.items, known.message, screenFiles?.build ?? '', now)
}

/** So often it is told how old the frames are, which also says that the line is alive. */
const QUIET_MILLIS = 15_000

const topicsOf = (screen: PairedScreen, { items }: Program): string[] => [
  screenTopic(screen.id),
  ...new Set(items.map(({ dashboard }) => dashboardTopic(dashboard))),
]

/** The program whenever it is another one, and ages in between, until the screen is unpaired or the server ends. */
export async function* followProgram(
  services: Services,
  screen: PairedScreen,
  clock: () => Date,
): AsyncGenerator<Program | { seen: (number | null)[] }, void, void> {
  const { signals } = services
  let topics = [screenTopic(screen.id)]
  let watch = signals.watch(...topics)
  let sent: Program | undefined
  let agesAt = 0
  try {
    for (;;) {
      const now = clock()
      const program = await readProgram(services, screen, now)
      if (program === undefined || watch.isOver()) return
      const wanted = topicsOf(screen, program)
      if (wanted.join() !== topics.join()) {
        watch.end()
        topics = wanted
        watch = signals.watch(...topics)
        // What happened before it was watched is seen by looking once more.
        continue
      }
      if (sent === undefined || !isSameProgram(sent, program)) {
        yield (sent = program)
        agesAt = now.getTime() + QUIET_MILLIS
      } else if (now.getTime() >= agesAt) {
        yield { seen: agesOf(program, now) }
        agesAt = now.getTime() + QUIET_MILLIS
      }
      const untilChange = (nextChangeOf(program)?.getTime() ?? Infinity) - clock().getTime()
      const untilAges = agesAt - clock().getTime()
      await watch.next(Math.max(0, Math.min(untilAges, untilChange)))
    }
  } finally {
    watch.end()
  }
}

const FOR_EVER = 'public, max-age=31536000, immutable'

/** `file` is an address and a format, as the contract spells it. */
export async function giveFile(
  services: Services,
  screen: PairedScreen,
  file: string,
  now: Date,
): Promise<Picture> {
  const { database } = services
  const [address = '', ending] = file.split('.')
  const format = pictureFormats.find((one) => one === ending)
  if (format === undefined) throw new AppError('screen.frame_not_found')
  const { organizationId } = screen
  const bytes = (await mayScreenSee(database, screen, address, now))
    ? await readFrameFile(services, { organizationId, address, file: format })
    : format === 'jpeg'
      ? await findMessagePicture(database, screen, address, now)
      : undefined
  if (bytes === undefined) throw new AppError('screen.frame_not_found')
  return { bytes, format, etag: file, cacheControl: FOR_EVER }
}

const LIVE_WAIT_MILLIS = 10_000

/** A picture that is older is none of a live one: the frame is shown, with its age. */
const LIVE_SECONDS = 60

export async function giveLive(
  { database, signals }: Services,
  screen: PairedScreen,
  { dashboard, after }: { dashboard: string; after: number },
  clock: () => Date,
): Promise<Picture> {
  const { organizationId } = screen
  const watch = signals.watch(dashboardTopic(dashboard))
  const look = () => {
    const since = new Date(clock().getTime() - LIVE_SECONDS * 1000)
    return readLive(database, { organizationId, dashboardId: dashboard }, after, since)
  }
  try {
    if (!(await watchLive(database, screen, dashboard, clock()))) throw new AppError('screen.frame_not_found')
    const until = clock().getTime() + LIVE_WAIT_MILLIS
    let live = await look()
    while (live?.picture === null || live === undefined) {
      const left = until - clock().getTime()
      if (left <= 0 || !(await watch.next(left))) break
      live = await look()
    }
    if (live === undefined) throw new AppError('screen.frame_not_found')
    const headers = { 'countersign-picture': String(live.number) }
    if (live.picture === null) return { bytes: Buffer.alloc(0), isUnchanged: true, headers }
    return { bytes: live.picture, headers }
  } finally {
    watch.end()
  }
}

type Report = z.output<(typeof screenPageRoutes)['POST /api/v1/screen/reports']['body']>

/** The token that the screen is to go on with, when it is time for another. */
export async function hear(
  services: Services,
  screen: PairedScreen,
  report: Report,
  { now, address, userAgent }: RequestFacts,
): Promise<string | undefined> {
  const { database } = services
  const { width, height, pixelRatio, takes, showing, played, batch } = report
  const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  const plays = played.map(({ dashboard, secondsAgo: ended, seconds, oldestSeconds }) => ({
    dashboard,
    endedAt: secondsAgo(ended),
    seconds,
    oldestSeconds,
  }))
  await addPlays(database, screen, plays, batch)
  // One that comes with an old token says nothing of the screen: it may be a copy.
  if (!screen.isCurrent) return undefined
  await noteReport(
    database,
    screen,
    {
      address,
      userAgent,
      takes: [...new Set<PictureFormat>(takes)],
      width,
      height,
      pixelRatio,
      showing:
        showing === undefined
          ? undefined
          : {
              dashboard: showing.dashboard,
              address: showing.address,
              since: secondsAgo(showing.forSeconds),
            },
    },
    now,
  )
  return renewToken(services, screen, now)
}
