// Runs in the page: one look at a frame, as plain data and the elements it speaks of. Self-contained: its source is
// handed to the browser.
import type { PerceivedControl, PerceivedForm, PerceivedFrame } from '../perception.ts'
import type { FlatTree } from './flat-tree.ts'
import type { Texts } from './texts.ts'
import type { Visibility } from './visibility.ts'

/** What a frame tells of itself; where it is from and whether it can be seen, is told by the browser. */
export interface FrameLook extends Omit<PerceivedFrame, 'controls' | 'forms' | 'marks'> {
  title: string
  status?: number
  controls: Omit<PerceivedControl, 'ref'>[]
  forms: Omit<PerceivedForm, 'ref'>[]
  marks: { selector: string; element: number }[]
  /** Places in the list of elements. */
  controlElements: number[]
  formElements: number[]
}

export function makeLook(tree: FlatTree, visibility: Visibility, texts: Texts) {
  const limits = { nodes: 60_000, depth: 800, controls: 800, links: 600, text: 20_000, formText: 2000 }
  const roles = new Set([
    'button',
    'link',
    'textbox',
    'searchbox',
    'checkbox',
    'switch',
    'radio',
    'combobox',
    'menuitem',
  ])
  const native = new Set(['input', 'textarea', 'select', 'button', 'a'])
  const { attribute, has } = tree

  function look(selectors: readonly string[]): { seen: FrameLook; elements: Element[] } {
    const elements: Element[] = []
    const shadowRoots: ShadowRoot[] = []
    const controls: FrameLook['controls'] = []
    const forms: FrameLook['forms'] = []
    const formText: string[] = []
    const formOf = new Map<Element, number>()
    const controlElements: number[] = []
    const formElements: number[] = []
    const headings: string[] = []
    let text = ''
    let lastHeading = ''
    let nodes = 0
    let links = 0
    /** Text since the last field or button, and the field that waits for what follows it. */
    let before = ''
    let waiting: { control: (typeof controls)[number]; after: string } | undefined

    interface Place {
      form: number | undefined
      isInLink: boolean
      depth: number
    }

    function addText(words: string, place: Place) {
      if (text.length < limits.text) text += ` ${words}`
      const own = place.form === undefined ? undefined : formText[place.form]
      if (place.form !== undefined && own !== undefined && own.length < limits.formText) {
        formText[place.form] = `${own} ${words}`
      }
      if (place.isInLink) return
      before = `${before} ${words}`.slice(-160)
      if (waiting !== undefined && waiting.after.length < 80) waiting.after += ` ${words}`
    }

    function settleWaiting() {
      if (waiting !== undefined && waiting.control.nearby === '') {
        waiting.control.nearby = texts.collapse(waiting.after, 80)
      }
      waiting = undefined
    }

    function visit(node: Node, place: Place) {
      if (++nodes > limits.nodes || place.depth > limits.depth) return
      if (node instanceof Text) {
        const words = node.data.trim()
        const parent = node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null
        if (words === '' || parent === null || !visibility.isShown(parent)) return
        if (parent.localName !== 'slot' && getComputedStyle(parent).display !== 'contents') {
          if (!visibility.hasRoom(parent)) return
        }
        addText(words.replaceAll(/\s+/g, ' ').slice(0, limits.text), place)
        return
      }
      if (!(node instanceof Element)) return
      let inside = { ...place, depth: place.depth + 1 }
      if (node instanceof HTMLFormElement) inside = { ...inside, form: addForm(node) }
      else {
        if (node.shadowRoot !== null) shadowRoots.push(node.shadowRoot)
        if (isHeading(node)) addHeading(node, place)
        if (isControl(node)) {
          const isLink = node.localName === 'a'
          addControl(node, place)
          if (isLink) inside.isInLink = true
        }
        if (texts.holdsValue.has(node.localName) || texts.isEditable(node)) return
      }
      for (const child of tree.childrenOf(node)) visit(child, inside)
    }

    function isHeading(element: Element): boolean {
      return /^(h[1-6]|legend)$/.test(element.localName) || attribute(element, 'role') === 'heading'
    }

    function addHeading(element: Element, place: Place) {
      const words = texts.textOf(element, 150)
      if (words === '' || !visibility.isShown(element) || !visibility.hasRoom(element)) return
      lastHeading = words
      if (headings.length < 60) headings.push(words)
      if (place.form !== undefined) forms[place.form]?.headings.push(words)
    }

    function addForm(element: HTMLFormElement): number {
      const index = forms.length
      if (index >= 200) return index - 1
      formOf.set(element, index)
      formElements.push(elements.push(element) - 1)
      formText.push('')
      forms.push({
        id: attribute(element, 'id'),
        name: attribute(element, 'name'),
        hints: texts.hintsOf(element),
        action: withoutQuery(attribute(element, 'action')),
        method: attribute(element, 'method').toLowerCase(),
        text: '',
        headings: [],
        headingBefore: lastHeading,
        isVisible: visibility.isShown(element) && visibility.hasRoom(element),
      })
      return index
    }

    /** Queries of links carry tokens; what is in front of them says enough. */
    function withoutQuery(address: string): string {
      return address.replace(/[?#;].*$/s, '').slice(-200)
    }

    function isControl(element: Element): boolean {
      if (controls.length >= limits.controls + limits.links) return false
      if (element instanceof HTMLInputElement) return element.type !== 'hidden'
      if (element.localName === 'a') return ++links <= limits.links
      if (native.has(element.localName) || element.localName === 'summary') return true
      if (roles.has(attribute(element, 'role')) || texts.isEditable(element)) return true
      if (has(element, 'onclick') || element.localName.endsWith('-button')) return !containsControl(element)
      // What only a script makes a button calls itself one.
      const words = `${attribute(element, 'class')} ${attribute(element, 'id')}`
      return /(^|[\s_-])(btn|button|submit)/i.test(words.slice(0, 300)) && !containsControl(element)
    }

    function containsControl(element: Element): boolean {
      return element.querySelector('input,textarea,select,button,a,[role=button]') !== null
    }

    function addControl(element: Element, place: Place) {
      const input = element as HTMLInputElement
      const isField = /^(input|textarea|select|button)$/.test(element.localName)
      const isLink = element.localName === 'a'
      const own = isField && input.form !== null && input.form !== undefined ? input.form : undefined
      const form = own === undefined ? place.form : (formOf.get(own) ?? place.form)
      const isToggle = element.localName === 'input' && /^(checkbox|radio)$/.test(input.type)
      const { isVisible, isCovered } = seenness(element, isToggle)
      if (isLink && !isVisible && !isCovered) return
      const box = visibility.boxOf(element)
      const isTyped = /^(input|textarea)$/.test(element.localName) && !isToggle
      const isFilled = isTyped
        ? !/^(submit|button|reset|image)$/.test(input.type) && input.value !== ''
        : texts.isEditable(element) && (tree.textContentOf(element) ?? '').trim() !== ''
      const control: (typeof controls)[number] = {
        ...(form === undefined ? {} : { form }),
        tag: native.has(element.localName) ? (element.localName as PerceivedControl['tag']) : 'other',
        type: /^(input|button)$/.test(element.localName) ? input.type : '',
        ...(has(element, 'role') ? { role: attribute(element, 'role').slice(0, 40) } : {}),
        id: attribute(element, 'id').slice(0, 150),
        name: attribute(element, 'name').slice(0, 150),
        hints: texts.hintsOf(element),
        autocomplete: attribute(element, 'autocomplete').toLowerCase().trim().slice(0, 100),
        inputMode: attribute(element, 'inputmode').toLowerCase(),
        pattern: attribute(element, 'pattern').slice(0, 100),
        placeholder: texts.collapse(attribute(element, 'placeholder'), 200),
        ...(isTyped && input.maxLength > 0 ? { maxLength: input.maxLength } : {}),
        ...(isLink && has(element, 'href') ? { href: withoutQuery(attribute(element, 'href')) } : {}),
        label: texts.labelOf(element),
        nearby: isToggle ? '' : texts.collapse(before, 160),
        box: {
          x: Math.round(box.left + scrollX),
          y: Math.round(box.top + scrollY),
          width: Math.round(box.width),
          height: Math.round(box.height),
        },
        isVisible,
        ...(isCovered ? { isCovered } : {}),
        isDisabled: element.matches(':disabled') || attribute(element, 'aria-disabled') === 'true',
        isReadOnly: isTyped ? input.readOnly : attribute(element, 'aria-readonly') === 'true',
        ...(isToggle ? { isChecked: input.checked } : {}),
        isFilled,
        isHiddenFromReaders: attribute(element, 'tabindex').startsWith('-') || isAriaHidden(element),
      }
      controlElements.push(elements.push(element) - 1)
      controls.push(control)
      if (isLink) return
      settleWaiting()
      before = ''
      if (isField && element.localName !== 'button') waiting = { control, after: '' }
    }

    function isAriaHidden(element: Element): boolean {
      for (let at: Element | null = element; at !== null; at = tree.parentOf(at)) {
        if (attribute(at, 'aria-hidden') === 'true') return true
      }
      return false
    }

    /** A tick box is often drawn by its label, and is itself made invisible: then the label is what is seen. */
    function seenness(element: Element, isToggle: boolean): { isVisible: boolean; isCovered: boolean } {
      const drawn = [element, ...(isToggle ? ((element as HTMLInputElement).labels ?? []) : [])]
      const shown = drawn.filter((part) => visibility.isShown(part) && visibility.hasRoom(part))
      const isVisible = shown.some((part) => !visibility.isCovered(part))
      return { isVisible, isCovered: shown.length > 0 && !isVisible }
    }

    function findMarks(): FrameLook['marks'] {
      const marks: FrameLook['marks'] = []
      for (const selector of selectors) {
        const found = firstVisible(selector)
        if (found !== undefined) marks.push({ selector, element: placeOf(found) })
      }
      return marks
    }

    /** A field that a selector meets is the same element as the control, and has one place. */
    function placeOf(element: Element): number {
      const known = elements.indexOf(element)
      return known === -1 ? elements.push(element) - 1 : known
    }

    function firstVisible(selector: string): Element | undefined {
      for (const root of [document, ...shadowRoots]) {
        let found: Element[] = []
        try {
          const matches = tree.allOf(root, selector)
          found = [...matches].slice(0, 50)
        } catch {
          // A selector that this browser does not know matches nothing.
          return undefined
        }
        const visible = found.find((one) => visibility.isShown(one) && visibility.hasRoom(one))
        if (visible !== undefined) return visible
      }
      return undefined
    }

    visit(document.documentElement, { form: undefined, isInLink: false, depth: 0 })
    settleWaiting()
    for (const [index, form] of forms.entries()) {
      form.text = texts.collapse(formText[index] ?? '', limits.formText)
      form.isVisible ||= controls.some((control) => control.form === index && control.isVisible)
    }
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const status = navigation?.responseStatus ?? 0
    const language = attribute(document.documentElement, 'lang').slice(0, 20)
    return {
      seen: {
        origin: globalThis.origin,
        url: '',
        isMain: window.parent === window,
        isVisible: true,
        ...(language === '' ? {} : { language }),
        title: texts.collapse(document.querySelector('title')?.textContent ?? '', 200),
        ...(status === 0 ? {} : { status }),
        text: texts.collapse(text, limits.text),
        headings,
        controls,
        forms,
        marks: findMarks(),
        controlElements,
        formElements,
      },
      elements,
    }
  }

  return look
}
