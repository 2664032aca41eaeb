// From anything that went wrong to the sentence for it, by the code of the failure.
import { ApiError, ConnectionError } from '../../contract/client.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import type { TextKey } from '../texts/catalogue.ts'
import type { Translate } from '../texts/texts.ts'
import { durationOf } from './duration.ts'

/** What a person is told. */
export interface Failure {
  code: ErrorCode | 'unreachable' | 'unexpected' | 'input' | 'page'
  key: TextKey
  /** Waiting mends it. */
  isPassing: boolean
  retryAfterSeconds?: number
  /** What the value `{{duration}}` of the sentence stands for. */
  durationSeconds?: number
}

/** What went wrong in the browser and not at the server, by the key of its sentence. */
export class PageFailure extends Error {
  readonly key: TextKey

  constructor(key: TextKey, cause: unknown) {
    super(key, { cause })
    this.name = 'PageFailure'
    this.key = key
  }
}

const passing: readonly ErrorCode[] = [
  'sign_in.too_many_attempts',
  'second_factor.too_many_attempts',
  'connection.code_not_yet',
  'connection.too_many_codes',
  'connection.locked_there',
  'server.busy',
]

export function toFailure(error: unknown): Failure {
  if (error instanceof ConnectionError) {
    return { code: 'unreachable', key: 'failure.unreachable', isPassing: false }
  }
  if (error instanceof PageFailure) return { code: 'page', key: error.key, isPassing: false }
  if (!(error instanceof ApiError)) return { code: 'unexpected', key: 'failure.unexpected', isPassing: false }
  const { code } = error
  const { clockOffsetSeconds = 0, retryAfterSeconds = 0 } = error.problem
  if (code === 'second_factor.clock_off' && clockOffsetSeconds !== 0) {
    const key = clockOffsetSeconds < 0 ? 'failure.clockBehind' : 'failure.clockAhead'
    return { code, key, isPassing: false, durationSeconds: Math.abs(clockOffsetSeconds) }
  }
  return {
    code,
    key: `error.${code}`,
    isPassing: passing.includes(code),
    ...(passing.includes(code) && retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  }
}

export function failureSentence(failure: Failure, t: Translate): string {
  return failure.durationSeconds === undefined
    ? t(failure.key)
    : t(failure.key, { duration: durationOf(failure.durationSeconds, t) })
}

export function hasCode(error: unknown, ...codes: ErrorCode[]): boolean {
  return error instanceof ApiError && codes.includes(error.code)
}
