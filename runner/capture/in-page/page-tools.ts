// Runs in the page, in a world of its own: hides what is not to be in a picture, puts notices about cookies away, says
// whether the page is still drawing itself, and finds an element. It has the shape of a selector engine of Playwright, the
// public way to an isolated world. Self-contained: its source is handed to the browser.

export type PageQuestion =
  | { ask: 'tidy'; hide: readonly string[]; noticesAway: boolean; mayPress: boolean }
  | { ask: 'busy' }
  | { ask: 'find'; selector: string }
  /** Of what is at a place of the window: in how many ways it can be named. */
  | { ask: 'name'; x: number; y: number }
  /** The same of what has the keyboard, where that is in this very frame. */
  | { ask: 'focus' }
  /** The element itself. */
  | { ask: 'focused' }
  /** Whether one of these stands in the page to be read. */
  | { ask: 'shows'; secrets: readonly string[] }

export interface Tidied {
  /** How many notices were answered with no, and how many were hidden. */
  pressed: number
  hidden: number
}

export interface BusyOrNot {
  /** What is still being drawn; nothing where the page is at rest. */
  with?: 'document' | 'fonts' | 'spinner' | 'pictures' | 'canvas' | 'chart'
}

export interface Named {
  /** False where nothing is there. */
  isThere: boolean
  selector?: string
  role?: string
  name?: string
  isPassword: boolean
  /** A box for a code of a second factor. */
  isCode: boolean
  isField: boolean
}

export interface PageWords {
  about: readonly string[]
  reject: readonly string[]
  known: readonly string[]
  knownRejects: readonly string[]
  /** The source of a regular expression: what the name of a box for a password says. */
  password: string
}

