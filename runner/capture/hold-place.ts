// A place from its beginning to its end: one context with the session that was kept, one page for each of its dashboards, at
// most two pictures at a time, previews before the rest; and the session given back now and then, and at the end.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FrameTrouble } from '../../contract/frames.ts'
import { isWithinHours } from '../../contract/hours.ts'
import { BrowserError } from '../browser/browser-error.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import { cookiesLastSeconds, type SavedSession } from '../browser/session.ts'
import { isLeaseLost } from '../server-api.ts'
import type { CapturePlace, PlacesApi, RecordingInput, RecordingWork } from '../places-api.ts'
import { openApart, pagesOf, type Apart } from './apart.ts'
import type { CrashRecord } from './crash-record.ts'
import { keepDashboard, type KeptDashboard } from './kept-dashboard.ts'
import { LEAST_FOR_A_PAGE } from './memory-left.ts'
import { holdPlaceLease, type HeldPlace } from './place-lease.ts'
import { recordWay } from './record-way.ts'
import { makePreviews, type Previews } from './previews.ts'
import { usualContextLimits, weighContext, type ContextLimits, type Weights } from './weights.ts'

export interface HoldPlaceOptions {
  api: PlacesApi
  browsers: Pick<Browsers, 'openConnection'>
  clock: () => Date
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  /** From 0 up to and without 1. */
  chance: () => number
  /** In megabytes. */
  memoryLeft: () => number
  /** Never with what a page says. */
  log: (sentence: string, facts: Record<string, string | number>) => void
  /** When each connection was last told to be signed out, by its id; kept over the places of one runner. */
  signedOut: Map<string, SignedOut>
  /** Kept as long. */
  crashes: CrashRecord
  weights: Weights
  /** The runner ends: the session is given back, and the place. */
  stop: AbortSignal
  contextLimits?: Partial<ContextLimits>
  /** How often the session is given back where it changed; ten minutes. */
  keepSessionMillis?: number
}

export interface SignedOut {
  times: number
  at: number
}

const MOST_AT_ONCE = 2
const KEEP_SESSION_MILLIS = 600_000
const LONGEST_SLEEP_MILLIS = 1_000
const LONGEST_REST_MILLIS = 60_000
/** A sign-in that helped nothing, twice in so long, is not asked for a third time. */
const SIGNED_OUT_MILLIS = 300_000
const MOST_SIGNED_OUT = 2
/** What is left to do when the runner ends. */
const LAST_WORDS_MILLIS = 3_000
/** A look that is under way in a context which is to be opened anew comes to its end, within this. */
const LAST_LOOKS_MILLIS = 20_000
/** And the context itself. A runner that is told to stop waits for less: the lease of its place then runs out. */
const CONTEXT_END_MILLIS = 8_000

type ContextEnd = 'over' | 'recycle' | 'crashed' | 'signed_out'

export async function holdPlace(place: CapturePlace, options: HoldPlaceOptions): Promise<void> {
  const { api, log, monotonic, stop } = options
  let wake: () => void = () => {}
  const inputs: RecordingInput[] = []
  const held = holdPlaceLease(api, place.id, monotonic, (work) => {
    // The server says each of them once.
    inputs.push(...(work.recording?.inputs ?? []))
    wake()
  })
  const over = AbortSignal.any([held.lost, stop])
  const facts = { place: place.id, connection: place.connection?.id ?? 'public' }
  const holding: Holding = {
    place,
    options,
    held,
    over,
    dashboards: new Map(),
    previews: makePreviews({ ...options, place, over }),
    inputs,
    session: sessionOf(place),
    given: '',
    untilWork: (millis) =>
      Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleepOver(millis, over)]),
  }
  let isSignedOut = false
  try {
    for (let crashes = 0; !over.aborted && held.work()?.isOver !== true && !isSignedOut;) {
      const ended = await holdContext(holding)
      isSignedOut = ended === 'signed_out'
      crashes = ended === 'crashed' ? crashes + 1 : 0
      if (ended !== 'crashed') continue
      // A sign-in of the same connection closes it as well: to open it again would close that one in its middle.
      await held.confirm()
      log('a context of a place ended by itself', { ...facts, crashes })
      await sleepOver(
        Math.min(1_000 * 2 ** crashes, LONGEST_REST_MILLIS) * (0.5 + options.chance() / 2),
        over,
      )
    }
  } catch (error) {
    log('a place ended in the middle', { ...facts, reason: error instanceof Error ? error.name : 'unknown' })
  } finally {
    held.release()
    if (held.lost.aborted || isSignedOut) log('a place was lost', facts)
    else await within(LAST_WORDS_MILLIS, api.endPlace(place.id, 0)).catch(() => {})
  }
}

