// The page that a TV opens: it pairs itself, shows what it is told, says how old that is, and watches over itself.
import type { ErrorCode } from '../contract/errors.ts'
import type { PictureFormat } from '../contract/frames.ts'
import { ask, askPicture, chance } from './ask.ts'
import { findFormats } from './formats.ts'
import { createOutbox } from './outbox.ts'
import { pairScreen, type ShowCard } from './pairing.ts'
import {
  ageOf,
  isOpenAt,
  nextPlace,
  seenAgain,
  waitBefore,
  wordsOfAge,
  type Item,
  type Program,
  type Seen,
} from './schedule.ts'
import { createStage } from './stage.ts'
import { textsFor } from './texts.ts'

const REPORT_MILLIS = 20000
/** The server says every 15 seconds how old its frames are. A line that says nothing may be dead without telling: what it should have said is asked for. */
const QUIET_MILLIS = 45000
const IDENTIFY_MILLIS = 30000
/** So long no picture may fail to come before the page is loaded anew. */
const STUCK_MILLIS = 300000
const PLAY_MILLIS = 600000
const LIVE_AGAIN_MILLIS = 5000
const KEPT = 'countersign-program'
const UNPAIRED: ErrorCode = 'screen.required'

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement
const [wall, card, badge, message, nameplate] = ['wall', 'card', 'badge', 'message', 'name'].map(element) as [
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
]
const texts = textsFor(navigator.language)
const stage = createStage([].slice.call(document.querySelectorAll('.layer')))

interface Shown {
  dashboard: string
  address: string | undefined
  takenAt: number
  since: number
}

let program: Program | undefined
/** By how much the server's clock is ahead of this one. */
let ahead = 0
let place = -1
let placeSince = 0
let shown: Shown | undefined
/** The address that is being loaded. */
let loading: string | undefined
let failingSince: number | undefined
let first: Program | undefined
let line: EventSource | undefined
let heardAt = 0
let connectTries = 0
let isPairing = false
let identifyUntil = 0
let formats: PictureFormat[] = ['jpeg']
/** The address whose picture did not come last: it is tried in the format that every browser shows. */
let failed: string | undefined
let outbox = createOutbox()
/** Which run of the page counts its batches. */
const run = Math.floor(chance() * 4294967295)
let troubles: ('picture_failed' | 'recovered' | 'restarted' | 'was_offline')[] = ['restarted']
let liveUrl: string | undefined
let liveTurn = 0

const now = (): number => Date.now() + ahead
const pictureUrl = (address: string, format: PictureFormat): string =>
  `/api/v1/screen/frames/${address}.${format}`
/** In the best of its formats. */
function frameUrl(frame: NonNullable<Item['frame']>): string {
  const shown = formats.filter((one) => frame.formats.indexOf(one) >= 0)
  return pictureUrl(frame.address, (frame.address === failed ? undefined : shown[0]) ?? 'jpeg')
}

/** By an address of its own, because the policy of the page allows no data: URL. A screen may wait for weeks: it is given back. */
function showSvg(image: HTMLImageElement, svg: string): void {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  const over = (): void => URL.revokeObjectURL(url)
  image.addEventListener('load', over)
  image.addEventListener('error', over)
  image.src = url
}

const showCard: ShowCard = (lines) => {
  const key = JSON.stringify(lines)
  card.classList.add('shown')
  if (card.getAttribute('data-key') === key) return
  card.setAttribute('data-key', key)
  card.textContent = ''
  for (const { tag, text, style } of lines) {
    const part = document.createElement(tag)
    if (style !== undefined) part.className = style
    if (tag === 'img') showSvg(part as HTMLImageElement, text)
    else part.textContent = text
    card.appendChild(part)
  }
}
const hideCard = (): void => card.classList.remove('shown')

