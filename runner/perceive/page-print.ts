// A short print of a page's looks, to know the same page again. It stays the same while a spinner turns, a clock runs or
// a token changes, and becomes another when an error appears, a field comes or goes, or the page is another.
import { createHash } from 'node:crypto'
import type { PerceivedControl, PerceivedFrame, Perception } from './perception.ts'

const shortestError = 4

export function pagePrint(perception: Perception): string {
  const frames = perception.frames.filter((frame) => frame.isVisible).map(frameLooks)
  const looks = [perception.origin, steadyPath(perception.url), ...frames.toSorted()].join('\n')
  return createHash('sha256').update(looks).digest('base64url').slice(0, 22)
}

function frameLooks(frame: PerceivedFrame): string {
  const controls = frame.controls
    .filter((control) => control.isVisible && control.tag !== 'a')
    .map(controlLooks)
  return [
    frame.origin,
    steadyPath(frame.url),
    ...frame.headings.map(steadyWords),
    ...controls,
    ...wordsOf(frame),
  ].join('\n')
}

/** Not what stands in it, whether it is ticked, nor where: a page that is filled in is the same page. */
function controlLooks({ tag, type, id, name, label }: PerceivedControl): string {
  return ['control', tag, type, steadyWords(id), steadyWords(name), steadyWords(label)].join(' ')
}

/** The set of words that can be read; in their order they would change with every line that moves. */
function wordsOf(frame: PerceivedFrame): string[] {
  const words = steadyWords(frame.text).split(' ')
  return [
    ...new Set(words.filter((word) => word.length >= shortestError || /\P{ASCII}/u.test(word))),
  ].toSorted()
}

/** Without what counts down, dates or names one visit: whatever has a digit in it. */
function steadyWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[a-z0-9:._-]*\d[a-z0-9:._-]*/g, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** A part of a path that is long and mixed is a token of this visit. */
function steadyPath(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  return path
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 24 ? '#' : part))
    .join('/')
}