interface Holding {
  place: CapturePlace
  options: HoldPlaceOptions
  held: HeldPlace
  over: AbortSignal
  dashboards: Map<string, KeptDashboard>
  previews: Previews
  /** What a person did who shows the way to a dashboard, and was not done in the page yet. */
  inputs: RecordingInput[]
  session: SavedSession | undefined
  /** Of the session that the server was given last. */
  given: string
  /** Until the server says something new, or so long. */
  untilWork: (millis: number) => Promise<void>
}

/** One context, until it is old, broken, or not ours any more. */
async function holdContext(holding: Holding): Promise<ContextEnd> {
  const { place, options, held, over } = holding
  const { monotonic, memoryLeft } = options
  if (held.work() === undefined) await holding.untilWork(LONGEST_REST_MILLIS)
  sync(holding)
  if (memoryLeft() < LEAST_FOR_A_PAGE) {
    await tellAll(holding, 'no_room')
    await sleepOver(15_000, over)
    return 'recycle'
  }
  const connection = await openContext(holding)
  if (connection === undefined) return 'crashed'
  const state = { hasEnded: false, isSignedOut: false }
  const limits = { ...usualContextLimits, ...options.contextLimits }
  const apart = openApart({ ...options, place, limits, sessionOf: () => holding.session })
  void connection.whenEnded.then(() => (state.hasEnded = true))
  // Whatever waits in a page is ended by its end.
  const onLost = (): void => void connection.close().catch(() => {})
  held.lost.addEventListener('abort', onLost, { once: true })
  const bornAt = monotonic()
  let keptAt = bornAt
  const weight = weighContext({
    ...options,
    place: place.id,
    limits,
    bornAt,
    measure: () => connection.heapMegabytes(),
    pages: () => pagesOf(connection),
  })
  const running = new Map<string, Promise<void>>()
  const run = (key: string, work: () => Promise<void>): void => {
    const one = work()
      .catch((error: unknown) => {
        // It was lost, or ended with its context: each is noticed apart from this.
        if (!over.aborted && !isLeaseLost(error))
          options.log('a look ended in the middle', { place: place.id })
      })
      .finally(() => running.delete(key))
    running.set(key, one)
  }
  const endContext = async (): Promise<true> => {
    await Promise.all([...holding.dashboards.values()].map((one) => one.closePage()))
    await holding.previews.closePage()
    await Promise.all([apart.close(), connection.close().catch(() => {})])
    await Promise.allSettled(running.values())
    return true
  }
  try {
    while (!over.aborted && !state.hasEnded && !state.isSignedOut) {
      if (held.work()?.isOver === true) break
      sync(holding)
      const now = monotonic()
      const why = weight.whyAnew(now, running.has('recording'))
      if (why !== undefined) {
        const facts = { place: place.id, why, megabytes: Math.round(weight.megabytes()) }
        options.log('a context is opened anew', facts)
        await within(LAST_LOOKS_MILLIS, Promise.allSettled(looksOf(running)))
        break
      }
      if (weight.isDue(now) && !running.has('weigh')) {
        run('weigh', async () => {
          await Promise.all([weight.weigh(now), apart.weigh(now)])
        })
      }
      if (now - keptAt >= (options.keepSessionMillis ?? KEEP_SESSION_MILLIS) && !running.has('session')) {
        keptAt = now
        run('session', () => keepSession(holding, connection))
      }
      apart.keepOnly((id) => running.has(id) || holding.dashboards.get(id)?.isApart() === true)
      apart.letGo(now, (id) => running.has(id))
      begin(holding, { connection, apart }, running, run, state)
      for (const dashboard of holding.dashboards.values()) dashboard.live()
      await Promise.race([
        holding.untilWork(untilNext(holding, now)),
        ...running.values(),
        connection.whenEnded,
      ])
    }
    if (state.isSignedOut) return 'signed_out'
    if (state.hasEnded) return 'crashed'
    await within(LAST_WORDS_MILLIS, keepSession(holding, connection)).catch(() => {})
    return over.aborted || held.work()?.isOver === true ? 'over' : 'recycle'
  } finally {
    held.lost.removeEventListener('abort', onLost)
    // A browser that never answers would keep the place from everybody: it is given back, and goes on elsewhere.
    const hasEnded = await within(CONTEXT_END_MILLIS, endContext())
    if (hasEnded !== true) options.log('a context did not end', { place: place.id })
    weight.forget()
  }
}

