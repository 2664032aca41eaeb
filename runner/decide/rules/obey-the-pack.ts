// The states of the service pack, in their order: the first that fits and has something to do.
import { isRefusal, type JoinedState } from '../../../contract/service-pack.ts'
import type { ElementRef, PerceivedFrame } from '../../perceive/perception.ts'
import { wayToTheAppsCode } from '../choose-method.ts'
import { kindOfCode } from '../kind-of-code.ts'
import type { Decision, Typed } from '../decision.ts'
import type { Rule } from '../rule.ts'
import { stateHolds } from '../said-no.ts'
import { controlOf, isPressable, isUsable, timesDone, type Situation } from '../situation.ts'
import { hasAny, plain } from '../words/phrase.ts'

/** A state that presses something and is met again so often presses in vain. */
const MOST_TIMES = 3

export const obeyThePack: Rule = {
  name: 'obey the pack',
  decide(situation) {
    for (const state of situation.pack.states) {
      // Those were listened to already, and what is left of them may be answered by another code.
      if (isRefusal(state)) continue
      if (state.once === true && timesDone(situation, state.state) > 0) continue
      const frame = stateHolds(state, situation)
      if (frame === undefined) continue
      if ('goOn' in state.do) return undefined
      const decision = carryOut(state, frame, situation)
      if (decision !== undefined) return decision
    }
    return undefined
  },
}

function carryOut(state: JoinedState, frame: PerceivedFrame, situation: Situation): Decision | undefined {
  const { state: name, do: action } = state
  if ('stop' in action) {
    const { stop: cause, waitMinutes } = action
    return { state: name, do: 'stop', cause, ...(waitMinutes !== undefined && { waitMinutes }) }
  }
  if ('wait' in action) {
    return situation.waits < MOST_TIMES * 5 ? { state: name, do: 'wait', seconds: action.wait } : undefined
  }
  if ('fill' in action) return fill(state, frame, situation)
  if (!('click' in action || 'labelled' in action) || timesDone(situation, name) >= MOST_TIMES) {
    return undefined
  }
  const target = firstMark(action.click ?? [], frame) ?? pressableLabelled(action.labelled ?? [], frame)
  return target === undefined ? undefined : { state: name, do: 'click', target }
}

const firstMark = (selectors: readonly string[], frame: PerceivedFrame): ElementRef | undefined => {
  for (const selector of selectors) {
    const mark = frame.marks.find((mark) => mark.selector === selector)
    if (mark !== undefined) return mark.ref
  }
  return undefined
}

const pressableLabelled = (phrases: readonly string[], frame: PerceivedFrame): ElementRef | undefined =>
  frame.controls.find(
    (control) => isUsable(control) && isPressable(control) && hasAny(plain(control.label), phrases),
  )?.ref

function fill(state: JoinedState, frame: PerceivedFrame, situation: Situation): Decision | undefined {
  if (!('fill' in state.do)) return undefined
  const fields = state.do.fill.flatMap(({ what, into }) => {
    const refs =
      into === undefined ? recognisedField(what, situation) : markedField(into, what, frame, situation)
    return refs.length === 0 ? [] : [{ what, into: refs }]
  })
  if (fields.length === 0) return undefined
  if (fields.some(({ what }) => what === 'code') && !getsCode(state, frame, situation)) {
    return wayToTheAppsCode(kindOfCode(frame, situation), situation)
  }
  return {
    state: state.state,
    do: 'fill',
    fields,
    tick: tickable(state.do.tick ?? [], frame, situation),
    submit: submitOf(state.do.submit, frame, situation),
  }
}

/** Whether the page wants the code of the app, by the pack's word on which kinds get it. */
function getsCode(state: JoinedState, frame: PerceivedFrame, situation: Situation): boolean {
  const kind = kindOfCode(frame, situation)
  const { codes = ['authenticator', 'unsaid'], unsaidAfter } = state
  if (!codes.includes(kind)) return false
  return (
    kind !== 'unsaid' ||
    unsaidAfter === undefined ||
    unsaidAfter.some((name) => timesDone(situation, name) > 0)
  )
}

function markedField(
  selectors: readonly string[],
  what: Typed,
  frame: PerceivedFrame,
  situation: Situation,
): ElementRef[] {
  const ref = firstMark(selectors, frame)
  if (ref === undefined) return []
  const isSame = (other: ElementRef) => other.frame === ref.frame && other.element === ref.element
  // One box of several, of which the recogniser saw them all.
  const boxes = what === 'code' ? situation.signIn?.code : undefined
  return boxes?.some(isSame) === true ? boxes : [ref]
}

function recognisedField(what: Typed, { signIn }: Situation): ElementRef[] {
  if (what === 'code') return signIn?.code ?? []
  const ref = what === 'password' ? signIn?.password : signIn?.identifier
  return ref === undefined ? [] : [ref]
}

const tickable = (
  selectors: readonly string[],
  frame: PerceivedFrame,
  { perception }: Situation,
): ElementRef[] => {
  const ref = firstMark(selectors, frame)
  return ref === undefined || controlOf(perception, ref)?.isChecked === true ? [] : [ref]
}

function submitOf(
  submit: string[] | 'enter' | 'none' | undefined,
  frame: PerceivedFrame,
  { signIn }: Situation,
): ElementRef | 'enter' | 'none' {
  if (submit === 'enter' || submit === 'none') return submit
  return firstMark(submit ?? [], frame) ?? signIn?.submit ?? 'enter'
}
