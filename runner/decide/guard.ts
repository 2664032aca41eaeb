// The last look before anything is typed: by the frame's origin, and at a field that a person sees. Whatever a rule made of
// the page, nothing leaves here that breaks one of these.
import type { CauseCode } from '../../contract/causes.ts'
import { mayTypeAt } from '../../contract/where-to-type.ts'
import type { ElementRef } from '../perceive/perception.ts'
import type { Decision, Typed } from './decision.ts'
import { isAboutCode, MOST_CODES, refusalOn } from './said-no.ts'
import { controlOf, timesTyped, type Situation } from './situation.ts'

type Fill = Extract<Decision, { do: 'fill' }>

/** How long a page may take after something was sent, before it counts that it still asks. */
export const PATIENCE_SECONDS = 10

const MOST_USERNAMES = 3

/** The decision with what may not be typed taken out, or what takes its place; nothing when nothing is left to do. */
export function guardFill(fill: Fill, situation: Situation): Decision | undefined {
  const { state } = fill
  const seen = fill.fields
    .map((field) => ({ ...field, into: field.into.filter((ref) => isTypeable(ref, situation)) }))
    .filter(({ into }) => into.length > 0)
  const fields = seen.filter(({ what, into }) => into.every((ref) => isOursAt(what, ref, situation)))
  if (fields.length === 0) {
    // The page asks, and belongs to somebody else: that is worth saying, and no reason to type.
    return seen.length > 0 ? { state, do: 'stop', cause: 'foreign_page' } : undefined
  }
  return (
    againstSecondPassword(fill, fields, situation) ??
    againstThirdCode(fill, fields, situation) ??
    againstSameName(fill, fields, situation) ??
    whatIsMissing(state, fields, situation) ?? { ...fill, fields: withCodes(fields, situation) }
  )
}

/** Where the pack says that the password takes the code along, and there is no box for it beside. */
function withCodes(fields: Fill['fields'], { pack, connection }: Situation): Fill['fields'] {
  if (!pack.codeWithPassword || !connection.hasSecret || types(fields, 'code')) return fields
  return fields.map((field) => (field.what === 'password' ? { ...field, withCode: true } : field))
}

function isTypeable(ref: ElementRef, { perception }: Situation): boolean {
  const control = controlOf(perception, ref)
  const frame = perception.frames[ref.frame]
  if (control === undefined || frame === undefined) return false
  const isSeen = control.isVisible && (frame.isVisible || frame.isMain)
  const takesText = control.tag === 'input' || control.tag === 'textarea' || control.role === 'textbox'
  return isSeen && takesText && !control.isDisabled && !control.isReadOnly
}

const isOursAt = (what: Typed, ref: ElementRef, { perception, pack, connection }: Situation): boolean =>
  mayTypeAt(pack, connection, perception.frames[ref.frame]?.origin ?? '', what)

const types = (fields: Fill['fields'], what: Typed): boolean => fields.some((field) => field.what === what)

const isFilled = (fields: Fill['fields'], what: Typed, { perception }: Situation): boolean =>
  fields.some(
    (field) => field.what === what && field.into.some((ref) => controlOf(perception, ref)?.isFilled),
  )

/** Whether the page may still be on its way: what was typed is still there, and not much time has gone. */
function isStillSending(fields: Fill['fields'], what: Typed, situation: Situation): boolean {
  return situation.secondsSinceLastAct < PATIENCE_SECONDS && isFilled(fields, what, situation)
}

/**
 * A password is typed once. Twice only where the page took the first try as a reason to show a box for the code beside it;
 * whatever else asks again has refused it, in words or without.
 */
function againstSecondPassword(
  { state }: Fill,
  fields: Fill['fields'],
  situation: Situation,
): Decision | undefined {
  const times = timesTyped(situation, 'password')
  if (!types(fields, 'password') || times === 0) return undefined
  const isNowWithCode = types(fields, 'code') && timesTyped(situation, 'code') === 0
  if (isNowWithCode && times === 1) return undefined
  if (isStillSending(fields, 'password', situation)) return { state, do: 'wait', seconds: 1 }
  return { state, do: 'stop', cause: causeOfSecond(situation) }
}

function causeOfSecond(situation: Situation): CauseCode {
  if (timesTyped(situation, 'code') === 0) return 'wrong_password'
  // Typed together, they are refused together, and the password is what must not be tried again.
  const isTogether = situation.acts.some(
    ({ decision }) => decision.do === 'fill' && decision.fields.some(({ withCode }) => withCode),
  )
  if (isTogether) return 'wrong_password'
  // The code was the last thing sent, and the sign-in began anew; or it was taken, and the session did not hold.
  const { lastAct } = situation
  const hasCode =
    lastAct?.decision.do === 'fill' && lastAct.decision.fields.some(({ what }) => what === 'code')
  if (!hasCode) return 'unknown_page'
  return lastAct.decision.do === 'fill' && lastAct.decision.fields.length > 1
    ? 'wrong_password'
    : 'wrong_code'
}

function againstThirdCode(
  { state }: Fill,
  fields: Fill['fields'],
  situation: Situation,
): Decision | undefined {
  const times = timesTyped(situation, 'code')
  if (!types(fields, 'code') || times === 0) return undefined
  const refusal = refusalOn(situation)
  const isRefused = refusal !== undefined && isAboutCode(refusal)
  if (isStillSending(fields, 'code', situation) && !isRefused) return { state, do: 'wait', seconds: 1 }
  if (times < MOST_CODES) return undefined
  return { state, do: 'stop', cause: isRefused ? refusal.cause : 'wrong_code' }
}

function againstSameName(
  { state }: Fill,
  fields: Fill['fields'],
  situation: Situation,
): Decision | undefined {
  if (fields.some(({ what }) => what !== 'username')) return undefined
  if (timesTyped(situation, 'username') >= MOST_USERNAMES) {
    return { state, do: 'stop', cause: 'unknown_page' }
  }
  const { lastAct } = situation
  if (lastAct?.state !== state || lastAct.decision.do !== 'fill') return undefined
  if (isStillSending(fields, 'username', situation)) return { state, do: 'wait', seconds: 1 }
  return { state, do: 'stop', cause: 'wrong_password' }
}

function whatIsMissing(
  state: string,
  fields: Fill['fields'],
  { connection }: Situation,
): Decision | undefined {
  if (types(fields, 'password') && !connection.hasPassword) {
    return { state, do: 'stop', cause: 'no_password' }
  }
  if (types(fields, 'code') && !connection.hasSecret) return { state, do: 'stop', cause: 'no_secret' }
  return undefined
}
