// The looks of a page in a few characters: the same page again has the same ones, whatever was typed into it meanwhile.
import { createHash } from 'node:crypto'
import type { PerceivedFrame, Perception } from '../perceive/perception.ts'

export function looksOf(perception: Perception): string {
  const seen = {
    origin: perception.origin,
    // The path, and not the query, where services keep what changes at every load.
    url: perception.url.replace(/[?#].*$/s, ''),
    title: withoutNumbers(perception.title),
    frames: perception.frames.filter(({ isVisible, isMain }) => isVisible || isMain).map(looksOfFrame),
  }
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16)
}

function looksOfFrame({ origin, text, headings, controls }: PerceivedFrame) {
  return {
    origin,
    text: withoutNumbers(text).slice(0, 4000),
    headings,
    controls: controls
      .filter(({ isVisible }) => isVisible)
      .map(({ tag, type, id, name, label }) => [tag, type, id, name, withoutNumbers(label)]),
  }
}

/** A clock or a count-down makes no other page. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d+/g, '0')
