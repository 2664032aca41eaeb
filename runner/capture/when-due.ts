// When a dashboard is looked at, and whether it is loaded anew for that. Pure; times are milliseconds of a clock that only
// goes forward.
import type { FrameTrouble } from '../../contract/frames.ts'

/** Of one dashboard, since this runner has it. */
export interface Looked {
  /** When the last look began; nothing before the first. */
  lookedAt?: number
  /** When its document was loaded. */
  loadedAt?: number
  /** When its picture was last another one. */
  changedAt?: number
  /** Whether it fetches news by itself; nothing while that is not known. */
  refreshesItself?: boolean
  trouble?: FrameTrouble
  /** How many looks in a row ended with a trouble. */
  troubles: number
  /** Which of the wishes for a picture was last fulfilled. */
  asked: number
}

export interface Wanted {
  refreshSeconds: number
  isLive: boolean
  asked: number
}

/** Many dashboards that began together do not stay together, and none is ever a whole tenth late. */
const JITTER = 0.05

/** A trouble is looked at again sooner than a dashboard that is well, and less often the longer it lasts. */
const FIRST_RETRY_SECONDS = 15
const LONGEST_RETRY_SECONDS = 300

/** @param chance from 0 up to and without 1, for this look */
export function dueAt(looked: Looked, { refreshSeconds, asked }: Wanted, chance: number): number {
  const { lookedAt, troubles } = looked
  if (lookedAt === undefined || asked > looked.asked) return 0
  const jittered = refreshSeconds * (1 - JITTER + 2 * JITTER * chance)
  if (troubles === 0) return lookedAt + jittered * 1000
  const retry = Math.min(FIRST_RETRY_SECONDS * 2 ** (troubles - 1), LONGEST_RETRY_SECONDS)
  return lookedAt + Math.min(Math.max(retry, 5), Math.max(jittered, FIRST_RETRY_SECONDS)) * 1000
}

/** From here on a page is loaded anew for each look: nobody leaves a page open for so long and trusts it. */
const RELOAD_SECONDS = 300
/** A page that fetches news, and never looks any different, may fetch them for nothing. */
const SAME_FOR_SECONDS = 900
/** One that fetched news by itself, and does so no more. */
const SILENT_SECONDS = 180
/** What is fetched later than this after the load was fetched by itself; a page that does so does it in a minute. */
const LOAD_SECONDS = 10
const KNOWN_AFTER_SECONDS = 60

/** @param newsAt when it last fetched something of its own site; -Infinity for never */
export function refreshesItself(
  { loadedAt, refreshesItself: before }: Looked,
  newsAt: number,
  now: number,
): boolean | undefined {
  if (loadedAt === undefined) return before
  if (newsAt > loadedAt + LOAD_SECONDS * 1000) return true
  return now - loadedAt >= KNOWN_AFTER_SECONDS * 1000 - 5_000 ? false : before
}

/**
 * A dashboard that refreshes itself is left alone: loading it anew would show it half drawn, and costs the service and this
 * machine more than looking. One that fetches nothing shows what it was given, however often it is looked at; it is loaded
 * anew for each picture, or that would be called new and be old. Which of both it is, the first minute tells.
 */
export function mustReload(looked: Looked, wanted: Wanted, newsAt: number, now: number): boolean {
  const { lookedAt, loadedAt, changedAt } = looked
  if (lookedAt === undefined || loadedAt === undefined) return true
  if (looked.trouble !== undefined || wanted.asked > looked.asked) return true
  const isOlder = (at: number, seconds: number): boolean => now - at >= seconds * 1000
  const isSame = isOlder(Math.max(changedAt ?? loadedAt, loadedAt), SAME_FOR_SECONDS)
  const isSilent = isOlder(Math.max(newsAt, loadedAt), Math.max(SILENT_SECONDS, 3 * wanted.refreshSeconds))
  // What is watched as it changes is loaded anew only where nothing is to be lost by it.
  if (wanted.isLive) return isSame && isSilent
  if (wanted.refreshSeconds >= RELOAD_SECONDS || looked.refreshesItself === false) return true
  return isSame || isSilent
}
