// A rule: a name, and what it decides of a page, or nothing where the page is none of its business.
import type { Decision } from './decision.ts'
import type { Situation } from './situation.ts'

export interface Rule {
  name: string
  decide(situation: Situation): Decision | undefined
}
