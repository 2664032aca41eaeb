// A sentence that is missing in one language shows up as a key on somebody's screen; a lost placeholder, as a hole.
import { expect, test } from 'vitest'
import { errors } from '../../contract/errors.ts'
import { deConsole } from './de-console.ts'
import { de as deEntry } from './de.ts'
import { enConsole } from './en-console.ts'
import { en as enEntry } from './en.ts'
import { esConsole } from './es-console.ts'
import { es as esEntry } from './es.ts'

const en = { ...enEntry, ...enConsole }
const de = { ...deEntry, ...deConsole }
const es = { ...esEntry, ...esConsole }

const catalogues: [string, Record<string, string>][] = [
  ['English', en],
  ['German', de],
  ['Spanish', es],
]

function placeholders(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
}

test.each(catalogues)('%s has the same keys as English', (_, catalogue) => {
  expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort())
})

test.each(catalogues)('%s has the same placeholders as English', (_, catalogue) => {
  for (const [key, text] of Object.entries(en)) {
    // "One" may be said in a word, so a singular needs no number.
    if (key.endsWith('_one')) continue
    expect({ key, placeholders: placeholders(catalogue[key]) }).toEqual({
      key,
      placeholders: placeholders(text),
    })
  }
})

test.each(catalogues)(
  '%s has a sentence for every failure of the API, and for none that is gone',
  (_, catalogue) => {
    const told = Object.keys(catalogue).filter((key) => key.startsWith('error.'))
    expect(told.sort()).toEqual(
      Object.keys(errors)
        .map((code) => `error.${code}`)
        .sort(),
    )
  },
)

test.each(catalogues)('%s leaves no text empty and none with a space at its edge', (_, catalogue) => {
  const bad = Object.entries(catalogue).filter(([, text]) => text === '' || text !== text.trim())
  expect(bad).toEqual([])
})

test.each([
  ['German', de],
  ['Spanish', es],
] as [string, Record<string, string>][])('%s repeats no English sentence', (_, catalogue) => {
  // What a service is called is no sentence.
  const sentences = Object.entries(en).filter(
    ([key, text]) => text.includes(' ') && !/^service\.[\w-]+$/.test(key),
  )
  expect(sentences.filter(([key, text]) => catalogue[key] === text)).toEqual([])
})
