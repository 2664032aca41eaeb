// Runs in the page: keeps what a person does there as the steps of a dashboard. It is sent there as its own text, so it
// stands alone; what it keeps is in the extension's own world of that page, which no script of the page sees, and is gone
// with the page. What is typed into a box for a password or a code is never read.
import type { CaptureStep } from '../../contract/dashboards.ts'

export interface RecordedWay {
  /** Where it began. */
  url: string
  title: string
  width: number
  height: number
  steps: CaptureStep[]
}

export type RecordCommand = 'begin' | 'look' | 'end'

/** @returns nothing where nothing is recorded */
export function recordInPage(command: RecordCommand): RecordedWay | undefined {
  type Target = Extract<CaptureStep, { do: 'press' }>['on']
  interface Recording {
    way: RecordedWay
    stop: AbortController
  }
  const world = globalThis as unknown as { countersignRecording?: Recording | undefined }
  const mostSteps = 50
  const mostText = 500
  const mostScroll = 20_000

  let labelled: Element | undefined

  if (command === 'begin') {
    world.countersignRecording?.stop.abort()
    world.countersignRecording = begin()
  }
  const way = world.countersignRecording?.way
  if (command === 'end') {
    world.countersignRecording?.stop.abort()
    delete world.countersignRecording
  }
  return way

  function begin(): Recording {
    const stop = new AbortController()
    const { innerWidth: width, innerHeight: height } = window
    const begun: RecordedWay = { url: location.href, title: document.title, width, height, steps: [] }
    const { signal } = stop
    const heard: [string, (event: Event) => void][] = [
      ['click', (event) => notePress(begun.steps, event)],
      ['input', (event) => noteText(begun.steps, event)],
      ['keydown', (event) => noteKey(begun.steps, event)],
      ['wheel', (event) => noteScroll(begun.steps, event)],
    ]
    for (const [name, hear] of heard) {
      // What a script of the page did, no person has shown.
      const hearPerson = (event: Event) => event.isTrusted && hear(event)
      // Before the page hears of it: after that the element may be gone.
      window.addEventListener(name, hearPerson, { capture: true, passive: true, signal })
    }
    return { way: begun, stop }
  }

  function note(steps: CaptureStep[], step: CaptureStep): void {
    if (steps.length < mostSteps) steps.push(step)
  }

  function notePress(steps: CaptureStep[], event: Event): void {
    // A key presses a button: it stands as a key.
    if (event instanceof PointerEvent && event.pointerId === -1) return
    const pressed = elementOf(event)
    // A label presses its box once more, at once: that is the same press.
    if (pressed !== undefined && pressed === labelled) return
    labelled = pressed?.closest('label')?.control ?? undefined
    setTimeout(() => (labelled = undefined))
    const pressable = 'a,button,input,select,textarea,summary,label,[role],[onclick],[tabindex]'
    const on = pressed?.closest(pressable) ?? pressed
    // To press into a box is part of typing there.
    if (on !== undefined && !isBox(on)) note(steps, { do: 'press', on: targetOf(on) })
  }

  function noteText(steps: CaptureStep[], event: Event): void {
    const box = elementOf(event)
    if (box === undefined || !isBox(box)) return
    const on = targetOf(box)
    const last = steps.at(-1)
    const isSame = last !== undefined && 'on' in last && last.on?.selector === on.selector
    const secret = secretOf(box)
    if (secret !== undefined) {
      if (!(isSame && last.do === 'type_secret')) note(steps, { do: 'type_secret', on, secret })
      return
    }
    if (isSame && last.do === 'type') steps.pop()
    const text = box.value.slice(0, mostText)
    if (text !== '') note(steps, { do: 'type', on, text })
  }

  function noteKey(steps: CaptureStep[], event: Event): void {
    const { key } = event as KeyboardEvent
    const kept = ['Enter', 'Escape', 'Tab', 'ArrowDown', 'ArrowUp'] as const
    const one = kept.find((name) => name === key)
    if (one !== undefined) note(steps, { do: 'key', key: one })
  }

  /** A wheel turns in many small pieces. */
  function noteScroll(steps: CaptureStep[], event: Event): void {
    const { deltaY } = event as WheelEvent
    let scrolled = elementOf(event)
    while (scrolled !== undefined && !canScroll(scrolled)) scrolled = scrolled.parentElement ?? undefined
    const on = scrolled === undefined ? undefined : targetOf(scrolled)
    const last = steps.at(-1)
    const isSame = last?.do === 'scroll' && last.on?.selector === on?.selector
    if (isSame) steps.pop()
    const whole = Math.round((isSame ? last.by : 0) + deltaY)
    const by = Math.max(-mostScroll, Math.min(mostScroll, whole))
    note(steps, { do: 'scroll', by, ...(on === undefined ? {} : { on }) })
  }

  function canScroll(element: Element): boolean {
    if (element === document.body || element === document.documentElement) return false
    const isLonger = element.scrollHeight > element.clientHeight + 1
    return isLonger && /auto|scroll/.test(getComputedStyle(element).overflowY)
  }

  function elementOf(event: Event): Element | undefined {
    const [first] = event.composedPath()
    return first instanceof Element ? first : undefined
  }

  function isBox(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
    if (element instanceof HTMLTextAreaElement) return true
    const others = /^(button|submit|reset|checkbox|radio|range|color|file|image|hidden)$/
    return element instanceof HTMLInputElement && !others.test(element.type)
  }

  /** A box that was shown in the clear for once is one for a password all the same. */
  function secretOf(box: HTMLInputElement | HTMLTextAreaElement): 'password' | 'code' | undefined {
    const completes = box.getAttribute('autocomplete') ?? ''
    if (completes.includes('one-time-code')) return 'code'
    const named = `${box.getAttribute('name') ?? ''} ${box.id}`
    const isPassword = box.type === 'password' || completes.endsWith('password') || /passw|pwd/i.test(named)
    return isPassword ? 'password' : undefined
  }

  function targetOf(element: Element): Target {
    const named = nameOf(element)
    return { selector: selectorOf(element), ...named }
  }

  function nameOf(element: Element): { role: string; name: string } | undefined {
    const ofTag: Record<string, string> = { a: 'link', button: 'button', summary: 'button' }
    const box = isBox(element) ? element : undefined
    const ofBox = box === undefined ? undefined : box.type === 'search' ? 'searchbox' : 'textbox'
    const role = element.getAttribute('role') ?? ofBox ?? ofTag[element.localName]
    // What stands in a box is what was typed, and not its name.
    const written = box === undefined ? element.textContent : box.labels?.[0]?.textContent
    const said = element.getAttribute('aria-label') ?? written ?? ''
    const name = said.replaceAll(/\s+/g, ' ').trim()
    if (role === undefined || role.length > 40 || name === '' || name.length > 80) return undefined
    return { role, name }
  }

  /** By the nearest name that stays, and the way down from there. Names with many digits are made anew each time. */
  function selectorOf(element: Element): string {
    const parts: string[] = []
    for (let one: Element | null = element; one !== null && parts.length < 12; one = one.parentElement) {
      const kept = keptName(one)
      if (kept !== undefined) return [kept, ...parts].join(' > ')
      if (one === document.documentElement) break
      const { localName } = one
      const alike = [...(one.parentElement?.children ?? [])].filter((other) => other.localName === localName)
      const place = alike.length > 1 ? `:nth-of-type(${alike.indexOf(one) + 1})` : ''
      parts.unshift(CSS.escape(localName) + place)
    }
    return parts.join(' > ')
  }

  function keptName(element: Element): string | undefined {
    for (const attribute of ['data-testid', 'id', 'name']) {
      const value = element.getAttribute(attribute) ?? ''
      const selector = `${CSS.escape(element.localName)}[${attribute}=${JSON.stringify(value)}]`
      const isKept = /^[a-z][\w-]{1,60}$/i.test(value) && !/\d{3}/.test(value)
      if (isKept && document.querySelectorAll(selector).length === 1) return selector
    }
    return undefined
  }
}
