// A person drives: the page is shown as it is, what the person does is done in it, and nothing is typed by ourselves.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { PersonInput, ServerApi } from './server-api.ts'

export interface TakeOverPorts {
  page: () => Page
  api: Pick<ServerApi, 'showView'>
  lease: string
  /** Whether the page is behind the login. */
  isSignedIn: (page: Page) => Promise<boolean>
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  stop: AbortSignal
}

/** A page that is on its way may look like the dashboard for a moment. */
const SIGNED_IN_MILLIS = 2_500
const LOOK_MILLIS = 1_200
/** Ten minutes of exchanges, of which the fastest takes a twentieth of a second. */
const MOST_ROUNDS = 12_000

export async function letPersonDrive(ports: TakeOverPorts): Promise<'signed_in' | 'given_back'> {
  let shown = ''
  let signedInSince: number | undefined
  let lookedAt = -Infinity
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    ports.stop.throwIfAborted()
    const page = ports.page()
    const picture = await page
      .screenshot({ type: 'jpeg', quality: 60, timeout: 10_000 })
      .catch(() => undefined)
    const looks = picture === undefined ? shown : createHash('sha256').update(picture).digest('base64')
    const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 }
    const view = { width, height, origin: originOf(page) }
    const isNew = looks !== shown && picture !== undefined
    const { inputs, isOver, isSignedIn } = await ports.api.showView(ports.lease, {
      ...view,
      ...(isNew ? { picture: picture.toString('base64') } : {}),
    })
    shown = looks
    if (isOver) return isSignedIn ? 'signed_in' : 'given_back'
    for (const input of inputs) await doInput(page, input)
    if (inputs.length > 0) signedInSince = undefined
    const now = ports.monotonic()
    if (now - lookedAt < LOOK_MILLIS) continue
    lookedAt = now
    if (!(await ports.isSignedIn(page).catch(() => false))) signedInSince = undefined
    else signedInSince ??= now
    if (signedInSince !== undefined && now - signedInSince >= SIGNED_IN_MILLIS) return 'signed_in'
  }
  return 'given_back'
}

/** Empty for a page that belongs to no site, such as one that is still blank. */
function originOf(page: Page): string {
  const origin = URL.canParse(page.url()) ? new URL(page.url()).origin : 'null'
  return origin === 'null' ? '' : origin
}

/** What cannot be done, because the page went away, is not done: the person sees it. */
export async function doInput(page: Page, input: PersonInput): Promise<void> {
  try {
    switch (input.kind) {
      case 'press':
        return await page.mouse.click(input.x, input.y)
      case 'drag':
        await page.mouse.move(input.x, input.y)
        await page.mouse.down()
        // A slider that jumps is taken for a machine.
        await page.mouse.move(input.toX, input.toY, { steps: 12 })
        return await page.mouse.up()
      case 'text':
        return await page.keyboard.type(input.text)
      case 'key':
        return await page.keyboard.press(input.key)
      case 'scroll':
        await page.mouse.move(input.x, input.y)
        return await page.mouse.wheel(0, input.by)
    }
  } catch (error) {
    if (page.isClosed()) throw error
  }
}
