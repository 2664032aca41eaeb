// Perceptions written by hand, for decisions: a page in a few words, with the fields that a recogniser would find on it.
import { joinPacks, parseServicePack, type JoinedPack } from '../../contract/service-pack.ts'
import type { Decision, Done } from '../decide/decision.ts'
import { looksOf } from '../decide/looks-of.ts'
import type { Facts, SignInConnection } from '../decide/situation.ts'
import type { ElementRef, PerceivedControl, PerceivedFrame, Perception } from '../perceive/perception.ts'
import type { CodeKind, Recognised, SignInFields } from '../recognise/recognised.ts'

export interface ControlByHand extends Partial<Omit<PerceivedControl, 'ref' | 'box'>> {
  /** What the recogniser takes it for. */
  is?: 'identifier' | 'password' | 'code' | 'submit' | 'remember'
  /** Selectors of packs that meet it. */
  marks?: string[]
}

export interface FrameByHand extends Partial<Omit<PerceivedFrame, 'controls' | 'marks'>> {
  controls?: ControlByHand[]
  /** Selectors that meet something else on the page. */
  marks?: string[]
}

export interface PageByHand extends FrameByHand {
  title?: string
  status?: number
  codeKind?: CodeKind
  frames?: FrameByHand[]
}

const controlByHand = (
  { is: _is, marks: _marks, ...given }: ControlByHand,
  ref: ElementRef,
): PerceivedControl => ({
  tag: 'input',
  type: given.tag === undefined || given.tag === 'input' ? 'text' : '',
  id: '',
  name: '',
  hints: '',
  autocomplete: '',
  inputMode: '',
  pattern: '',
  placeholder: '',
  label: '',
  nearby: '',
  box: { x: 0, y: 20 * ref.element, width: 200, height: 18 },
  isVisible: true,
  isDisabled: false,
  isReadOnly: false,
  isFilled: false,
  isHiddenFromReaders: false,
  ...given,
  ref,
})

function frameByHand(given: FrameByHand, index: number): PerceivedFrame {
  const { controls = [], marks = [], url = 'https://wall.example/', ...rest } = given
  const refs = controls.map((_, element) => ({ frame: index, element }))
  return {
    origin: /^https?:\/\/[^/]+/.exec(url)?.[0] ?? 'null',
    isMain: index === 0,
    isVisible: true,
    text: '',
    headings: [],
    forms: [],
    ...rest,
    url,
    controls: controls.map((control, element) => controlByHand(control, refs[element] ?? nowhere)),
    marks: [
      ...controls.flatMap(({ marks = [] }, element) =>
        marks.map((selector) => ({ selector, ref: refs[element] ?? nowhere })),
      ),
      ...marks.map((selector) => ({ selector, ref: { frame: index, element: controls.length } })),
    ],
  }
}

const nowhere: ElementRef = { frame: -1, element: -1 }

export function pageByHand(page: PageByHand): { perception: Perception; recognised: Recognised } {
  const { frames: others = [], title = '', status, codeKind, ...main } = page
  const given = [main, ...others]
  const frames = given.map(frameByHand)
  const found: Record<string, ElementRef[]> = {}
  for (const [frame, { controls = [] }] of given.entries()) {
    for (const [element, { is }] of controls.entries()) {
      if (is !== undefined) (found[is] ??= []).push({ frame, element })
    }
  }
  const { identifier: [identifier] = [], password: [password] = [], code } = found
  const { submit: [submit] = [], remember: [remember] = [] } = found
  const signIn: SignInFields = {
    ...(identifier && { identifier }),
    ...(password && { password }),
    ...(code && { code, codeKind: codeKind ?? 'unsaid' }),
    ...(submit && { submit }),
    ...(remember && { remember }),
  }
  const [{ url, origin } = { url: '', origin: 'null' }] = frames
  return {
    perception: { url, origin, title, ...(status !== undefined && { status }), frames },
    recognised: {
      fields: [],
      forms: [],
      ...((identifier ?? password ?? code?.[0]) && { signIn }),
    },
  }
}

export const anyPack: JoinedPack = packOf({})

/** A pack of a few words. */
export function packOf(more: Record<string, unknown>): JoinedPack {
  const read = parseServicePack({
    id: 'wall',
    name: 'Wall',
    exampleUrl: 'https://wall.example/',
    ownOrigin: true,
    ...more,
  })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return joinPacks(read.pack, () => undefined)
}

export const wallConnection: SignInConnection = {
  url: 'https://wall.example/board',
  username: 'wall@example.com',
  hasPassword: true,
  hasSecret: true,
  signInOrigins: [],
}

export const noon = new Date('2026-11-27T12:00:00Z')

export const after = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000)

/** The facts of a page, `seconds` after noon. */
export const factsOf = (page: PageByHand, more: Partial<Facts> = {}): Facts => ({
  ...pageByHand(page),
  pack: anyPack,
  done: [],
  connection: wallConnection,
  now: noon,
  ...more,
})

/** What was done on a page, at noon or `seconds` later. */
export const didOn = (page: PageByHand, decision: Decision, seconds = 0): Done => ({
  state: decision.state,
  decision,
  page: looksOf(pageByHand(page).perception),
  at: after(seconds),
})
