// A lease from its beginning to its end: a place in a browser, the sign-in, what is kept of it, and the outcome told.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { CauseCode } from '../contract/causes.ts'
import { ApiError } from '../contract/client.ts'
import { selectorsOf, type JoinedPack } from '../contract/service-pack.ts'
import { act } from './act/act.ts'
import { clearTyped } from './act/clear-typed.ts'
import { openUrl } from './act/open-url.ts'
import { shoot, type Shot } from './act/picture.ts'
import { BrowserError } from './browser/browser-error.ts'
import type { Browsers } from './browser/browsers.ts'
import type { OpenConnection } from './browser/open-connection.ts'
import { cookiesLastSeconds, withoutWhatEnds, type SavedSession } from './browser/session.ts'
import { decide } from './decide/decide.ts'
import type { Typed } from './decide/decision.ts'
import { withoutForeignFrames } from './decide/situation.ts'
import { holdLease, LeaseLost } from './lease-holder.ts'
import { perceive } from './perceive/perceive.ts'
import { recognise } from './recognise/recognise.ts'
import { isLeaseLost, type Lease, type Outcome, type ServerApi } from './server-api.ts'
import { signIn, type SeenStep, type SignInEnd } from './sign-in.ts'
import { letPersonDrive } from './take-over.ts'

export interface CarryOutOptions {
  api: ServerApi
  browsers: Browsers
  clock: () => Date
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  /** Never with what was typed, and never with what a page says. */
  log: (sentence: string, facts: Record<string, string | number>) => void
  /** The runner ends: whatever runs is ended too. */
  stop: AbortSignal
}

export async function carryOut(lease: Lease, options: CarryOutOptions): Promise<void> {
  const { api, log, monotonic, stop } = options
  const held = holdLease(api, lease.id, monotonic)
  const facts = { connection: lease.connection, attempt: lease.attempt }
  const place: Place = {}
  try {
    const outcome = await attempt(lease, options, AbortSignal.any([held.lost, stop]), place)
    if (held.lost.aborted) return log('a lease was lost', facts)
    // Somebody waits for it, and nobody for the browser to clear up.
    const telling = tellOutcome(api, lease, outcome)
    await Promise.all([telling, leave(place)])
    log('an attempt ended', { ...facts, outcome: outcome.cause ?? 'signed_in' })
  } catch (error) {
    log('a lease was lost', { ...facts, reason: nameOf(error) })
  } finally {
    held.release()
    await leave(place)
  }
}

/** Where the browser is open, from the moment that it is. */
interface Place {
  open?: OpenConnection
}

async function leave({ open }: Place): Promise<void> {
  await open?.close().catch(() => {}) // it has ended by itself
}

/** An outcome that the server did not hear would be one more sign-in. */
async function tellOutcome(api: ServerApi, lease: Lease, outcome: Outcome): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await api.tellOutcome(lease.id, outcome)
    } catch (error) {
      if (tries === 4 || error instanceof ApiError) throw error
      await sleep(500 * 2 ** tries)
    }
  }
}