async function openContext({ place, options, session }: Holding): Promise<OpenConnection | undefined> {
  try {
    return await options.browsers.openConnection({
      organizationId: place.organization,
      connectionId: place.connection?.id ?? 'public pages',
      session,
      viewport: null,
    })
  } catch (error) {
    const reason = error instanceof BrowserError ? error.code : 'failed'
    options.log('there is no browser for a place', { place: place.id, reason })
    return undefined
  }
}

/** What the server wants now: dashboards come, change and go. */
function sync({ held, dashboards, options, place, over }: Holding): void {
  const work = held.work()
  if (work === undefined) return
  const wanted = new Map(work.dashboards.map((one) => [one.id, one]))
  for (const [id, kept] of dashboards) {
    if (wanted.has(id)) continue
    dashboards.delete(id)
    kept.closePage().catch(() => {})
  }
  for (const [id, one] of wanted) {
    const kept = dashboards.get(id)
    if (kept === undefined) dashboards.set(id, keepDashboard(one, { ...options, place, over }))
    else kept.want(one)
  }
}

/** Where the pages of a place are. */
interface Contexts {
  connection: OpenConnection
  /** Of those dashboards that crash. */
  apart: Apart
}

function begin(
  holding: Holding,
  contexts: Contexts,
  running: ReadonlyMap<string, unknown>,
  run: (key: string, work: () => Promise<void>) => void,
  state: { isSignedOut: boolean },
): void {
  const { held, dashboards, options, previews } = holding
  const { connection } = contexts
  const work = held.work()
  const isFree = (key: string) => !running.has(key) && looksOf(running).length < MOST_AT_ONCE
  const preview = previews.next(work?.previews ?? [])
  if (preview !== undefined && isFree('preview')) run('preview', () => previews.make(preview, connection))
  const recording = work?.recording
  if (recording !== undefined && !running.has('recording')) {
    run('recording', () => record(holding, connection, recording))
  }
  const now = options.monotonic()
  const due = [...dashboards]
    .filter(([id, one]) => one.dueAt() <= now && isOpen(holding, id))
    .toSorted(([, one], [, other]) => one.dueAt() - other.dueAt())
  for (const [id] of due) {
    if (isFree(id)) run(id, () => lookAt(holding, id, contexts, state))
  }
}

/** And previews; not what goes on beside them. */
function looksOf<Work>(running: ReadonlyMap<string, Work>): Work[] {
  return [...running].filter(([key]) => !/^(session|recording|weigh)$/.test(key)).map(([, one]) => one)
}

async function record(
  { place, options, held, over, inputs }: Holding,
  connection: OpenConnection,
  recording: RecordingWork,
): Promise<void> {
  // Of the page before this one.
  inputs.length = 0
  const { dashboard, endsAt } = recording
  await recordWay({
    ...options,
    place,
    recording,
    connection,
    over,
    isOn() {
      const now = held.work()?.recording
      return now?.dashboard === dashboard && now.endsAt === endsAt && connection.isAlive()
    },
    takeInputs: () => inputs.splice(0),
  })
}

function isOpen({ held, options }: Holding, id: string): boolean {
  const hours = held.work()?.dashboards.find((one) => one.id === id)?.hours
  return hours === undefined || isWithinHours(hours, options.clock())
}

