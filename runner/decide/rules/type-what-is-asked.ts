// What the recogniser found on a page that no pack describes: the name, the password and the code, each where it is asked for.
import type { ElementRef } from '../../perceive/perception.ts'
import type { Decision, Typed } from '../decision.ts'
import type { Rule } from '../rule.ts'
import { controlOf, type Situation } from '../situation.ts'

export const typeWhatIsAsked: Rule = {
  name: 'type what is asked',
  decide(situation): Decision | undefined {
    const { signIn } = situation
    if (signIn === undefined) return undefined
    const fields: { what: Typed; into: ElementRef[] }[] = []
    const { identifier, password, code, remember, submit } = signIn
    const standsThere = isBesideCode(situation)
    if (identifier !== undefined && !isGiven(identifier, situation, standsThere)) {
      fields.push({ what: 'username', into: [identifier] })
    }
    if (password !== undefined && !standsThere) fields.push({ what: 'password', into: [password] })
    // Beside a password the code may be one that only some accounts have.
    if (code !== undefined && (password === undefined || situation.connection.hasSecret)) {
      fields.push({ what: 'code', into: code })
    }
    if (fields.length === 0) return undefined
    return {
      state: stateOf(fields.map(({ what }) => what)),
      do: 'fill',
      fields,
      tick:
        remember === undefined || controlOf(situation.perception, remember)?.isChecked === true
          ? []
          : [remember],
      submit: submit ?? 'enter',
    }
  },
}

/** The page shows the name, and takes no other; or it stands there still, as we typed it. */
function isGiven(ref: ElementRef, { perception }: Situation, standsThere: boolean): boolean {
  const control = controlOf(perception, ref)
  if (control === undefined || control.isReadOnly || control.isDisabled) return true
  return standsThere && control.isFilled
}

/** The password that was typed still stands beside the box for the code that came after it. */
function isBesideCode({ signIn, perception, lastAct }: Situation): boolean {
  if (signIn?.code === undefined || signIn.password === undefined) return false
  const hasTyped =
    lastAct?.decision.do === 'fill' && lastAct.decision.fields.some(({ what }) => what === 'password')
  return hasTyped && controlOf(perception, signIn.password)?.isFilled === true
}

const stateOf = (what: readonly Typed[]): string =>
  what.includes('code')
    ? what.length > 1
      ? 'any.password_and_code'
      : 'any.code'
    : what.includes('password')
      ? 'any.password'
      : 'any.username'
