// Whether what a service pack describes is on the page: all of it in one frame.
import type { PackCondition } from '../../contract/service-pack.ts'
import type { PerceivedFrame } from '../perceive/perception.ts'
import { isAtPlace } from './place.ts'
import type { Situation } from './situation.ts'
import { hasAny, plain } from './words/phrase.ts'

export function holds(condition: PackCondition, frame: PerceivedFrame, situation: Situation): boolean {
  const { marks, text, title, at } = condition
  if (at !== undefined && !at.some((place) => isAtPlace(place, frame.url, situation.own))) return false
  if (marks !== undefined && !frame.marks.some(({ selector }) => marks.includes(selector))) return false
  if (title !== undefined && !hasAny(plain(situation.perception.title), title)) return false
  return text === undefined || hasAny(plain(frame.text), text)
}

export const holdsSomewhere = (condition: PackCondition, situation: Situation): boolean =>
  situation.frames.some((frame) => holds(condition, frame, situation))
