// Every group of fields of a page, with its purpose and the scores that led to it, for those who want to know why.
import type { PerceivedControl, Perception } from '../perceive/perception.ts'
import { purposesOf, type LabelledField } from './field-purposes.ts'
import { likeliestPurpose, purposeScores } from './form-purpose.ts'
import { factsOf, type GroupFacts } from './group-facts.ts'
import { groupsOf } from './groups.ts'
import type { FormPurpose } from './recognised.ts'
import { plain } from './speak.ts'
import { findSubmit } from './submit-button.ts'

export interface Judged {
  facts: GroupFacts
  purpose: FormPurpose
  scores: Map<FormPurpose, number>
  fields: LabelledField[]
  submit?: PerceivedControl
}

export function judge(perception: Perception): Judged[] {
  // What nobody sees asks nobody for anything.
  const frames = perception.frames.filter((frame) => frame.isVisible)
  return frames.flatMap(groupsOf).map((group) => {
    const facts = factsOf(group, plain(perception.title))
    const scores = purposeScores(facts)
    const purpose = likeliestPurpose(scores)
    const fields = purposesOf(facts, purpose)
    // A code that follows the password has a button of its own, where it has one.
    const last =
      fields.findLast(({ purpose }) => purpose.endsWith('password'))?.field ??
      fields.findLast(({ purpose }) => purpose !== 'other')?.field
    const submit = findSubmit(group, purpose, last)
    return { facts, purpose, scores, fields, ...(submit === undefined ? {} : { submit }) }
  })
}
