// A person shows the way to a dashboard: what they do is done in the page, and what it meant is kept as steps, by names that
// will still be good when the page looks otherwise. What is typed into a box for a password is in no step.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElementHandle } from 'playwright-core'
import sharp from 'sharp'
import type { OpenConnection } from '../browser/open-connection.ts'
import type { CaptureStep, CapturePlace, PlacesApi, RecordingInput, RecordingWork } from '../places-api.ts'
import { takePicture } from '../act/picture.ts'
import { doInput } from '../take-over.ts'
import { findFocus, nameOfFocus, nameOfPlace } from './ask-page.ts'
import { openDashboardPage, type DashboardPage } from './dashboard-page.ts'
import type { Named } from './in-page/page-tools.ts'
import { partiesOf } from './place-pack.ts'
import { askSecretOf, typeSecret, type SecretContext, type StepSecret } from './type-secret.ts'

export interface RecordOptions {
  api: Pick<PlacesApi, 'showRecording' | 'placePassword' | 'placeCode'>
  place: CapturePlace
  recording: Pick<RecordingWork, 'dashboard' | 'url' | 'capture'>
  connection: OpenConnection
  clock: () => Date
  monotonic: () => number
  over: AbortSignal
  /** The recording goes on. */
  isOn: () => boolean
  /** What was done since, each once. */
  takeInputs: () => RecordingInput[]
}

type Target = Extract<CaptureStep, { do: 'press' }>['on']

const ROUND_MILLIS = 150
/** Whoever looks at a page that does not change is to know that it is still there. */
const SHOW_AGAIN_MILLIS = 6_000
/** A large page is shown the worse for it: better than not at all. */
const QUALITIES = [60, 35, 12]
/** In base64; the server takes no more. */
const MOST_PICTURE_LETTERS = 680_000
const MOST_STEPS = 50
const MOST_SCROLL = 20_000
const MOST_TEXT = 500
/** Ten minutes of them. */
const MOST_ROUNDS = 6_000

export async function recordWay(options: RecordOptions): Promise<void> {
  const { api, place, recording, connection, monotonic, over, isOn, takeInputs } = options
  const { url, dashboard } = recording
  const page = await openDashboardPage(connection, { ...options, stop: over })
  // The way is shown from its beginning, and in the size that people press in.
  const capture = { ...recording.capture, scale: 1, steps: [] }
  const { width, height } = capture.viewport
  const steps: CaptureStep[] = []
  const parties = partiesOf(place, url)
  const askSecret = askSecretOf(api, place, dashboard)
  const secrets: string[] = []
  const way: Way = {
    page: page.open.page,
    parties,
    askSecret,
    remember: (value) => secrets.push(value),
    zoom: capture.zoom,
    steps,
    secrets,
  }
  let shown = ''
  let shownAt = -Infinity
  try {
    await page.capture({ url, capture, parties, askSecret, reload: true })
    for (let round = 0; round < MOST_ROUNDS && isOn() && !over.aborted; round += 1) {
      for (const given of connection.givenInDialogs) if (!secrets.includes(given)) secrets.push(given)
      for (const input of takeInputs()) await doAndNote(input, way)
      const picture = await pictureOf(page, secrets)
      const looks = createHash('sha256')
        .update(picture ?? '')
        .update(JSON.stringify(steps))
        .digest('base64')
      const isNew = looks !== shown
      if (isNew || monotonic() - shownAt >= SHOW_AGAIN_MILLIS) {
        await api.showRecording(place.id, {
          dashboard,
          ...(picture === undefined || !isNew ? {} : { picture }),
          width,
          height,
          steps,
        })
        shown = looks
        shownAt = monotonic()
      }
      await sleep(ROUND_MILLIS)
    }
  } finally {
    await page.close()
  }
}

/** Once something of the login was typed, a picture is one as in a sign-in: what stands in fields is not in it. */
async function pictureOf(
  { open: { page }, devtools }: DashboardPage,
  secrets: readonly string[],
): Promise<string | undefined> {
  if (secrets.length > 0) {
    const covered = await takePicture(page, secrets)
    return covered === undefined ? undefined : packCovered(covered)
  }
  for (const quality of QUALITIES) {
    const asked = devtools.send('Page.captureScreenshot', { format: 'jpeg', quality })
    const picture = await asked.then(
      ({ data }) => data,
      () => undefined,
    )
    if (picture === undefined || picture.length <= MOST_PICTURE_LETTERS) return picture
  }
  return undefined
}

async function packCovered(picture: Buffer): Promise<string | undefined> {
  let packed = picture
  for (const quality of QUALITIES) {
    const text = packed.toString('base64')
    if (text.length <= MOST_PICTURE_LETTERS) return text
    packed = await sharp(picture).jpeg({ quality }).toBuffer()
  }
  return undefined
}

/** What a person shows, as far as it has come. */
interface Way extends SecretContext {
  zoom: number
  steps: CaptureStep[]
  /** What was typed of the login: it stands in no step. */
  secrets: string[]
}

