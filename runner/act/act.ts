// Carries out one decision on a page. What is typed is asked for at the last moment, for the origin that the frame has
// then, and typed only while it still has it.
import type { ElementHandle, Frame, Page } from 'playwright-core'
import { withLogin } from '../browser/login-dialog.ts'
import type { Decision, Typed } from '../decide/decision.ts'
import type { ElementRef, Perception } from '../perceive/perception.ts'
import { watchForChange, type Change } from './change.ts'
import { originOfFrame } from './frame-origin.ts'
import { openUrl, type Opened } from './open-url.ts'
import { typeInto } from './type-value.ts'

export interface ActContext {
  page: Page
  /** What the decision was taken over. */
  perception: Perception
  /** Nothing when the element, or the document that it was in, has gone. */
  elementOf: (ref: ElementRef) => Promise<ElementHandle | undefined>
  /** Asked once for each of the fields of a decision. What it throws goes to the caller as it is. */
  valueOf: (what: Typed, origin: string) => Promise<string>
  /** Of the connection. */
  url: string
  /** Nothing in the page is touched before. */
  ready?: Promise<void>
  /** See `watchForChange`. */
  look?: () => void
  /** What the egress proxy has refused to this page so far. */
  refusedHosts: () => readonly string[]
}

/**
 * Why a decision was not carried out. `gone`, `hidden`: the page is another one by now. `other_origin`: the frame is at
 * another site than when it was looked at.
 */
export type NotDone = 'gone' | 'hidden' | 'other_origin' | 'did_not_stick' | Exclude<Opened, 'opened'>

export type Acted = {
  /** What has left our hands, also where the rest was not done. */
  typed: Typed[]
} & ({ done: true; change: Change } | { done: false; why: NotDone })

class CannotAct extends Error {
  readonly why: NotDone

  constructor(why: NotDone) {
    super(why)
    this.why = why
  }
}

const clickLimitMs = 4_000

/** Values are in no error and no result of it. */
export async function act(decision: Decision, context: ActContext): Promise<Acted> {
  const typed: Typed[] = []
  try {
    return { done: true, change: await carryOut(decision, context, typed), typed }
  } catch (error) {
    if (error instanceof CannotAct) return { done: false, why: error.why, typed }
    throw error
  }
}

async function carryOut(decision: Decision, context: ActContext, typed: Typed[]): Promise<Change> {
  const { page } = context
  switch (decision.do) {
    case 'open':
      await context.ready
      return open(context)
    case 'answer_dialog': {
      await context.ready
      const { origin } = decision
      const username = await context.valueOf('username', origin)
      const password = await context.valueOf('password', origin)
      typed.push('username', 'password')
      return withLogin(page, { origin, username, password }, () => open(context))
    }
    case 'fill':
      return fill(decision, context, typed)
    case 'click': {
      const { element: target } = await reach(decision.target, context)
      await context.ready
      const watch = await watchForChange(page, context.look)
      await press(page, target)
      return watch.settle()
    }
    case 'press_enter': {
      const { element: target } = await reach(decision.in, context)
      await context.ready
      const watch = await watchForChange(page, context.look)
      await pressEnter(page, target)
      return watch.settle()
    }
    case 'wait': {
      const watch = await watchForChange(page, context.look)
      return watch.settle({ startMs: decision.seconds * 1_000 })
    }
    case 'stop':
    case 'signed_in':
      return 'nothing'
  }
}

async function open({ page, url, refusedHosts }: ActContext): Promise<Change> {
  const opened = await openUrl(page, url, refusedHosts)
  if (opened !== 'opened') throw new CannotAct(opened)
  const watch = await watchForChange(page)
  await watch.settle({ startMs: 150 })
  return 'navigated'
}

type Fill = Extract<Decision, { do: 'fill' }>

async function fill(decision: Fill, context: ActContext, typed: Typed[]): Promise<Change> {
  // All of them are there before the first is typed: half a sign-in would be worse than none.
  const refs = decision.fields.flatMap(({ into }) => into)
  const [first] = await Promise.all(refs.map((ref) => reach(ref, context)))
  // A code is for seconds: it is asked for when nothing else remains to be done.
  const isCode = ({ what }: Fill['fields'][number]) => what === 'code'
  for (const [at, field] of decision.fields.filter((field) => !isCode(field)).entries()) {
    // Since the very first was reached nothing was done, and no time has gone by.
    const reached = at === 0 && field.into[0] === refs[0] ? first : undefined
    await fillField(field, reached ?? (await reachFirst(field, context)), context, typed)
  }
  for (const ref of decision.tick) await tick(ref, context)
  await context.ready
  const codes = decision.fields.filter(isCode)
  const [watch, ...reached] = await Promise.all([
    watchForChange(context.page, context.look),
    ...codes.slice(0, 1).map((code) => reachFirst(code, context)),
  ])
  for (const [at, code] of codes.entries()) {
    await fillField(code, reached[at] ?? (await reachFirst(code, context)), context, typed)
  }
  await submit(decision, context, typed)
  return watch.settle()
}

async function reachFirst({ into: [first] }: Fill['fields'][number], context: ActContext): Promise<Reached> {
  if (first === undefined) throw new CannotAct('gone')
  return reach(first, context)
}