async function attempt(
  lease: Lease,
  options: CarryOutOptions,
  over: AbortSignal,
  place: Place,
): Promise<Outcome> {
  let steps: Steps | undefined
  let hasTyped = false
  const session = sessionFor(lease, options.clock())
  /** What was typed, for as long as this attempt: a page may show it, and a picture must not. */
  const secrets: string[] = []
  try {
    const connection = await options.browsers.openConnection({
      organizationId: lease.organization,
      connectionId: lease.connection,
      session,
      followsWindows: lease.pack['opensWindow'] === true,
    })
    place.open = connection
    // Closing the page ends whatever waits in it. One that has ended by itself has nothing left to close.
    over.addEventListener('abort', () => void connection.close().catch(() => {}), { once: true })
    over.throwIfAborted()
    const telling = tellSteps(lease, options.api, connection, secrets)
    steps = telling
    const refusedHosts = () => connection.refusedHosts()
    const opened = await openUrl(connection.page, lease.url, refusedHosts)
    if (opened !== 'opened') {
      await telling.step({ what: 'stopped', page: `any.${opened}`, host: new URL(lease.url).host })
      return { cause: opened, hasTyped }
    }
    const isByHand = lease.why === 'taken_over'
    const driven = { connection, steps: telling, over, secrets }
    if (isByHand && !lease.typesFirst) return await driveByHand(lease, options, driven)
    const end = await signIn(
      { pack: lease.pack as unknown as JoinedPack, connection: lease },
      {
        page: () => connection.activePage(),
        perceive(page, selectors) {
          telling.pageIsLookedAt(page)
          return perceive(page, selectors)
        },
        recognise,
        act: (decision, { perceived, ...on }) =>
          act(decision, {
            ...on,
            ...perceived,
            url: lease.url,
            refusedHosts,
            valueOf: async (what, origin) => {
              const value = await valueOf(what, origin, lease, options, connection)
              hasTyped = true
              if (what !== 'username') secrets.push(value)
              return value
            },
          }),
        onStep: (step) => telling.step(step),
        loginDialog: () => connection.loginDialog(),
        lastStatus: () => connection.lastStatus(),
        clock: options.clock,
        stop: over,
      },
    ).catch((error: unknown): SignInEnd => {
      // What the server does not hand out again, a person types.
      if (isByHand && error instanceof ApiError) return { cause: causeOf(error, over), hasTyped }
      throw error
    })
    if (end.cause === undefined && end.isAskedEachTime !== true) {
      const about = { given: session, url: lease.url, now: options.clock() }
      return await keptSession(connection, end.hasTyped, about)
    }
    // The very page that no machine can pass.
    if (isByHand && end.cause !== undefined) return await driveByHand(lease, options, driven, end)
    return end.cause === undefined ? { hasTyped: true } : withAddressRefused(end, connection)
  } catch (error) {
    return { cause: causeOf(error, over), hasTyped }
  } finally {
    // After the outcome no step is heard any more.
    await steps?.told()
  }
}

interface Driven {
  connection: OpenConnection
  steps: Steps
  over: AbortSignal
  /** What the machine typed. */
  secrets: readonly string[]
}

/**
 * A person drives, from the page where the machine stopped; where it was not to type, from the first one.
 *
 * @param end how far the machine came: it is why the page is given back, if the person does not come further
 */
async function driveByHand(
  lease: Lease,
  { api, monotonic, clock }: CarryOutOptions,
  { connection, steps, over, secrets }: Driven,
  end?: Outcome,
): Promise<Outcome> {
  const pack = lease.pack as unknown as JoinedPack
  const parties = { pack, connection: lease }
  if (!(await clearTyped(connection.activePage(), secrets))) {
    await openUrl(connection.activePage(), lease.url, () => connection.refusedHosts())
  }
  await steps.step({ what: 'taken_over', page: 'any.by_hand', host: hostOf(connection) })
  const ended = await letPersonDrive({
    page: () => connection.activePage(),
    api,
    lease: lease.id,
    monotonic,
    stop: over,
    async isSignedIn(page) {
      const { perception } = await perceive(page, selectorsOf(pack))
      const recognised = recognise(withoutForeignFrames(perception, parties))
      return decide({ ...parties, perception, recognised, done: [], now: clock() }).do === 'signed_in'
    },
  })
  if (ended === 'given_back') return { cause: 'stopped', ...end, hasTyped: true }
  await steps.step({ what: 'signed_in', page: 'any.by_hand', host: hostOf(connection) })
  return keptSession(connection, true, { given: undefined, url: lease.url, now: clock() })
}

function hostOf(connection: OpenConnection): string {
  const url = connection.activePage().url()
  return URL.canParse(url) ? new URL(url).host : ''
}

async function keptSession(
  connection: OpenConnection,
  hasTyped: boolean,
  about: Parameters<typeof cookiesLastSeconds>[1],
): Promise<Outcome> {
  const session = await connection.saveSession()
  if (session === undefined) return { hasTyped }
  const lastSeconds = cookiesLastSeconds(session, about)
  return {
    hasTyped,
    session: JSON.stringify(session),
    ...(lastSeconds === undefined ? {} : { cookiesLastSeconds: lastSeconds }),
  }
}

/** A page that wanted what the egress proxy refuses is seldom one that we know. */
function withAddressRefused(end: Outcome, connection: OpenConnection): Outcome {
  const isVague = end.cause === 'unknown_page' || end.cause === 'service_down'
  return isVague && connection.refusedHosts().length > 0 ? { ...end, cause: 'address_refused' } : end
}

