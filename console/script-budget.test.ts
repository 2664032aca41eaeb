// What the sign-in page costs before somebody can type: at most 150 KB of script, gzipped. Reads the built console.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const budgetBytes = 150_000
const dist = path.join(import.meta.dirname, 'dist')

interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
}

const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>

/** A module with all that it imports statically: what a browser must have before the module runs. */
function filesOf(...names: string[]): Set<string> {
  const files = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined) throw new Error(`the build has no chunk ${name}; run "npm run build"`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  names.forEach(visit)
  return files
}

function gzippedBytes(files: Iterable<string>): number {
  let bytes = 0
  for (const file of files) bytes += gzipSync(readFileSync(path.join(dist, file))).length
  return bytes
}

const languages = ['texts/en.ts', 'texts/de.ts', 'texts/es.ts']
const largestLanguage = languages.reduce((largest, language) =>
  gzippedBytes(filesOf(language)) > gzippedBytes(filesOf(largest)) ? language : largest,
)

/** The sign-in page is part of the entry (app/router.tsx imports it): nobody waits for a second round trip. */
const signInPage = ['index.html', largestLanguage]

test('the sign-in page loads at most 150 KB of script, in whichever language', () => {
  const files = filesOf(...signInPage)
  files.add('theme.js')
  expect(gzippedBytes(files)).toBeLessThanOrEqual(budgetBytes)
})

test('every other page, and what comes after the first sight, is loaded when it is wanted, not before', () => {
  const files = filesOf(...signInPage)
  for (const page of [
    'setup/setup-page.tsx',
    'accounts/invitation-page.tsx',
    'accounts/profile-page.tsx',
    'accounts/users-page.tsx',
    'sign-in/second-factor-step.tsx',
    'sign-in/enrol-step.tsx',
    'passkeys/sign-in-alone.ts',
    'app/preferences.tsx',
  ]) {
    expect(files.has(manifest[page]?.file ?? 'missing')).toBe(false)
    expect(manifest[page]).toBeDefined()
  }
})

test('the page asks for nothing else: no script in index.html but the entry and the theme', () => {
  const html = readFileSync(path.join(dist, 'index.html'), 'utf8')
  const scripts = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)
  expect(scripts).toHaveLength(2)
  expect(scripts.every((tag) => / src="\/[^"]+"/.test(tag))).toBe(true)
  const entry = filesOf('index.html')
  for (const [, preloaded] of html.matchAll(/<link rel="modulepreload"[^>]*href="\/([^"]+)"/g)) {
    expect(entry.has(preloaded ?? '')).toBe(true)
  }
})

test('the schemas of the contract stay on the server: no chunk carries zod', () => {
  const carrying = Object.values(manifest).filter(
    ({ file }) => file.endsWith('.js') && readFileSync(path.join(dist, file), 'utf8').includes('ZodError'),
  )
  expect(carrying).toEqual([])
})