/** Everything of the one who had it before goes with the pairing. */
function pair(): void {
  if (isPairing) return
  isPairing = true
  hangUp()
  stopLive()
  program = first = shown = undefined
  place = -1
  outbox = createOutbox()
  stage.clear()
  loading = undefined
  badge.className = message.className = nameplate.className = ''
  message.className = nameplate.className = 'full'
  message.textContent = nameplate.textContent = ''
  try {
    localStorage.removeItem(KEPT)
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller
    if (worker) worker.postMessage('forget', [])
  } catch {
    // Without a store there is nothing to forget.
  }
  pairScreen(texts, sizeOf(), showCard, () => {
    isPairing = false
    hideCard()
    connect()
  })
}

const sizeOf = (): object => ({
  width: window.innerWidth,
  height: window.innerHeight,
  pixelRatio: window.devicePixelRatio,
})

function hangUp(): void {
  if (line) line.close()
  line = undefined
}

/** Asks once, so that a screen that is nobody's any more hears so, and then listens. */
function connect(): void {
  hangUp()
  ask('GET', '/api/v1/screen', undefined, ({ isOk, code, body }) => {
    if (isPairing) return
    if (code === UNPAIRED) return pair()
    if (!isOk) {
      if (program === undefined) showCard([{ tag: 'p', text: texts.offline }])
      setTimeout(connect, waitBefore(connectTries, chance()))
      connectTries += 1
      return
    }
    if (connectTries > 0) troubles.push('was_offline')
    connectTries = 0
    take(body as Program)
    report()
    listen()
  })
}

function listen(): void {
  const mine = new EventSource('/api/v1/screen/events')
  line = mine
  mine.addEventListener('message', ({ data }: MessageEvent<string>) => {
    if (line !== mine) return
    const said = JSON.parse(data) as Program | Seen
    if (!('seen' in said)) return take(said)
    heardAt = Date.now()
    if (program !== undefined) keep(seenAgain(program, said, now()))
    tick()
  })
  mine.addEventListener('error', () => {
    if (line !== mine) return
    hangUp()
    setTimeout(connect, waitBefore(connectTries, chance()))
    connectTries += 1
  })
}

function keep(next: Program): void {
  program = next
  try {
    localStorage.setItem(KEPT, JSON.stringify(next))
  } catch {
    // A browser without a store shows nothing after a reload without the network, and all else as well.
  }
}

function take(next: Program, isKept?: boolean): void {
  const before = program
  if (!isKept) {
    heardAt = Date.now()
    ahead = Date.parse(next.now) - heardAt
    keep(next)
    if (first === undefined) first = next
    if (next.build !== first.build || next.restart !== first.restart) return location.reload()
    if (before !== undefined && next.identify > before.identify) identifyUntil = Date.now() + IDENTIFY_MILLIS
  }
  const dashboard = before?.items[place]?.dashboard
  program = next
  wall.className = `${next.orientation} ${next.fit}`
  // The one that is shown stays, wherever it stands now.
  const again = next.items.map((item) => item.dashboard).indexOf(dashboard ?? '')
  if (next.items[place]?.dashboard !== dashboard) place = again
  tick()
}

/** Once a second, and whenever something is heard. */
function tick(): void {
  if (isPairing || program === undefined) return
  showMessage()
  nameplate.className = Date.now() < identifyUntil ? 'full shown' : 'full'
  nameplate.textContent = Date.now() < identifyUntil ? program.name : ''
  const item = currentItem(program)
  if (item === undefined) {
    endPlay()
    stage.clear()
    loading = undefined
    stopLive()
    const isEmpty = program.items.length === 0
    showCard([
      { tag: 'h1', text: program.name },
      { tag: 'p', text: isEmpty ? texts.nothing : texts.closed },
      { tag: 'p', text: isEmpty ? texts.nothingHint : '' },
    ])
  } else showItem(item, program)
  showBadge(item)
  watchOver()
}

function currentItem(of: Program): Item | undefined {
  const item = of.items[place]
  const isOver = item === undefined || now() - placeSince >= item.seconds * 1000
  if (item === undefined || !isOpenAt(item, now()) || isOver) {
    const next = nextPlace(of, place, now())
    if (next !== place) {
      place = next
      stopLive()
    }
    placeSince = now()
  }
  return of.items[place]
}

