// Runs in the page: keeps what a person does there as the steps of a dashboard. It is sent there as its own text, so it
// stands alone; what it keeps is in the extension's own world of that page, which no script of the page sees, and is gone
// with the page. A password and a code are named there, and no letter of them is kept.
import type { CaptureStep } from '../../contract/dashboards.ts'
import type { SecretBoxWords } from '../../contract/secret-boxes.ts'

/** What a person did that no step says: chosen in a list, edited in the page itself, done in a frame, beyond the last step. */
export type Missed = 'choice' | 'text' | 'frame' | 'sideways' | 'more'

export interface RecordedWay {
  /** Where it began. */
  url: string
  title: string
  width: number
  height: number
  steps: CaptureStep[]
  missed: Missed[]
}

export type RecordCommand = 'begin' | 'look' | 'end'

/** @returns nothing where nothing is recorded */
export function recordInPage(command: RecordCommand, words: SecretBoxWords): RecordedWay | undefined {
  type Target = Extract<CaptureStep, { do: 'press' }>['on']
  type Box = HTMLInputElement | HTMLTextAreaElement
  interface Recording {
    look(): RecordedWay
    stop: AbortController
  }
  const world = globalThis as unknown as { countersignRecording?: Recording | undefined }
  const mostSteps = 50
  const mostText = 500
  const mostScroll = 20_000
  const leastSideways = 40

  const steps: CaptureStep[] = []
  const missed = new Set<Missed>()
  /** In which box a text was typed: it may turn out to be one for a password. */
  const typedInto = new Map<CaptureStep, Box>()
  /** Every box that was one for a password at any time: a button beside it shows what is typed, and makes it another kind. */
  const passwordBoxes = new WeakSet<Element>()
  const passwordNames = new Set<string>()
  let labelled: Element | undefined
  /** A key that stands as a step is down: what the browser presses for it is part of it. */
  let isKeyDown = false

  if (command === 'begin') {
    world.countersignRecording?.stop.abort()
    world.countersignRecording = begin()
  }
  const recording = world.countersignRecording
  if (command === 'end') {
    recording?.stop.abort()
    delete world.countersignRecording
  }
  return recording?.look()

  function begin(): Recording {
    const stop = new AbortController()
    const { signal } = stop
    const { innerWidth: width, innerHeight: height } = window
    const { title } = document
    const url = location.href
    const heard: [string, (event: Event) => void][] = [
      // Before a click: a page may show the password as soon as its button is down.
      ['pointerdown', () => (isKeyDown = false)],
      ['focusin', () => undefined],
      ['click', notePress],
      ['input', noteInput],
      ['keydown', noteKey],
      ['keyup', () => (isKeyDown = false)],
      ['wheel', noteScroll],
    ]
    for (const [name, hear] of heard) {
      const hearPerson = (event: Event) => {
        // What a script of the page did, no person has shown.
        if (!event.isTrusted) return
        if (name !== 'wheel') findPasswordBoxes(document)
        hear(event)
      }
      // Before the page hears of it: after that the element may be gone.
      window.addEventListener(name, hearPerson, { capture: true, passive: true, signal })
    }
    // Nothing that is done in a frame is heard out here, but that the keyboard has gone into it.
    const noteFrame = () => {
      if (/^i?frame$/.test(document.activeElement?.localName ?? '')) missed.add('frame')
    }
    window.addEventListener('blur', () => setTimeout(noteFrame), { signal })
    findPasswordBoxes(document)
    return {
      look() {
        findPasswordBoxes(document)
        sealSecrets()
        return { url, title, width, height, steps, missed: [...missed] }
      },
      stop,
    }
  }

  function note(step: CaptureStep): void {
    if (steps.length < mostSteps) steps.push(step)
    else missed.add('more')
  }

  function notePress(event: Event): void {
    // Enter in a form presses its button, and an arrow chooses: the key says so.
    if (isKeyDown && (event as UIEvent).detail === 0) return
    const pressed = elementOf(event)
    // A label presses its box once more, at once: that is the same press.
    if (pressed !== undefined && pressed === labelled) return
    labelled = pressed?.closest('label')?.control ?? undefined
    setTimeout(() => (labelled = undefined))
    // To press into a text that is edited there is part of typing, as into a box, and to open a list is part of choosing.
    if (pressed === undefined || (pressed instanceof HTMLElement && pressed.isContentEditable)) return
    const pressable = 'a,button,input,select,textarea,summary,label,[role],[onclick],[tabindex]'
    const on = pressed.closest(pressable) ?? pressed
    if (isBox(on) || on.matches('select')) return
    note({ do: 'press', on: targetOf(on) })
  }

  function noteInput(event: Event): void {
    const box = elementOf(event)
    if (box === undefined) return
    if (isBox(box)) return noteText(box)
    if (box.matches('[type=checkbox],[type=radio]')) return
    missed.add(box.matches('select,[type=range],[type=color],[type=file]') ? 'choice' : 'text')
  }

  function noteText(box: Box): void {
    const on = targetOf(box)
    const last = steps.at(-1)
    const isSame = last !== undefined && 'on' in last && last.on?.selector === on.selector
    const secret = secretOf(box)
    if (isSame && last.do === 'type') steps.pop()
    if (secret !== undefined) {
      // A code may have a box for each of its digits.
      const goesOn = last?.do === 'type_secret' && last.secret === secret && (isSame || isDigit(box))
      if (!goesOn) note({ do: 'type_secret', on, secret })
      return
    }
    const text = box.value.slice(0, mostText)
    if (text === '') return
    const step: CaptureStep = { do: 'type', on, text }
    typedInto.set(step, box)
    note(step)
  }

  function noteKey(event: Event): void {
    const { key } = event as KeyboardEvent
    const kept = ['Enter', 'Escape', 'Tab', 'ArrowDown', 'ArrowUp'] as const
    const one = kept.find((name) => name === key)
    isKeyDown = one !== undefined
    if (one !== undefined) note({ do: 'key', key: one })
  }

  /** A wheel turns in many small pieces. */
  function noteScroll(event: Event): void {
    const { deltaX, deltaY } = event as WheelEvent
    if (Math.abs(deltaX) >= leastSideways && Math.abs(deltaX) > Math.abs(deltaY)) missed.add('sideways')
    let scrolled = elementOf(event)
    while (scrolled !== undefined && !canScroll(scrolled)) scrolled = scrolled.parentElement ?? undefined
    const on = scrolled === undefined ? undefined : targetOf(scrolled)
    const last = steps.at(-1)
    const isSame = last?.do === 'scroll' && last.on?.selector === on?.selector
    const whole = Math.round((isSame ? last.by : 0) + deltaY)
    const by = Math.max(-mostScroll, Math.min(mostScroll, whole))
    if (isSame) steps.pop()
    if (by !== 0) note({ do: 'scroll', by, ...(on === undefined ? {} : { on }) })
  }

  /** What was typed before anything said that the box is for a secret. */
  function sealSecrets(): void {
    for (const [at, step] of steps.entries()) {
      const box = typedInto.get(step)
      const secret = box === undefined ? undefined : secretOf(box)
      if (step.do === 'type' && secret !== undefined) steps[at] = { do: 'type_secret', on: step.on, secret }
    }
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

  function isBox(element: Element): element is Box {
    if (element instanceof HTMLTextAreaElement) return true
    const others = /^(button|submit|reset|checkbox|radio|range|color|file|image|hidden)$/
    return element instanceof HTMLInputElement && !others.test(element.type)
  }

  function isDigit(box: Box): boolean {
    return box.maxLength === 1
  }

  function findPasswordBoxes(root: Document | ShadowRoot): void {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot !== null) findPasswordBoxes(one.shadowRoot)
      if (!(one instanceof HTMLInputElement) || one.type !== 'password') continue
      passwordBoxes.add(one)
      // Some pages put another box in its place.
      for (const name of namesOf(one)) passwordNames.add(name)
    }
  }

  function namesOf(box: Box): string[] {
    return [box.getAttribute('name') ?? '', box.id].filter((name) => name !== '')
  }

  /** A box that shows a password for once is one for a password all the same. */
  function secretOf(box: Box): 'password' | 'code' | undefined {
    const completes = (box.getAttribute('autocomplete') ?? '').toLowerCase().split(/\s+/)
    if (completes.includes('one-time-code')) return 'code'
    if (passwordBoxes.has(box) || namesOf(box).some((name) => passwordNames.has(name))) return 'password'
    if (completes.some((one) => one.endsWith('password'))) return 'password'
    const said = [
      ...namesOf(box),
      box.getAttribute('placeholder') ?? '',
      box.getAttribute('aria-label') ?? '',
      ...[...(box.labels ?? [])].map((label) => label.textContent ?? ''),
    ]
      .join(' ')
      // userPin, user_pin: words as a person reads them.
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .replaceAll(/[_-]+/g, ' ')
    const says = (source: string) => new RegExp(source, 'i').test(said)
    if (says(words.password)) return 'password'
    if (!['text', 'tel', 'number'].includes(box.type)) return undefined
    // Codes on paper open something, too.
    const isCode = says(words.code) && (says(words.printedCode) || !says(words.otherCode))
    return isCode || isOneOfDigits(box) ? 'code' : undefined
  }

  /** As many as a code has, one digit each. */
  function isOneOfDigits(box: Box): boolean {
    const root = box.getRootNode()
    if (!isDigit(box) || !(root instanceof Document || root instanceof ShadowRoot)) return false
    return root.querySelectorAll('input[maxlength="1"]').length >= 4
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
