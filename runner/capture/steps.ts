// Carries out what a dashboard wants done before its picture: presses, types, scrolls. What is to be pressed is looked for by
// each of its names in turn, and at its place last.
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElementHandle, Page } from 'playwright-core'
import { watchForChange } from '../act/change.ts'
import { typeInto } from '../act/type-value.ts'
import type { Capture, CaptureStep } from '../places-api.ts'
import { findInPage } from './ask-page.ts'
import { typeSecret, type SecretContext } from './type-secret.ts'

type Target = Extract<CaptureStep, { do: 'press' }>['on']

const FIND_MILLIS = 5_000
const CLICK_MILLIS = 3_000
const ALL_MILLIS = 120_000

export interface StepsContext extends SecretContext {
  capture: Pick<Capture, 'steps' | 'zoom' | 'viewport'>
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  stop: AbortSignal
}

/** `step_failed`: one of them could not be done, and none after it was. */
export async function doSteps(context: StepsContext): Promise<'done' | 'step_failed' | 'took_too_long'> {
  const endsAt = context.monotonic() + ALL_MILLIS
  for (const step of context.capture.steps) {
    context.stop.throwIfAborted()
    if (context.monotonic() > endsAt) return 'took_too_long'
    const watch = await watchForChange(context.page)
    const isDone = await doStep(step, context).catch(() => false)
    await watch.settle({ startMs: isDone ? 500 : 0, settleMs: 5_000 })
    if (!isDone) return 'step_failed'
  }
  return 'done'
}

async function doStep(step: CaptureStep, context: StepsContext): Promise<boolean> {
  const { page, capture, stop } = context
  switch (step.do) {
    case 'press':
      return press(step.on, context)
    case 'type':
      return type(step.on, step.text, context)
    case 'type_secret': {
      const element = await fieldOf(step.on, context)
      return element !== undefined && typeSecret(element, step.secret, context)
    }
    case 'key':
      await page.keyboard.press(step.key)
      return true
    case 'scroll': {
      if (step.on === undefined) {
        const { width, height } = capture.viewport
        await page.mouse.move(width / capture.zoom / 2, height / capture.zoom / 2)
        await page.mouse.wheel(0, step.by)
        return true
      }
      const { x, y } = step.on
      const element = await findTarget(step.on, context)
      if (element === undefined && x !== undefined && y !== undefined) {
        await page.mouse.move(x / capture.zoom, y / capture.zoom)
        await page.mouse.wheel(0, step.by)
        return true
      }
      if (element === undefined) return false
      await element.evaluate((node, by) => {
        for (let at = node as Element | null; at !== null; at = at.parentElement) {
          if (at.scrollHeight > at.clientHeight) return at.scrollBy(0, by)
        }
      }, step.by)
      return true
    }
    case 'wait':
      await sleep(step.seconds * 1000, undefined, { signal: stop })
      return true
  }
}

async function press(target: Target, context: StepsContext): Promise<boolean> {
  const element = await findTarget(target, context)
  if (element === undefined) return pressPlace(target, context)
  const isClicked = await element.click({ timeout: CLICK_MILLIS }).then(
    () => true,
    () => false,
  )
  // Something lies over it; a keyboard would reach it.
  if (!isClicked) {
    return element.evaluate((node) => {
      if (!(node instanceof HTMLElement && node.isConnected)) return false
      node.click()
      return true
    })
  }
  return true
}

async function pressPlace({ x, y }: Target, { page, capture }: StepsContext): Promise<boolean> {
  if (x === undefined || y === undefined) return false
  await page.mouse.click(x / capture.zoom, y / capture.zoom)
  return true
}

async function type(target: Target, text: string, context: StepsContext): Promise<boolean> {
  const element = await fieldOf(target, context)
  // A password is no text of a step: it would stand in the settings of a dashboard for everybody to read.
  if (element === undefined || (await isPasswordField(element))) return false
  return (await typeInto(context.page, element, text)) !== 'did_not_stick'
}

async function fieldOf(target: Target, context: StepsContext): Promise<ElementHandle | undefined> {
  const found = await findTarget(target, context)
  if (found !== undefined) return found
  if (!(await pressPlace(target, context))) return undefined
  const focused = await context.page.evaluateHandle(() => document.activeElement)
  return focused.asElement() ?? undefined
}

const isPasswordField = (element: ElementHandle): Promise<boolean> =>
  element.evaluate((node) => node instanceof HTMLInputElement && node.type === 'password')

/** By selector, then by role and name; what is drawn a moment later is waited for. */
async function findTarget(target: Target, context: StepsContext): Promise<ElementHandle | undefined> {
  const { page, monotonic, stop } = context
  const { selector, role, name } = target
  const endsAt = monotonic() + FIND_MILLIS
  if (selector === undefined && role === undefined) return undefined
  while (monotonic() < endsAt) {
    stop.throwIfAborted()
    const found = selector === undefined ? undefined : await findInPage(page, selector)
    if (found !== undefined && (await found.isVisible().catch(() => false))) return found
    if (role !== undefined && name !== undefined) {
      const named = await findByRole(page, role, name)
      if (named !== undefined) return named
    }
    await sleep(200)
  }
  return undefined
}

async function findByRole(page: Page, role: string, name: string): Promise<ElementHandle | undefined> {
  for (const frame of page.frames()) {
    // The browser knows the roles; one that it does not know is nowhere.
    const all = frame.getByRole(role as Parameters<Page['getByRole']>[0], { name, exact: true })
    const handles = await all.elementHandles().catch(() => [])
    for (const one of handles) if (await one.isVisible().catch(() => false)) return one
  }
  return undefined
}