/** A session that cannot be read is signed in for anew. A person who takes over has it as it is. */
function sessionFor({ session, why, visitAgainSeconds }: Lease, now: Date): SavedSession | undefined {
  if (session === undefined) return undefined
  try {
    const saved = JSON.parse(session) as SavedSession
    if (why === 'taken_over') return saved
    return withoutWhatEnds(saved, new Date(now.getTime() + visitAgainSeconds * 1000))
  } catch {
    return undefined
  }
}

interface Steps {
  /** Resolves when the page may change: its picture is taken, and told while what comes next is done. */
  step(step: SeenStep): Promise<void>
  /** The first look at a page that was opened mostly leads to a step, whose picture is taken beside it. */
  pageIsLookedAt(page: Page): void
  /** Resolves when all were told, or not heard. */
  told(): Promise<void>
}

/** Tells the steps with pictures, in their order. One that is not heard is missed by people, and stops nothing. */
function tellSteps(
  lease: Lease,
  api: ServerApi,
  connection: OpenConnection,
  secrets: readonly string[],
): Steps {
  let number = lease.stepsSoFar
  let told = Promise.resolve()
  let isLost = false
  let early: { page: Page; shot: Promise<Shot | undefined> } | undefined
  let looks = 0
  async function tell(number: number, step: SeenStep, shot: Shot | undefined): Promise<void> {
    const picture = await shot?.finish()
    try {
      await api.tellStep(lease.id, {
        number,
        ...step,
        ...(picture === undefined ? {} : { picture: picture.toString('base64') }),
      })
    } catch (error) {
      isLost ||= isLeaseLost(error)
    }
  }
  return {
    async step(step) {
      if (isLost) throw new LeaseLost()
      number += 1
      const own = number
      const take = () => shoot(connection.activePage(), secrets)
      const beside = early?.page === connection.activePage() ? early.shot : undefined
      early = undefined
      // A page on its way to the next one gives none; a moment later it does.
      const shot = (await (beside ?? take())) ?? (await take())
      told = told.then(() => tell(own, step, shot))
    },
    pageIsLookedAt(page) {
      looks += 1
      // One look or one address further, it would be a picture of the page before.
      early = looks === 1 ? { page, shot: shoot(page, secrets) } : undefined
      if (looks === 1) page.once('framenavigated', () => (early = undefined))
    },
    told: () => told,
  }
}

const MOST_CODE_WAITS = 3

async function valueOf(
  what: Typed,
  origin: string,
  lease: Lease,
  { api }: CarryOutOptions,
  connection: OpenConnection,
): Promise<string> {
  if (what === 'username') return lease.username
  if (what === 'password') return api.password(lease.id, origin)
  const [there, ours] = [connection.serverDate()?.offsetMs, api.clockOffsetMillis()]
  const clockOffsetMillis = there === undefined || ours === undefined ? undefined : Math.round(there - ours)
  for (let waits = 0; ; waits += 1) {
    try {
      return await api.code(lease.id, {
        origin,
        ...(clockOffsetMillis === undefined ? {} : { clockOffsetMillis }),
      })
    } catch (error) {
      const isLater = error instanceof ApiError && error.code === 'connection.code_not_yet'
      if (!isLater || waits === MOST_CODE_WAITS) throw error
      await sleep(15_000)
    }
  }
}

const causesOfRefusals: Partial<Record<string, CauseCode>> = {
  'lease.password_given': 'unsure_password',
  'lease.foreign_origin': 'foreign_page',
  'lease.clock_off': 'clock_off',
  'lease.does_not_open': 'no_password',
  'connection.has_no_secret': 'no_secret',
}

/** @throws {LeaseLost} where nothing may be told any more */
function causeOf(error: unknown, over: AbortSignal): CauseCode {
  if (over.reason instanceof LeaseLost || error instanceof LeaseLost || isLeaseLost(error)) {
    throw new LeaseLost()
  }
  if (over.aborted) return 'stopped'
  if (error instanceof ApiError) return causesOfRefusals[error.code] ?? 'stopped'
  return 'browser_failed'
}

function nameOf(error: unknown): string {
  if (error instanceof BrowserError || error instanceof ApiError) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