async function lookAt(
  holding: Holding,
  id: string,
  { connection, apart }: Contexts,
  state: { isSignedOut: boolean },
): Promise<void> {
  const { place, options, dashboards } = holding
  const { signedOut, monotonic } = options
  const dashboard = dashboards.get(id)
  if (dashboard === undefined) return
  const began = monotonic()
  const isApart = dashboard.isApart()
  let where = isApart ? await apart.contextFor(id) : connection
  let outcome = await dashboard.look(where)
  if (outcome === 'signed_out' && isApart) {
    // The session goes on where the others are, and the copy of it that was given here may have been replaced there.
    where = await apart.openAnew(id, await connection.readSession().catch(() => undefined))
    outcome = await dashboard.look(where)
  }
  const key = place.connection?.id ?? ''
  if (outcome === 'frame') return void signedOut.delete(key)
  if (outcome !== 'signed_out') return
  // There was no session that could have ended: this asks for a login of its own, behind the dialog that took the first one.
  if (place.connection?.session === undefined && (await hasPassedDialog(where))) {
    return dashboard.tell('not_the_dashboard')
  }
  const others = [...dashboards].filter(([other]) => other !== id)
  // Where the session is, others say whether it has ended.
  const isForOthers = isApart && others.some(([other, one]) => isOpen(holding, other) && !one.isApart())
  // Another dashboard is there at this very moment: it is not the session that is missing here.
  const isAlone = !others.some(([, other]) => other.goodAt() > began)
  const before = signedOut.get(key) ?? { times: 0, at: -Infinity }
  const isRecent = monotonic() - before.at < SIGNED_OUT_MILLIS
  // A sign-in that ends well, and leads to no dashboard, would be done for ever.
  const isInVain = isRecent && before.times >= MOST_SIGNED_OUT
  if (isForOthers || !isAlone || isInVain) return dashboard.tell('not_the_dashboard')
  signedOut.set(key, { times: isRecent ? before.times + 1 : 1, at: monotonic() })
  await dashboard.tell('signed_out')
  state.isSignedOut = true
}

async function hasPassedDialog(where: OpenConnection | FrameTrouble): Promise<boolean> {
  if (typeof where === 'string') return false
  const verdicts = await Promise.all(where.answeredDialogs.values())
  return verdicts.includes('taken')
}

async function tellAll({ dashboards }: Holding, trouble: FrameTrouble): Promise<void> {
  await Promise.allSettled([...dashboards.values()].map((one) => one.tellUnseen(trouble)))
}

function untilNext({ dashboards }: Holding, now: number): number {
  // What is due already waits for a look that ends, which is waited for as well, or for its hours.
  const later = [...dashboards.values()].map((one) => one.dueAt()).filter((at) => at > now)
  return Math.min(Math.max(Math.min(...later) - now, 20), LONGEST_SLEEP_MILLIS)
}

async function keepSession(holding: Holding, connection: OpenConnection): Promise<void> {
  const { place, options, held } = holding
  // Where nothing was kept of a sign-in, as behind a browser's own dialog, there is nothing to go on with.
  if (place.connection?.session === undefined || held.lost.aborted) return
  const saved = await connection.readSession()
  if (saved === undefined) return
  const text = JSON.stringify(saved)
  const print = createHash('sha256').update(text).digest('base64')
  if (print === holding.given) return
  const about = { given: holding.session, url: place.connection.url, now: options.clock() }
  const lastSeconds = cookiesLastSeconds(saved, about)
  await options.api.keepPlaceSession(place.id, {
    session: text,
    ...(lastSeconds === undefined ? {} : { cookiesLastSeconds: lastSeconds }),
  })
  holding.session = saved
  holding.given = print
}

/** One that cannot be read is none: the connection is then seen signed out, and signs in. */
function sessionOf({ connection }: CapturePlace): SavedSession | undefined {
  if (connection?.session === undefined) return undefined
  try {
    return JSON.parse(connection.session) as SavedSession
  } catch {
    return undefined
  }
}

async function sleepOver(millis: number, over: AbortSignal): Promise<void> {
  await sleep(millis, undefined, { signal: over }).catch(() => {})
}

function within<Answered>(millis: number, work: Promise<Answered>): Promise<Answered | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), millis)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
