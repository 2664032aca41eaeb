// What a rule looks at: the page as far as it may be believed, and what this sign-in has done so far.
import type { JoinedPack, JoinedState } from '../../contract/service-pack.ts'
import {
  isAtHome,
  isNamed,
  matchesOrigin,
  mayTypeAt,
  originOf,
  type TypingConnection,
} from '../../contract/where-to-type.ts'
import type { ElementRef, PerceivedControl, PerceivedFrame, Perception } from '../perceive/perception.ts'
import type { Recognised, SignInFields } from '../recognise/recognised.ts'
import type { Done, Typed } from './decision.ts'
import { isAtPlace } from './place.ts'
import { looksOf } from './looks-of.ts'
import { signIn, signOut } from './words/pages.ts'
import { isLabel, plain } from './words/phrase.ts'

export interface SignInConnection extends TypingConnection {
  username: string
  hasPassword: boolean
  hasSecret: boolean
}

export interface Facts {
  perception: Perception
  recognised: Recognised
  pack: JoinedPack
  done: readonly Done[]
  connection: SignInConnection
  now: Date
}

export interface Situation extends Facts {
  /** The origin of the connection. */
  own: string
  /** Frames that are seen and belong to the sign-in, the main one first. What others say is not listened to. */
  frames: PerceivedFrame[]
  /** What those frames say, made plain. */
  text: string
  /** What is seen in them and can be pressed or typed into. */
  controls: PerceivedControl[]
  /** The fields of a sign-in, where the recogniser found some, in those frames. */
  signIn: SignInFields | undefined
  looks: string
  /** What was done beside waiting. */
  acts: Done[]
  lastAct: Done | undefined
  secondsSinceLastAct: number
  /** How many waits there were since the last act. */
  waits: number
}

/** An origin where this sign-in may read and press: where it may type, and where its dashboards are. */
export function isTrusted({ pack, connection }: Pick<Facts, 'pack' | 'connection'>, origin: string): boolean {
  const own = originOf(connection.url)
  if (own === undefined || originOf(origin) !== origin) return false
  return (
    isAtHome(own, origin) ||
    isNamed(connection, origin) ||
    mayTypeAt(pack, connection, origin, 'username') ||
    pack.home.some((place) => isAtPlace(place, `${origin}/`, own))
  )
}

/** Whether the dashboards of the connection are at this origin. */
export function isHome({ pack, own }: Pick<Situation, 'pack' | 'own'>, url: string): boolean {
  const origin = originOf(url)
  if (origin === undefined) return false
  return isAtHome(own, origin) || pack.home.some((place) => isAtPlace(place, url, own))
}

/** Whether a state of another pack holds at this origin. */
export function isWhereItHolds({ on, onNamed }: JoinedState, origin: string, situation: Situation): boolean {
  if (on === undefined || (onNamed === true && isNamed(situation.connection, origin))) return true
  return on.some((pattern) => matchesOrigin(pattern, origin, situation.own))
}

/** A page without what frames of other sites say, for the recogniser: a foreign form is not a form of this page. */
export function withoutForeignFrames(
  perception: Perception,
  parties: Pick<Facts, 'pack' | 'connection'>,
): Perception {
  return {
    ...perception,
    frames: perception.frames.map((frame) =>
      isTrusted(parties, frame.origin)
        ? frame
        : { ...frame, text: '', headings: [], controls: [], forms: [], marks: [] },
    ),
  }
}

export function readSituation(facts: Facts): Situation {
  const { perception, recognised, done, connection, now } = facts
  const frames = perception.frames.filter(
    (frame) => (frame.isVisible || frame.isMain) && isTrusted(facts, frame.origin),
  )
  const acts = done.filter(({ decision }) => decision.do !== 'wait')
  const lastAct = acts.at(-1)
  const refs = Object.values(recognised.signIn ?? {})
    .flat()
    .filter(isRef)
  const isOurs = ({ frame }: ElementRef) => frames.some((ours) => ours === perception.frames[frame])
  return {
    ...facts,
    own: originOf(connection.url) ?? '',
    frames,
    text: plain(frames.map(({ text }) => text).join(' ')),
    controls: frames.flatMap(({ controls }) => controls).filter(isUsable),
    signIn: refs.length > 0 && refs.every(isOurs) ? recognised.signIn : undefined,
    looks: looksOf(perception),
    acts,
    lastAct,
    secondsSinceLastAct: lastAct === undefined ? Infinity : (now.getTime() - lastAct.at.getTime()) / 1000,
    waits: lastAct === undefined ? done.length : done.length - 1 - done.lastIndexOf(lastAct),
  }
}

const isRef = (value: unknown): value is ElementRef =>
  typeof value === 'object' && value !== null && 'element' in value

export const isUsable = (control: PerceivedControl): boolean => control.isVisible && !control.isDisabled

export function controlOf(perception: Perception, ref: ElementRef): PerceivedControl | undefined {
  return perception.frames[ref.frame]?.controls.find(({ ref: { element } }) => element === ref.element)
}

/** What can be pressed. */
export const isPressable = ({ tag, type, role }: PerceivedControl): boolean =>
  tag === 'button' ||
  tag === 'a' ||
  (tag === 'input' && ['submit', 'button', 'image', 'radio'].includes(type)) ||
  (tag === 'other' && role !== 'textbox')

/** How often something was typed in this sign-in. */
export const timesTyped = ({ acts }: Pick<Situation, 'acts'>, what: Typed, state?: string): number =>
  acts.filter(
    (act) =>
      (state === undefined || act.state === state) &&
      act.decision.do === 'fill' &&
      act.decision.fields.some(
        (field) => field.what === what || (what === 'code' && field.withCode === true),
      ),
  ).length

export const timesDone = ({ acts }: Pick<Situation, 'acts'>, state: string): number =>
  acts.filter((act) => act.state === state).length

/** A page of the way in: it has fields of a sign-in, or says so little that it is no dashboard. */
export function isEntryPage(situation: Situation): boolean {
  if (situation.signIn !== undefined) return true
  return situation.text.length < MOST_WORDS_OF_AN_ENTRY_PAGE && !isSignedInAtHome(situation)
}

/** In characters; pages that ask for something say less, and dashboards more. */
const MOST_WORDS_OF_AN_ENTRY_PAGE = 1500

/** A dashboard that says so: whatever its words are, they are not those of a sign-in. */
const isSignedInAtHome = (situation: Situation): boolean =>
  isHome(situation, situation.perception.url) && hasWayOut(situation)

export const hasWayIn = ({ controls }: Pick<Situation, 'controls'>): boolean =>
  controls.some((control) => isPressable(control) && isLabel(control.label, signIn))

export const hasWayOut = ({ controls }: Pick<Situation, 'controls'>): boolean =>
  controls.some((control) => isPressable(control) && isLabel(control.label, signOut))
