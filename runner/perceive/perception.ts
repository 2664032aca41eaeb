// What a page shows, as plain data. Decisions are made over this and nothing else, so that they can be made again from a
// record of it; a record holds no value of any field.

/** An element of this perception, and of no later one: the frame, and the place in that frame's list. */
export interface ElementRef {
  /** 0 is the main frame. */
  frame: number
  element: number
}

export interface Perception {
  /** Of the main frame, as the browser says it, and not the page; without query and fragment. */
  url: string
  /** Of the main frame, by the browser: scheme, host and port. `null` for what has none. */
  origin: string
  title: string
  /** HTTP status of the main document, where the browser saw it. */
  status?: number
  /** Instead of the page the browser would ask for a login (HTTP Basic, Digest), for a document of this origin. */
  dialog?: { origin: string }
  frames: PerceivedFrame[]
}

export interface PerceivedFrame {
  /** By the browser, and not the page. A secret is typed in a frame whose origin is the connection's, and nowhere else. */
  origin: string
  url: string
  isMain: boolean
  /** False for a frame that is hidden, too small to read, or inside one that is. */
  isVisible: boolean
  language?: string
  /** What a person can read, in the order of the document, white space collapsed, at most 20,000 characters. */
  text: string
  headings: string[]
  controls: PerceivedControl[]
  forms: PerceivedForm[]
  /** Which of the selectors that were asked for are on the page, visibly: the selector, and its first visible element. */
  marks: { selector: string; ref: ElementRef }[]
}

/** An input, a select, a text area, a button, a link, or what plays the role of one. */
export interface PerceivedControl {
  ref: ElementRef
  /** Of the form that it belongs to, by the `form` attribute or by nesting. */
  form?: number
  tag: 'input' | 'textarea' | 'select' | 'button' | 'a' | 'other'
  /** Of an input or a button: text, password, tel, submit, …; empty for what has none. */
  type: string
  role?: string
  id: string
  name: string
  /** Class names, data-testid and the like: words that a developer chose. */
  hints: string
  autocomplete: string
  inputMode: string
  pattern: string
  placeholder: string
  /** `maxlength`, where it is set. */
  maxLength?: number
  /** Of a link, without query and fragment. */
  href?: string
  /** What names it to a person: label, aria-label, aria-labelledby, title, own text, in that order, joined. */
  label: string
  /** What stands near it, and is no label in the markup. */
  nearby: string
  /** In CSS pixels, from the top left of its frame. */
  box: { x: number; y: number; width: number; height: number }
  /**
   * A person could see it: it has a size, is not transparent, clipped away, off the page, or under something else. A
   * tick box that its label draws is seen where the label is.
   */
  isVisible: boolean
  /** It would be visible, were it not under something else: a notice about cookies, a dialog. */
  isCovered?: boolean
  isDisabled: boolean
  isReadOnly: boolean
  /** A box or a radio that is ticked. */
  isChecked?: boolean
  /** Something stands in it; what, is not told. */
  isFilled: boolean
  /** Hidden from people who hear the page: `aria-hidden`, `tabindex=-1`. */
  isHiddenFromReaders: boolean
}

export interface PerceivedForm {
  ref: ElementRef
  id: string
  name: string
  hints: string
  action: string
  method: string
  /** What can be read in it, at most 2,000 characters. */
  text: string
  headings: string[]
  /** The last heading above it, which may be its own. */
  headingBefore?: string
  isVisible: boolean
}
