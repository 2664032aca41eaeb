// What people are told when something fails, from the answer of the server to the words on the screen.
import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import { ApiError, ConnectionError } from '../../contract/client.ts'
import { errors, type ErrorCode } from '../../contract/errors.ts'
import type { Problem } from '../../contract/problem.ts'
import { enConsole } from '../texts/en-console.ts'
import { en as enEntry } from '../texts/en.ts'

const en = { ...enEntry, ...enConsole }
import type { Translate } from '../texts/texts.ts'
import { failureSentence, toFailure } from './failure.ts'

function problem(code: ErrorCode, more: Partial<Problem> = {}): ApiError {
  const { status, sentence } = errors[code]
  return new ApiError({ type: `/api#${code}`, title: sentence, status, code, requestId: 'r', ...more })
}

const engine = createInstance()
await engine.init({
  lng: 'en',
  keySeparator: false,
  nsSeparator: false,
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
})
const t: Translate = (key, values) => engine.t(key, values ?? {})

function told(error: unknown): string {
  return failureSentence(toFailure(error), t)
}

test('every failure of the API is told in our own sentence, never as a code', () => {
  for (const code of Object.keys(errors) as ErrorCode[]) {
    const sentence = told(problem(code))
    expect(sentence).toBe(en[`error.${code}`])
    expect(sentence).not.toContain(code)
  }
})

test('a clock that is off is told with its direction and size', () => {
  const off = (seconds: number): string =>
    told(problem('second_factor.clock_off', { clockOffsetSeconds: seconds }))
  expect(off(-47)).toContain('47 seconds behind')
  expect(off(-1)).toContain('1 second behind')
  expect(off(180)).toContain('3 minutes ahead')
  expect(off(3 * 3600)).toContain('3 hours ahead')
})

test('a clock that is off by an unknown amount is still told', () => {
  expect(told(problem('second_factor.clock_off'))).toBe(en['error.second_factor.clock_off'])
})

test('where waiting helps, the wait is known; elsewhere a stray header starts no countdown', () => {
  expect(toFailure(problem('sign_in.too_many_attempts', { retryAfterSeconds: 27 }))).toMatchObject({
    isPassing: true,
    retryAfterSeconds: 27,
  })
  expect(toFailure(problem('server.busy'))).not.toHaveProperty('retryAfterSeconds')
  expect(toFailure(problem('sign_in.refused', { retryAfterSeconds: 27 }))).not.toHaveProperty(
    'retryAfterSeconds',
  )
})

test('no answer is told apart from a failure in the page itself', () => {
  expect(toFailure(new ConnectionError(new TypeError('Failed to fetch'))).code).toBe('unreachable')
  expect(toFailure(new TypeError('undefined is not a function')).code).toBe('unexpected')
})
