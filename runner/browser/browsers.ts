// The browsers of a runner: one process for one organization and never for two, so many contexts in each, one that is for a
// single context where that is wanted, and what happens when one of them ends by itself.
import type { Browser } from 'playwright-core'
import { BrowserError } from './browser-error.ts'
import type { Resolve } from '../../reach/dial.ts'
import { openEgressProxy } from './egress-proxy.ts'
import type { FoundBrowser } from './find-browser.ts'
import { openFresh, type FreshContext } from './fresh-context.ts'
import { launchBrowser } from './launch.ts'
import { openContext, type ConnectionEnd, type OpenConnection } from './open-connection.ts'
import { readAllowed, type OwnPlace } from '../../reach/reachable.ts'
import { connectRemote, proxyPlaceFor } from './remote-browser.ts'
import type { SavedSession } from './session.ts'
import { usualPageLimits, watchProcesses, type PageLimits } from './watchdog.ts'

export interface BrowsersOptions {
  find: () => Promise<FoundBrowser>
  /** COUNTERSIGN_RUNNER_ALLOW: `host`, `host:port`, an address, a range. */
  allow: readonly string[]
  /** Never reached, whatever is allowed: where the server listens. */
  own: readonly OwnPlace[]
  clock: () => Date
  /** From 0 up to and without 1. */
  chance: () => number
  log: (sentence: string) => void
  resolve?: Resolve
  contextsPerBrowser?: number
  scriptHeapMegabytes?: number
  /** How long a browser that nobody uses waits for the next connection of its organization; half a minute. */
  emptyBrowserMs?: number
  /** A browser that is older than this waits for none; an hour. */
  oldBrowserMs?: number
  pageLimits?: Partial<PageLimits>
}

export interface OpenConnectionOptions {
  organizationId: string
  connectionId: string
  session?: SavedSession | undefined
  /** Of the service pack: a sign-in window that the service opens is followed. */
  followsWindows?: boolean
  /** `null` where each page is given its own size. */
  viewport?: { width: number; height: number } | null
  /** In a process that is nobody else's, and ends with it. */
  isApart?: boolean
}

export interface Browsers {
  /**
   * A fresh context with the session that is given. There is one for a connection: the one before it is closed, should it
   * still be open. Throws a BrowserError where there is no browser to be had, for now or at all.
   */
  openConnection(options: OpenConnectionOptions): Promise<OpenConnection>
  /** How many processes and contexts there are. */
  count(): { browsers: number; connections: number }
  close(): Promise<void>
}

interface Shard {
  /** Whose contexts it takes: those of an organization, or one that is apart from them. */
  group: string
  isApart: boolean
  browser: Browser
  connections: Set<OpenConnection>
  /** Places that are promised to contexts which are being opened. */
  opening: number
  isClosing: boolean
  startedAt: number
  closing?: NodeJS.Timeout
  /** A place that was made before somebody wants it. */
  spare?: Promise<FreshContext | undefined> | undefined
  whenExited: Promise<void>
  close(): Promise<void>
}

interface Rest {
  failures: number
  until: number
}

const longestRestMs = 60_000
/** What ends is told of first, and takes the processor for it. */
const spareAfterMs = 500
const usualViewport = { width: 1280, height: 800 }

