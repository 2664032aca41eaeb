// What a page is for, over what was perceived of it: by rules that can be read, and no more.
import type { PerceivedForm, Perception } from '../perceive/perception.ts'
import { judge, type Judged } from './judge.ts'
import type { Recognised } from './recognised.ts'
import { signInOf, strength } from './sign-in-fields.ts'

export function recognise(perception: Perception): Recognised {
  const judged = judge(perception)
  const signIn = signInOf(judged)
  return {
    fields: judged.flatMap(({ fields, submit }) => [
      ...fields.map(({ field, purpose }) => ({ ref: field.control.ref, purpose })),
      ...(submit === undefined ? [] : [{ ref: submit.ref, purpose: 'submit' as const }]),
    ]),
    forms: formsOf(judged),
    ...(signIn === undefined ? {} : { signIn }),
  }
}

/** A form that was taken apart is what its strongest part is. */
function formsOf(judged: readonly Judged[]): Recognised['forms'] {
  const strongest = new Map<PerceivedForm, Judged>()
  for (const one of judged) {
    const { form } = one.facts.group
    if (form === undefined) continue
    const other = strongest.get(form)
    if (other === undefined || strength(one) > strength(other)) strongest.set(form, one)
  }
  return [...strongest].map(([form, { purpose }]) => ({ ref: form.ref, purpose }))
}
