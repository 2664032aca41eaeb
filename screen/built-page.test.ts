// The built page runs in a browser of 2016: nothing in it is newer, in how it is written or in what it calls, and it is
// small. Reads screen/dist.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { transformWithOxc } from 'vite'
import { expect, test } from 'vitest'

const names = ['index.html', 'screen.js', 'screen.css', 'keep.js']
const read = (name: string): string => readFileSync(path.join(import.meta.dirname, 'dist', name), 'utf8')

test('all of it together is less than 15 KB, gzipped', () => {
  const bytes = names.map((name) => gzipSync(read(name)).length).reduce((sum, one) => sum + one, 0)
  expect(bytes).toBeLessThan(15_000)
})

test.each(['screen.js', 'keep.js'])(
  '%s is written in ECMAScript 2015: nothing in it has to be lowered',
  async (name) => {
    const lowered = await transformWithOxc(read(name), name, { target: 'es2015' })
    const asItIs = await transformWithOxc(read(name), name, { target: 'esnext' })
    expect(lowered.code).toBe(asItIs.code)
  },
)

test('the check above sees what is newer', async () => {
  for (const newer of ['a ?? b', 'a?.b', '({...a})', 'async () => 1', '2 ** a', 'try {} catch {}']) {
    const lowered = await transformWithOxc(`window.x = () => { ${newer} }`, 'newer.js', { target: 'es2015' })
    const asItIs = await transformWithOxc(`window.x = () => { ${newer} }`, 'newer.js', { target: 'esnext' })
    expect(lowered.code, newer).not.toBe(asItIs.code)
  }
})

/** What Chromium 49 does not have, and the page would stop at. */
const newer = [
  /\bObject\.(entries|values|fromEntries|getOwnPropertyDescriptors)\b/,
  /\.(padStart|padEnd|includes|flat|flatMap|at|replaceAll|trimStart|matchAll|finally|allSettled)\(/,
  /querySelectorAll\([^)]*\)\.forEach/,
  /\.(append|prepend|replaceChildren|replaceWith|toggleAttribute|before|after)\(/,
  /\b(IntersectionObserver|ResizeObserver|AbortController|globalThis|queueMicrotask|structuredClone|TextDecoderStream)\b/,
  /\bURLSearchParams\b/,
  /\bimport\(|\bexport\b|\bimport\.meta\b/,
  /type="module"/,
]

test('none of it calls what browsers have only since then', () => {
  for (const name of ['screen.js', 'keep.js', 'index.html']) {
    for (const pattern of newer) expect(read(name), `${name} ${pattern.source}`).not.toMatch(pattern)
  }
})

test('it carries no schema, and names no address but its own server’s', () => {
  expect(read('screen.js')).not.toMatch(/ZodError|https?:\/\//)
  expect(read('screen.css')).not.toMatch(/url\(|@import|https?:\/\//)
})