export async function openBrowsers(options: BrowsersOptions): Promise<Browsers> {
  const { unreadable, ...allowed } = readAllowed(options.allow)
  if (unreadable.length > 0) {
    const sentence = `COUNTERSIGN_RUNNER_ALLOW has ${unreadable.join(', ')}: expected a host, host:port, an address or a range.`
    throw new BrowserError('failed', sentence)
  }
  const found = await options.find()
  const proxy = await openEgressProxy({
    allowed,
    own: options.own,
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    ...(found.kind === 'remote' ? { listenOn: await proxyPlaceFor(found.address) } : {}),
    onRefused: (host, why) => options.log(`The egress proxy refused ${host} (${why}).`),
  })
  const shards = new Set<Shard>()
  const starting = new Map<string, Promise<Shard>>()
  const rests = new Map<string, Rest>()
  /** By organization and connection. */
  const opened = new Map<string, OpenConnection>()
  const limits = { ...usualPageLimits, ...options.pageLimits }
  const places = options.contextsPerBrowser ?? 8
  const isRemote = found.kind === 'remote'
  const oldBrowserMs = options.oldBrowserMs ?? 3_600_000
  const emptyBrowserMs = options.emptyBrowserMs ?? 30_000
  let isClosed = false

  async function shardFor(group: string, isApart: boolean): Promise<Shard> {
    for (;;) {
      const open = [...shards].find(
        (shard) =>
          shard.group === group &&
          !shard.isClosing &&
          shard.browser.isConnected() &&
          shard.connections.size + shard.opening < places,
      )
      if (open !== undefined) return open
      const already = starting.get(group)
      if (already === undefined) return startShard(group, isApart)
      await already.catch(() => {}) // whoever started it is told
    }
  }

  function startShard(group: string, isApart: boolean): Promise<Shard> {
    const rest = rests.get(group)
    if (rest !== undefined && rest.until > options.clock().getTime()) {
      const sentence = 'The browser ended by itself a moment ago; it is started again after a pause.'
      return Promise.reject(new BrowserError('resting', sentence))
    }
    const start = launchShard(group, isApart).finally(() => starting.delete(group))
    starting.set(group, start)
    return start
  }

  async function launchShard(group: string, isApart: boolean): Promise<Shard> {
    const launched = await launch()
    const shard: Shard = {
      group,
      isApart,
      connections: new Set(),
      opening: 0,
      isClosing: false,
      startedAt: options.clock().getTime(),
      ...launched,
    }
    shards.add(shard)
    void launched.whenExited.then(() => {
      shards.delete(shard)
      if (!shard.isClosing) restAfterCrash(group)
    })
    return shard
  }

  async function launch(): Promise<Pick<Shard, 'browser' | 'whenExited' | 'close'>> {
    if (found.kind === 'remote') return connectRemote(found.address)
    const launched = await launchBrowser({
      path: found.path,
      proxy: proxy.address,
      chance: options.chance(),
      ...(options.scriptHeapMegabytes === undefined
        ? {}
        : { scriptHeapMegabytes: options.scriptHeapMegabytes }),
    })
    await watchProcesses(launched.browser, launched.processGroup, limits, options.log)
    return launched
  }

  function restAfterCrash(group: string): void {
    const failures = (rests.get(group)?.failures ?? 0) + 1
    const pauseMs = Math.min(longestRestMs, 1_000 * 2 ** (failures - 1))
    rests.set(group, { failures, until: options.clock().getTime() + pauseMs })
    options.log(`A browser ended by itself; the next one starts in ${pauseMs / 1000} s at the earliest.`)
  }

  function forget(shard: Shard, connection: OpenConnection, why: ConnectionEnd): void {
    shard.connections.delete(connection)
    if (why === 'browser_ended') return
    // Starting one takes half a second, and one sign-in is often followed by another. An old one holds what pages left.
    const isOld = options.clock().getTime() - shard.startedAt >= oldBrowserMs
    if (isOld || emptyBrowserMs === 0 || shard.isApart) return closeEmpty(shard)
    // From the last use on, and not from one before.
    clearTimeout(shard.closing)
    shard.closing = setTimeout(() => closeEmpty(shard), emptyBrowserMs).unref()
    setTimeout(() => makeSpare(shard), Math.min(spareAfterMs, emptyBrowserMs / 2)).unref()
  }

  function closeEmpty(shard: Shard): void {
    if (shard.connections.size > 0 || shard.opening > 0 || shard.isClosing) return
    closeShard(shard).catch(() => {})
  }

  function closeShard(shard: Shard): Promise<void> {
    shard.isClosing = true
    void closeSpare(shard)
    return shard.close()
  }

  /** As one sign-in is often followed by another, a place for it is made, and kept for as long as an empty browser. */
  function makeSpare(shard: Shard): void {
    if (shard.isClosing || shard.spare !== undefined || !shard.browser.isConnected()) return
    const { browser } = shard
    const spare = openFresh({ browser, proxy, isRemote, viewport: usualViewport }).catch(() => undefined)
    shard.spare = spare
    const isOver = (): void => {
      if (shard.spare === spare) void closeSpare(shard)
    }
    setTimeout(isOver, emptyBrowserMs).unref()
    void spare.then((fresh) => fresh?.page.on('crash', isOver))
  }

  async function closeSpare(shard: Shard): Promise<void> {
    const { spare } = shard
    shard.spare = undefined
    await (await spare)?.close()
  }

  /** It has no session and the usual size. */
  async function takeSpare(shard: Shard, { session, viewport }: OpenConnectionOptions) {
    if (session !== undefined || viewport !== undefined) return undefined
    const { spare } = shard
    shard.spare = undefined
    const fresh = await spare
    if (fresh?.page.isClosed() !== true) return fresh
    await fresh.close()
    return undefined
  }

  async function openConnection(wanted: OpenConnectionOptions): Promise<OpenConnection> {
    if (isClosed) throw new BrowserError('failed', 'The runner is being ended.')
    const key = `${wanted.organizationId} ${wanted.connectionId}`
    await opened.get(key)?.close()
    const isApart = wanted.isApart === true
    const group = isApart ? key : wanted.organizationId
    const shard = await shardFor(group, isApart)
    shard.opening += 1
    try {
      const wantedContext = {
        browser: shard.browser,
        proxy,
        isRemote,
        session: wanted.session,
        followsWindows: wanted.followsWindows ?? false,
        viewport: wanted.viewport === undefined ? usualViewport : wanted.viewport,
        limits,
        clock: options.clock,
      }
      const connection = await openContext(wantedContext, await takeSpare(shard, wanted))
      // Two that were asked for at the same moment: the later one is the one.
      await opened.get(key)?.close()
      opened.set(key, connection)
      shard.connections.add(connection)
      rests.delete(group)
      void connection.whenEnded.then((why) => {
        if (opened.get(key) === connection) opened.delete(key)
        forget(shard, connection, why)
      })
      return connection
    } finally {
      shard.opening -= 1
    }
  }

  return {
    openConnection,
    count: () => ({
      browsers: shards.size,
      connections: [...shards].reduce((sum, shard) => sum + shard.connections.size, 0),
    }),
    async close() {
      isClosed = true
      await Promise.allSettled(starting.values())
      await Promise.all([...shards].map(closeShard))
      await proxy.close()
    },
  }
}
