// The sentences in the language of the browser.
import type { Catalogue, TextKey } from './catalogue.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

export const catalogues: Record<string, Catalogue> = { en, de, es }

/** @param wishes BCP 47 tags in the order of preference, as `navigator.languages` gives them */
export function chooseLanguage(wishes: readonly string[]): string {
  const primaries = wishes.map((wish) => wish.split('-')[0]?.toLowerCase() ?? '')
  return primaries.find((primary) => Object.hasOwn(catalogues, primary)) ?? 'en'
}

export function translator(language: string): Translate {
  const catalogue = catalogues[language] ?? en
  return (key, values = {}) =>
    catalogue[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key)