function showItem(item: Item, { transition }: Program): void {
  const { frame, dashboard } = item
  if (item.isLive) followLive(item)
  if (liveUrl !== undefined) return
  if (frame === undefined) {
    endPlay()
    stage.clear()
    loading = undefined
    return showCard([
      { tag: 'h1', text: item.name },
      { tag: 'p', text: texts.noPicture },
    ])
  }
  const takenAt = Date.parse(frame.takenAt)
  if (shown !== undefined && shown.dashboard === dashboard && shown.address === frame.address) {
    shown.takenAt = takenAt
    return
  }
  if (loading === frame.address) return
  loading = frame.address
  // A newer picture of what stands there comes softly; another dashboard as the playlist says.
  const isSame = shown !== undefined && shown.dashboard === dashboard
  stage.show(frameUrl(frame), isSame ? 'fade' : transition, (isShown) => {
    loading = undefined
    if (!isShown) return pictureFailed(frame.address)
    if (failingSince !== undefined) troubles.push('recovered')
    failingSince = undefined
    hideCard()
    beginPlay({ dashboard, address: frame.address, takenAt, since: now() })
    if (program) fetchNext(program)
  })
}

function pictureFailed(address: string): void {
  failed = address
  troubles = troubles.slice(-10).concat('picture_failed')
  failingSince = failingSince ?? Date.now()
  // Not again at once: a picture that is gone is followed by a program that says so.
  loading = 'later'
  setTimeout(() => {
    if (loading === 'later') loading = undefined
  }, 5000)
}

/** The one that comes next is there before it is its turn, and without the network, too. */
function fetchNext(of: Program): void {
  const item = of.items[nextPlace(of, place, now())]
  if (item?.frame !== undefined) new Image().src = frameUrl(item.frame)
}

function beginPlay(next: Shown): void {
  if (shown !== undefined && shown.dashboard === next.dashboard && now() - shown.since < PLAY_MILLIS) {
    shown = Object.assign(next, { since: shown.since })
    return
  }
  endPlay()
  shown = next
}

/** What stands for long is told in parts. */
function cutPlay(standing: Shown): void {
  const next = Object.assign({}, standing, { since: now() })
  endPlay()
  shown = next
}

function endPlay(): void {
  if (shown === undefined) return
  const seconds = Math.round((now() - shown.since) / 1000)
  const oldestSeconds = Math.max(0, Math.round((now() - shown.takenAt) / 1000))
  if (seconds > 0) outbox.add({ dashboard: shown.dashboard, endedAt: now(), seconds, oldestSeconds })
  shown = undefined
}

function stopLive(): void {
  liveTurn += 1
  if (liveUrl !== undefined) URL.revokeObjectURL(liveUrl)
  liveUrl = undefined
  followed = undefined
}

let followed: string | undefined

/** One question at a time, each for the picture after the last one: never more than this screen takes. */
function followLive({ dashboard }: Item): void {
  if (followed === dashboard) return
  stopLive()
  followed = dashboard
  const mine = liveTurn
  const next = (after: number): void => {
    const askedAt = Date.now()
    // A server that has waited for one is asked again at once: the next change is to be seen when it comes.
    const again = (number: number, restMillis: number): void => {
      setTimeout(
        () => {
          if (mine === liveTurn) next(number)
        },
        Math.max(0, askedAt + restMillis - Date.now()),
      )
    }
    askPicture(`/api/v1/screen/live/${dashboard}?after=${after}`, (picture) => {
      if (mine !== liveTurn) return
      if (picture === 'unchanged') return again(after, 1000)
      if (picture === undefined) {
        // The last good frame takes over, with its age, until there is a live one again.
        if (liveUrl !== undefined) URL.revokeObjectURL(liveUrl)
        liveUrl = undefined
        return again(0, LIVE_AGAIN_MILLIS)
      }
      const url = URL.createObjectURL(picture.blob)
      stage.show(url, 'cut', (isShown) => {
        if (liveUrl !== undefined) URL.revokeObjectURL(liveUrl)
        liveUrl = undefined
        if (mine !== liveTurn || !isShown) return URL.revokeObjectURL(url)
        liveUrl = url
        hideCard()
        beginPlay({ dashboard, address: undefined, takenAt: now(), since: now() })
        next(picture.number)
      })
    })
  }
  next(0)
}