/** @param reached the first of its boxes, a moment ago */
async function fillField(
  { what, into, withCode }: Fill['fields'][number],
  { ref: first, element, frame, origin }: Reached,
  context: ActContext,
  typed: Typed[],
): Promise<void> {
  const whole = [await context.valueOf(what, origin)]
  if (withCode === true) whole.push(await context.valueOf('code', origin))
  const value = whole.join('')
  await context.ready
  // Asking took a moment, in which the frame may have gone elsewhere.
  await expectedOrigin(first, frame, context)
  const pieces = into.length > 1 && into.length === [...value].length ? [...value] : [value]
  typed.push(what, ...(withCode === true ? (['code'] as const) : []))
  for (const [at, piece] of pieces.entries()) {
    const ref = into[at] ?? first
    const target = at === 0 ? element : await context.elementOf(ref)
    // The page goes on by itself after the last digit, and may do so one too early for us.
    if (target === undefined) return
    if (at > 0 && (await frameOf(target)) !== frame) throw new CannotAct('other_origin')
    const outcome = await typeInto(context.page, target, piece, what === 'code' ? isSameCode : undefined)
    if (outcome === 'did_not_stick') throw new CannotAct('did_not_stick')
    if (outcome === 'gone' && what !== 'code') throw new CannotAct('gone')
    if (outcome === 'gone') return
  }
}

/** A mask may show 123456 as 123 456. */
function isSameCode(wanted: string, found: string): boolean {
  return found.replace(/[\s\u00a0·.-]/g, '') === wanted
}

async function submit(decision: Fill, context: ActContext, typed: Typed[]): Promise<void> {
  if (decision.submit === 'none') return
  const isEnter = decision.submit === 'enter'
  const lastField = decision.fields.at(-1)?.into.at(-1)
  const ref = decision.submit === 'enter' ? lastField : decision.submit
  const target = ref === undefined ? undefined : await context.elementOf(ref)
  // Where the code was the last thing, the page may have gone on by itself.
  if (target === undefined && typed.includes('code')) return
  if (target === undefined) throw new CannotAct('gone')
  const pressed = isEnter ? pressEnter(context.page, target) : press(context.page, target)
  await pressed.catch(goneUnlessCode)

  function goneUnlessCode(): void {
    if (!typed.includes('code')) throw new CannotAct('gone')
  }
}

interface Reached {
  ref: ElementRef
  element: ElementHandle
  frame: Frame
  origin: string
}

/** The element as it is now: attached, to be seen, in a frame of the origin that it was perceived in. */
async function reach(ref: ElementRef, context: ActContext): Promise<Reached> {
  const element = await context.elementOf(ref)
  if (element === undefined) throw new CannotAct('gone')
  const [place] = await Promise.all([placeOf(ref, element, context), mustBeSeen(element)])
  return { ref, element, ...place }
}

async function mustBeSeen(element: ElementHandle): Promise<void> {
  if (await element.isVisible().catch(gone)) return
  const isThere = await element.evaluate((node) => node.isConnected).catch(gone)
  throw new CannotAct(isThere ? 'hidden' : 'gone')
}

async function placeOf(ref: ElementRef, element: ElementHandle, context: ActContext) {
  const frame = await frameOf(element)
  return { frame, origin: await expectedOrigin(ref, frame, context) }
}

async function frameOf(element: ElementHandle): Promise<Frame> {
  const frame = await element.ownerFrame().catch(gone)
  if (frame === null) throw new CannotAct('gone')
  return frame
}

async function expectedOrigin(ref: ElementRef, frame: Frame, context: ActContext): Promise<string> {
  const perceived = context.perception.frames[ref.frame]?.origin
  const origin = await originOfFrame(frame).catch(gone)
  if (origin === 'null' || origin !== perceived) throw new CannotAct('other_origin')
  return origin
}

function gone(): never {
  throw new CannotAct('gone')
}

/**
 * As a person would; where something lies over it, as a keyboard would. Whether it can be clicked is tried before and apart,
 * so that nothing is ever pressed twice.
 */
async function press(page: Page, element: ElementHandle): Promise<void> {
  const canBeClicked = await element.click({ trial: true, timeout: clickLimitMs }).then(
    () => true,
    () => false,
  )
  const box = await element.boundingBox().catch(gone)
  if (canBeClicked && box !== null) {
    return page.mouse.click(box.x + box.width / 2, box.y + box.height / 2).catch(gone)
  }
  const wasThere = await element.evaluate(clickByScript).catch(() => false)
  if (!wasThere) throw new CannotAct('gone')
}

/** Runs in the page. */
function clickByScript(node: Node): boolean {
  if (!(node instanceof HTMLElement && node.isConnected)) return false
  node.click()
  return true
}

async function pressEnter(page: Page, element: ElementHandle): Promise<void> {
  await element.focus().catch(gone)
  await page.keyboard.press('Enter').catch(gone)
}

/** A box that cannot be ticked is no reason to stop: it spares a sign-in, and is not one. */
async function tick(ref: ElementRef, context: ActContext): Promise<void> {
  const element = await context.elementOf(ref)
  if (element === undefined) return
  try {
    if (await element.isChecked()) return
    await element.check({ timeout: 1_500 })
  } catch {
    // The box itself is hidden, and a drawing of it shown.
    await element
      .evaluate((node) => {
        if (node instanceof HTMLInputElement && !node.checked) node.click()
      })
      .catch(() => {})
  }
}