export function makePageTools(words: PageWords) {
  const sheets = new WeakMap<Document | ShadowRoot, { css: string; sheet: CSSStyleSheet }>()
  const answered = new WeakSet<Element>()
  const limits = { nodes: 40_000, noticeText: 4_000, spinners: 300 }
  const secretFields = 'input[type=password],input[autocomplete="one-time-code"]'
  const rejectLabels = new Set(words.reject)

  /** Document and open shadow roots. */
  function allRoots(): (Document | ShadowRoot)[] {
    const roots: (Document | ShadowRoot)[] = [document]
    let nodes = 0
    for (const root of roots) {
      for (const element of root.querySelectorAll('*')) {
        if (++nodes > limits.nodes) return roots
        if (element.shadowRoot !== null) roots.push(element.shadowRoot)
      }
    }
    return roots
  }

  function isSeen(element: Element, leastPixels = 4): boolean {
    const { width, height } = element.getBoundingClientRect()
    if (width < leastPixels || height < leastPixels) return false
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  }

  function isInWindow(element: Element): boolean {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  }

  /** What is hidden is never a sign-in: hidden, it would pass for a dashboard. */
  function cssOf(hide: readonly string[]): string {
    return hide
      .map((selector) => `:is(${selector}):not(:is(${secretFields})):not(:has(${secretFields}))`)
      .map((selector) => `${selector}{display:none!important}`)
      .join('\n')
  }

  function applyHide(hide: readonly string[], roots: readonly (Document | ShadowRoot)[]): void {
    const css = cssOf(hide)
    for (const root of roots) {
      const known = sheets.get(root)
      const isThere = known !== undefined && root.adoptedStyleSheets.includes(known.sheet)
      if (isThere ? known.css === css : css === '') continue
      // A page may have set its own list of sheets since: ours is put in again.
      const sheet = known?.sheet ?? new CSSStyleSheet()
      sheet.replaceSync(css)
      sheets.set(root, { css, sheet })
      if (!isThere) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
    }
  }

  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[’‘ʼ`´]/g, "'")
      .replaceAll(/\s+/g, ' ')
      .trim()

  const isAboutCookies = (element: Element): boolean => {
    const text = plain((element.textContent ?? '').slice(0, limits.noticeText * 2))
    return text.length <= limits.noticeText && words.about.some((word) => text.includes(word))
  }

  const find = (root: ParentNode, selector: string): Element[] => {
    try {
      return [...root.querySelectorAll(selector)]
    } catch {
      return [] // a selector that this browser does not know
    }
  }

  /** What lies on top at a place of the window, within shadow roots, too. */
  function deepestAt(x: number, y: number): Element | null {
    let at = document.elementFromPoint(x, y)
    for (let depth = 0; depth < 20; depth += 1) {
      const inside: Element | null | undefined = at?.shadowRoot?.elementFromPoint(x, y)
      if (inside === null || inside === undefined || inside === at) break
      at = inside
    }
    return at
  }

  /** Boxes that lie over the page, as a person sees them. */
  function boxesOver(roots: readonly (Document | ShadowRoot)[]): Element[] {
    const found = new Set<Element>()
    for (const root of roots) {
      const dialogs = '[role=dialog],[role=alertdialog],[aria-modal=true],dialog[open]'
      for (const one of find(root, dialogs)) found.add(one)
    }
    const parts = [0.03, 0.25, 0.5, 0.75, 0.97]
    for (const x of parts) {
      for (const y of parts) {
        let at = deepestAt(innerWidth * x, innerHeight * y)
        for (let depth = 0; at !== null && depth < 60; depth += 1) {
          if (/^(fixed|sticky)$/.test(getComputedStyle(at).position)) found.add(at)
          const root: Node = at.getRootNode()
          at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
        }
      }
    }
    return [...found]
  }

  function notices(roots: readonly (Document | ShadowRoot)[]): Element[] {
    const known = roots.flatMap((root) => words.known.flatMap((selector) => find(root, selector)))
    const boxes = boxesOver(roots).filter((box) => isAboutCookies(box) && box !== document.body)
    // A frame of its own, which says nothing else.
    const isWhole = window.parent !== window && isAboutCookies(document.body)
    const all = [...known, ...boxes, ...(isWhole ? [document.body] : [])]
    return [...new Set(all)].filter((one) => isSeen(one) || one.shadowRoot !== null)
  }

  function rejectButton(notice: Element): HTMLElement | undefined {
    const inside = [notice, ...(notice.shadowRoot === null ? [] : [notice.shadowRoot])]
    const known = inside.flatMap((root) => words.knownRejects.flatMap((selector) => find(root, selector)))
    const pressable = 'button,[role=button],a,input[type=button],input[type=submit]'
    const labelled = inside
      .flatMap((root) => find(root, pressable))
      .filter((one) => {
        const own = one instanceof HTMLInputElement ? one.value : (one.textContent ?? '')
        const label = plain(own === '' ? (one.getAttribute('aria-label') ?? '') : own)
        return rejectLabels.has(label.replace(/^[\s×✕x»›→.…!]+(?=\p{L}{2})|[\s»›→.…!]+$/gu, ''))
      })
    return [...known, ...labelled].find((one) => isSeen(one) && !leadsAway(one)) as HTMLElement | undefined
  }

  /** A link to a page about it answers nothing. */
  function leadsAway(element: Element): boolean {
    if (!(element instanceof HTMLAnchorElement)) return false
    const to = element.getAttribute('href') ?? ''
    return !(to === '' || to.startsWith('#') || to.startsWith('javascript:'))
  }

  function putAway(mayPress: boolean, roots: readonly (Document | ShadowRoot)[]): Tidied {
    const done: Tidied = { pressed: 0, hidden: 0 }
    // Never on a page of a sign-in.
    if (roots.some((root) => find(root, secretFields).some((field) => isSeen(field)))) return done
    const all = notices(roots)
    for (const notice of all) {
      const button = answered.has(notice) || !mayPress ? undefined : rejectButton(notice)
      answered.add(notice)
      if (button !== undefined) {
        button.click()
        done.pressed += 1
      } else if (!all.some((other) => other !== notice && notice.contains(other))) {
        hide(notice)
        done.hidden += 1
      }
    }
    if (done.hidden > 0) hideCurtains()
    return done
  }

  function hide(element: Element): void {
    if (element instanceof HTMLElement && element !== document.body) {
      element.style.setProperty('display', 'none', 'important')
    }
  }

  /** What such a notice draws over the rest of the page: it says nothing, and covers all. */
  function hideCurtains(): void {
    for (const box of boxesOver([document])) {
      const { width, height } = box.getBoundingClientRect()
      const coversAll = width >= innerWidth * 0.95 && height >= innerHeight * 0.95
      const isEmpty =
        (box.textContent ?? '').trim() === '' && box.querySelector('canvas,img,svg,iframe') === null
      if (coversAll && isEmpty) hide(box)
    }
    for (const root of [document.documentElement, document.body]) {
      if (getComputedStyle(root).overflowY === 'hidden')
        root.style.setProperty('overflow', 'auto', 'important')
    }
  }

  const spinners =
    '[aria-busy="true"],[role="progressbar"]:not([aria-valuenow]),mat-spinner,[class*="spinner" i],[class*="skeleton" i],' +
    '[class*="shimmer" i],[class*="loader" i],[class*="loading" i],[data-testid*="spinner" i],[data-testid*="loading" i]'

  function busy(): BusyOrNot {
    if (document.readyState !== 'complete') return { with: 'document' }
    if (document.fonts.status === 'loading') return { with: 'fonts' }
    const roots = allRoots()
    for (const root of roots) {
      for (const one of find(root, spinners).slice(0, limits.spinners))
        if (isSpinning(one)) return { with: 'spinner' }
      for (const image of root.querySelectorAll('img')) {
        if (!image.complete && image.loading !== 'lazy' && isSeen(image) && isInWindow(image))
          return { with: 'pictures' }
      }
      for (const canvas of root.querySelectorAll('canvas')) if (isUnpainted(canvas)) return { with: 'canvas' }
      for (const chart of root.querySelectorAll('svg')) if (isEmptyChart(chart)) return { with: 'chart' }
    }
    return {}
  }

  /** A page that is called loading for ever, by the class of its body, is not. */
  function isSpinning(element: Element): boolean {
    if (!isSeen(element, 8) || !isInWindow(element) || element === document.body) return false
    if (element === document.documentElement) return false
    return element.getAttribute('aria-busy') === 'true' || (element.textContent ?? '').trim().length < 40
  }

  const isLarge = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect()
    return width >= 60 && height >= 40
  }

  /** Drawn small, nothing of it is to be seen. One that may not be read, or that gave its drawing away, passes. */
  function isUnpainted(canvas: HTMLCanvasElement): boolean {
    if (!isLarge(canvas) || !isSeen(canvas) || !isInWindow(canvas)) return false
    try {
      const small = new OffscreenCanvas(24, 24).getContext('2d', { willReadFrequently: true })
      if (small === null || canvas.width === 0 || canvas.height === 0) return false
      small.drawImage(canvas, 0, 0, 24, 24)
      return small.getImageData(0, 0, 24, 24).data.every((value) => value === 0)
    } catch {
      return false
    }
  }

  function isEmptyChart(chart: SVGElement): boolean {
    if (!isLarge(chart) || !isSeen(chart) || !isInWindow(chart)) return false
    return (
      chart.querySelector('path,rect,line,circle,ellipse,polyline,polygon,text,image,use,foreignObject') ===
      null
    )
  }

  /** The first that is seen; else the first. */
  function findElement(selector: string): Element | undefined {
    let first: Element | undefined
    for (const root of allRoots()) {
      const all = find(root, selector)
      const seen = all.find((one) => isSeen(one, 1))
      if (seen !== undefined) return seen
      first ??= all[0]
    }
    return first
  }

  const rolesOf: Record<string, string> = {
    A: 'link',
    BUTTON: 'button',
    SELECT: 'combobox',
    TEXTAREA: 'textbox',
    SUMMARY: 'button',
  }

  const nothing: Named = { isThere: false, isPassword: false, isCode: false, isField: false }

  function nameAt(x: number, y: number): Named {
    const at = deepestAt(x, y)
    const pressable =
      'a,button,input,select,textarea,summary,label,[role],[onclick],[tabindex],[contenteditable]'
    return namesOf(at?.closest(pressable) ?? at)
  }

  function nameOfFocus(): Named {
    const at = focused()
    return at === undefined ? nothing : namesOf(at)
  }

  function focused(): Element | undefined {
    if (!document.hasFocus()) return undefined
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    // In a frame within this one, which says so itself.
    return at === null || at instanceof HTMLIFrameElement || at === document.body ? undefined : at
  }

  /** As text, in whatever pieces, or in a field that shows what is typed; whether it is in sight does not matter. */
  function isShown(secrets: readonly string[]): boolean {
    const bare = (text: string) => text.replaceAll(/\s/g, '')
    const wanted = secrets.map(bare).filter((secret) => secret !== '')
    return allRoots().some((root) => {
      let text = ''
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement?.localName
        if (parent !== 'script' && parent !== 'style') text += bare(node.nodeValue ?? '')
      }
      const fields = [...root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input,textarea')]
      const values = fields.filter(({ type }) => type !== 'password' && type !== 'hidden')
      // Of six boxes each holds one digit.
      const typed = values.map(({ value }) => bare(value)).join('')
      return wanted.some((secret) => text.includes(secret) || typed.includes(secret))
    })
  }

  function namesOf(element: Element | null): Named {
    if (element === null) return nothing
    const selector = stableSelector(element)
    const role = roleOf(element)
    const name = nameOf(element)
    return {
      isThere: true,
      ...(selector === undefined ? {} : { selector }),
      ...(role === undefined || name === '' ? {} : { role, name }),
      // A box that shows what is typed, by a button beside it, is one still.
      isPassword:
        element.matches('input[type=password],input[autocomplete*="password" i]') ||
        (element instanceof HTMLInputElement &&
          new RegExp(words.password, 'i').test(`${element.name} ${element.id}`)),
      isCode: element.matches('input[autocomplete="one-time-code"]'),
      isField: element.matches(
        'input:not([type=button],[type=submit],[type=checkbox],[type=radio]),textarea,[contenteditable],[role=textbox]',
      ),
    }
  }

  function roleOf(element: Element): string | undefined {
    const own = element.getAttribute('role')
    if (own !== null && own !== '') return own
    if (!(element instanceof HTMLInputElement)) return rolesOf[element.tagName]
    if (/^(button|submit|reset|image)$/.test(element.type)) return 'button'
    if (/^(checkbox|radio)$/.test(element.type)) return element.type
    return element.type === 'password' ? undefined : 'textbox'
  }

  /** Never what stands in a field. */
  function nameOf(element: Element): string {
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    const said =
      element.getAttribute('aria-label') ??
      labels[0]?.textContent ??
      element.getAttribute('placeholder') ??
      (element.matches('input,textarea,select') ? '' : element.textContent) ??
      ''
    const words = said.replaceAll(/\s+/g, ' ').trim()
    return words.length <= 100 ? words : ''
  }

  /** By what developers write for tests and readers, and what does not come anew with every build. */
  function stableSelector(element: Element): string | undefined {
    const isLasting = (value: string) =>
      value !== '' && value.length <= 80 && !/\d{4,}|[0-9a-f]{8,}|:r\w*:/i.test(value)
    const tried: string[] = []
    if (isLasting(element.id)) tried.push(`#${CSS.escape(element.id)}`)
    for (const name of [
      'data-testid',
      'data-test-id',
      'data-test',
      'data-qa',
      'data-cy',
      'name',
      'aria-label',
      'title',
    ]) {
      const value = element.getAttribute(name) ?? ''
      if (isLasting(value)) tried.push(`${element.localName}[${name}=${JSON.stringify(value)}]`)
    }
    const root = element.getRootNode() as Document | ShadowRoot
    return tried.find((selector) => find(root, selector).length === 1)
  }

  /** The answer is the text of an element that is in no document, and that no script of the page can reach. */
  function query(_root: unknown, body: string): Element | undefined {
    const question = JSON.parse(decodeURIComponent(body)) as PageQuestion
    const carry = (data: unknown) => new Option(JSON.stringify(data))
    switch (question.ask) {
      case 'find':
        return findElement(question.selector)
      case 'busy':
        return carry(busy())
      case 'name':
        return carry(nameAt(question.x, question.y))
      case 'focus':
        return carry(nameOfFocus())
      case 'focused':
        return focused()
      case 'shows':
        return carry({ isShown: isShown(question.secrets) })
      case 'tidy': {
        const roots = allRoots()
        applyHide(question.hide, roots)
        return carry(question.noticesAway ? putAway(question.mayPress, roots) : { pressed: 0, hidden: 0 })
      }
    }
  }

  return {
    query,
    queryAll(root: unknown, body: string) {
      const found = query(root, body)
      return found === undefined ? [] : [found]
    },
  }
}
