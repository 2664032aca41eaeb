// A sentence that is missing in one language shows up as a hole in somebody's popup.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contract, type Contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import { catalogues, chooseLanguage, translator } from './texts.ts'

const languages = Object.entries(catalogues)
const placeholders = (text: string | undefined) =>
  [...(text ?? '').matchAll(/\{\{\w+\}\}/g)].map(String).sort()

test.each(languages)('%s has the keys and the placeholders of English', (_, catalogue) => {
  const formOf = (texts: Record<string, string>) =>
    Object.entries(texts).map(([key, text]) => `${key} ${placeholders(text).join()}`)
  expect(formOf(catalogue).sort()).toEqual(formOf(catalogues.en!).sort())
})

test.each(languages.slice(1))('%s repeats no English sentence, and leaves none empty', (_, catalogue) => {
  const same = Object.entries(catalogues.en!).filter(
    ([key, text]) => text.includes(' ') && catalogue[key as keyof typeof catalogue] === text,
  )
  expect(same).toEqual([])
  expect(Object.values(catalogue).filter((text) => text.trim() !== text || text === '')).toEqual([])
})

test('has a sentence for every failure of every route that the extension calls', () => {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('dist'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
  const called = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/'((?:GET|POST|DELETE|PATCH) \/api\/[^']+)'/g)].map(([, key]) => key),
    ),
  )
  expect(called.size).toBeGreaterThan(8)
  const missing = [...called].flatMap((key) => {
    const { errors = [] }: RouteContract = contract[key as keyof Contract]
    // The refusals of a secret have one sentence: nobody typed it who could be told what to mend.
    const told = (code: string) =>
      [code, code.split('.')[0]].some((name) => Object.hasOwn(catalogues.en!, `error.${name}`))
    return errors.filter((code) => !told(code))
  })
  expect(missing).toEqual([])
})

test('speaks the first language of the browser that it knows, else English', () => {
  expect(chooseLanguage(['fr-CA', 'de-AT', 'en'])).toBe('de')
  expect(chooseLanguage(['fr'])).toBe('en')
  expect(chooseLanguage(['constructor'])).toBe('en')
})

test('puts values in as they are', () => {
  expect(translator('en')('signIn.lead', { host: '$& {{host}}' })).toContain('At $& {{host}},')
})
