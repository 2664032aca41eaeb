// The one error that rules throw on purpose: a code of the contract's table, with the facts that its problem tells.
import { errors, type ErrorCode } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'

export type ProblemFacts = Pick<Partial<Problem>, 'retryAfterSeconds' | 'clockOffsetSeconds' | 'fields'>

export class AppError extends Error {
  readonly code: ErrorCode
  readonly facts: ProblemFacts

  constructor(code: ErrorCode, facts: ProblemFacts = {}) {
    super(errors[code].sentence)
    this.name = 'AppError'
    this.code = code
    this.facts = facts
  }
}
