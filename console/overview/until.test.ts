// What is due is never said to be nearer than it is.
import { expect, test } from 'vitest'
import { inOf } from './until.tsx'

test.each([
  { seconds: 0, told: 'now' },
  { seconds: 1, told: 'in 10 sec.' },
  { seconds: 59, told: 'in 60 sec.' },
  { seconds: 61, told: 'in 2 min.' },
  { seconds: 3600, told: 'in 1 hr.' },
  { seconds: 3601, told: 'in 2 hr.' },
  { seconds: 86_400, told: 'tomorrow' },
])('$seconds s: $told', ({ seconds, told }) => expect(inOf(seconds, 'en-US')).toBe(told))