function showBadge(item: Item | undefined): void {
  const age = shown === undefined || item === undefined ? 'fresh' : ageOf(item, shown.takenAt, now())
  badge.className = age
  badge.textContent = age === 'fresh' || shown === undefined ? '' : wordsOfAge(shown.takenAt, now(), texts)
}

function showMessage(): void {
  const standing = program?.message
  const isOver = standing?.endsAt !== undefined && Date.parse(standing.endsAt) <= now()
  if (standing === undefined || isOver) {
    message.className = 'full'
    message.textContent = ''
    message.removeAttribute('data-id')
    return
  }
  message.className = `full shown ${standing.level}${standing.text.length > 90 ? ' long' : ''}`
  if (message.getAttribute('data-id') === standing.id) return
  message.setAttribute('data-id', standing.id)
  message.textContent = ''
  if (standing.picture !== undefined) {
    const image = document.createElement('img')
    image.src = pictureUrl(standing.picture, 'jpeg')
    message.appendChild(image)
  }
  const words = document.createElement('p')
  words.textContent = standing.text
  message.appendChild(words)
}

/** A page that gets no picture although the server is there may be what is broken: it begins anew. */
function watchOver(): void {
  const isHeard = Date.now() - heardAt < 2 * REPORT_MILLIS
  if (failingSince !== undefined && isHeard && Date.now() - failingSince > STUCK_MILLIS) location.reload()
}

function report(): void {
  if (isPairing || program === undefined) return
  if (shown !== undefined && now() - shown.since >= PLAY_MILLIS) cutPlay(shown)
  const [sentFrom, sentTroubles] = [outbox, troubles]
  const batch = sentFrom.take(now())
  // What is undefined is left out of JSON.
  const showing = shown && {
    dashboard: shown.dashboard,
    address: shown.address,
    forSeconds: Math.max(0, Math.round((now() - shown.since) / 1000)),
  }
  const body = Object.assign(sizeOf(), {
    takes: formats,
    showing,
    batch: batch && { run, number: batch.number },
    played: (batch ? batch.plays : []).map(({ dashboard, endedAt, seconds, oldestSeconds }) => ({
      dashboard,
      secondsAgo: Math.max(0, Math.round((now() - endedAt) / 1000)),
      seconds,
      oldestSeconds,
    })),
    troubles: sentTroubles.slice(-20),
  })
  troubles = []
  ask('POST', '/api/v1/screen/reports', body, ({ isOk, code }) => {
    if (batch) sentFrom.settle(isOk)
    if (isOk) return
    if (code === UNPAIRED) return pair()
    // What was not heard is told again.
    troubles = sentTroubles.concat(troubles)
  })
}

const withoutMoment = (): string => JSON.stringify(Object.assign({}, program, { now: '' }))

/** The line may be dead without telling: what it should have said is asked for. */
function askWhenQuiet(): void {
  if (isPairing || line === undefined || Date.now() - heardAt < 2 * QUIET_MILLIS) return
  ask('GET', '/api/v1/screen', undefined, ({ isOk, code, body }) => {
    if (code === UNPAIRED) return pair()
    if (isOk) {
      const before = withoutMoment()
      take(body as Program)
      if (withoutMoment() !== before) connect()
    } else connect()
  })
}

function keepAwake(): void {
  const { wakeLock } = navigator as { wakeLock?: { request(kind: string): Promise<unknown> } }
  if (wakeLock !== undefined && !document.hidden) wakeLock.request('screen').then(undefined, () => undefined)
}

findFormats((found) => {
  formats = found
})
keepAwake()
document.addEventListener('visibilitychange', keepAwake)
if (navigator.serviceWorker) {
  navigator.serviceWorker.register('/screen/keep.js', { scope: '/screen' }).then(undefined, () => undefined)
}
try {
  const kept = localStorage.getItem(KEPT)
  if (kept !== null) take(JSON.parse(kept) as Program, true)
} catch {
  // What does not read is as good as nothing.
}
setInterval(tick, 1000)
setInterval(report, REPORT_MILLIS)
setInterval(askWhenQuiet, QUIET_MILLIS)
connect()
