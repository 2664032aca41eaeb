// How old a picture is said to be: never younger than it is by a unit that hides it.
import { expect, test } from 'vitest'
import { agoOf } from './age.tsx'

test.each([
  { seconds: 0, told: 'now' },
  { seconds: 9.9, told: 'now' },
  { seconds: 12.7, told: '12 sec. ago' },
  { seconds: 59, told: '59 sec. ago' },
  { seconds: 60, told: '1 min. ago' },
  { seconds: 779, told: '12 min. ago' },
  { seconds: 3600 * 5, told: '5 hr. ago' },
  { seconds: 86_400, told: 'yesterday' },
  { seconds: 86_400 * 12, told: '12 days ago' },
])('$seconds s: $told', ({ seconds, told }) => expect(agoOf(seconds, 'en-US')).toBe(told))