async function doAndNote(input: RecordingInput, way: Way): Promise<void> {
  const { page, steps, secrets } = way
  const inPage = (at: number) => at / way.zoom
  switch (input.kind) {
    case 'press': {
      // Before it is pressed: after that it may be gone.
      const named = await nameOfPlace(page, inPage(input.x), inPage(input.y)).catch(() => undefined)
      await doInput(page, { ...input, x: inPage(input.x), y: inPage(input.y) })
      // To press into a box is part of typing there.
      if (named?.isField !== true) note(steps, { do: 'press', on: targetOf(unsaid(named, secrets), input) })
      return
    }
    case 'text': {
      const named = await nameOfFocus(page).catch(() => undefined)
      await doInput(page, input)
      return noteText(steps, unsaid(named, secrets), input.text, way.parties.connection.username)
    }
    case 'secret':
      return doAndNoteSecret(input.secret, way)
    case 'key':
      await doInput(page, input)
      return noteKey(steps, input.key)
    case 'scroll':
      await doInput(page, { ...input, x: inPage(input.x), y: inPage(input.y) })
      return noteScroll(steps, input)
    case 'drag':
      // No step says it: it is done, and shows what it leads to.
      return doInput(page, {
        ...input,
        x: inPage(input.x),
        y: inPage(input.y),
        toX: inPage(input.toX),
        toY: inPage(input.toY),
      })
  }
}

/** What may not be typed there, or nobody hands out, becomes no step: the person sees that none has come. */
async function doAndNoteSecret(secret: StepSecret, way: Way): Promise<void> {
  const element = await findFocus(way.page)
  const named = await nameOfFocus(way.page).catch(() => undefined)
  if (element === undefined || named === undefined) return
  const on = targetOf(unsaid(named, way.secrets), await placeOf(element, way.zoom))
  const isTyped = await typeSecret(element, secret, way).catch(() => false)
  if (isTyped) note(way.steps, { do: 'type_secret', on, secret })
}

/** The middle of the box, in pixels of the picture, for one that has no name. */
async function placeOf(element: ElementHandle, zoom: number): Promise<{ x: number; y: number } | undefined> {
  const box = await element.boundingBox().catch(() => null)
  if (box === null || box.x < 0 || box.y < 0) return undefined
  return { x: Math.round((box.x + box.width / 2) * zoom), y: Math.round((box.y + box.height / 2) * zoom) }
}

/** A page may write what was typed into it as the name of a button. */
function unsaid(named: Named | undefined, secrets: readonly string[]): Named | undefined {
  if (named === undefined) return undefined
  const isSaid = secrets.some((secret) => `${named.name} ${named.selector}`.includes(secret))
  if (!isSaid) return named
  const { name: _name, selector: _selector, role: _role, ...rest } = named
  return rest
}

function note(steps: CaptureStep[], step: CaptureStep): void {
  if (steps.length < MOST_STEPS) steps.push(step)
}

function targetOf(named: Named | undefined, place?: { x: number; y: number }): Target {
  const { selector, role, name } = named ?? {}
  return {
    ...(selector === undefined ? {} : { selector }),
    ...(role === undefined || name === undefined ? {} : { role, name }),
    ...(place === undefined ? {} : { x: place.x, y: place.y }),
  }
}

/** Where nobody can say what it was typed into, it is not kept: it may have been a password. */
export function noteText(
  steps: CaptureStep[],
  named: Named | undefined,
  text: string,
  username: string | undefined,
): void {
  if (named === undefined || !named.isField) return
  const on = targetOf(named)
  const last = steps.at(-1)
  const isSame = last !== undefined && 'on' in last && JSON.stringify(last.on) === JSON.stringify(on)
  if (named.isPassword || named.isCode) {
    const secret = named.isPassword ? 'password' : 'code'
    if (!(isSame && last.do === 'type_secret')) note(steps, { do: 'type_secret', on, secret })
    return
  }
  if (on.selector === undefined && on.role === undefined) return
  const whole = isSame && last.do === 'type' ? last.text + text : text
  if (isSame && last.do === 'type') steps.pop()
  // The name of the connection may be another one tomorrow.
  if (whole === username) note(steps, { do: 'type_secret', on, secret: 'username' })
  else note(steps, { do: 'type', on, text: whole.slice(0, MOST_TEXT) })
}

const keptKeys: readonly string[] = ['Enter', 'Escape', 'Tab', 'ArrowDown', 'ArrowUp']
const isKept = (key: string): key is Extract<CaptureStep, { do: 'key' }>['key'] => keptKeys.includes(key)

function noteKey(steps: CaptureStep[], key: string): void {
  if (isKept(key)) return note(steps, { do: 'key', key })
  const last = steps.at(-1)
  if (key !== 'Backspace' || last?.do !== 'type') return
  steps.pop()
  const text = [...last.text].slice(0, -1).join('')
  if (text !== '') note(steps, { ...last, text })
}

/** A wheel turns in many small pieces. */
function noteScroll(steps: CaptureStep[], { x, y, by }: Extract<RecordingInput, { kind: 'scroll' }>): void {
  const last = steps.at(-1)
  const isSame = last?.do === 'scroll' && last.on?.x === x && last.on.y === y
  if (isSame) steps.pop()
  const whole = Math.max(-MOST_SCROLL, Math.min(MOST_SCROLL, (isSame ? last.by : 0) + by))
  note(steps, { do: 'scroll', on: { x, y }, by: whole })
}
