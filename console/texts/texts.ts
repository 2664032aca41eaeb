// The catalogue at work: one language is loaded at a time, keys are checked by the compiler.
import { createInstance } from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Catalogue, EntryTexts, TextKey } from './catalogue.ts'
import { chooseLanguage, isLanguage, type Language } from './language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts'
    resources: { texts: Catalogue }
    keySeparator: false
    nsSeparator: false
    returnNull: false
  }
}

const loaders: Record<Language, () => Promise<EntryTexts>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
}

/** What is said later than at first sight, in parts that are loaded when they are needed. */
const laterLoaders = {
  secondFactor: {
    en: async () => (await import('./en-second-factor.ts')).enSecondFactor,
    de: async () => (await import('./de-second-factor.ts')).deSecondFactor,
    es: async () => (await import('./es-second-factor.ts')).esSecondFactor,
  },
  mobile: {
    en: async () => (await import('./en-mobile.ts')).enMobile,
    de: async () => (await import('./de-mobile.ts')).deMobile,
    es: async () => (await import('./es-mobile.ts')).esMobile,
  },
  // With the parts above in it.
  console: {
    en: async () => (await import('./en-console.ts')).enConsole,
    de: async () => (await import('./de-console.ts')).deConsole,
    es: async () => (await import('./es-console.ts')).esConsole,
  },
} satisfies Record<string, Record<Language, () => Promise<Partial<Catalogue>>>>

type Part = keyof typeof laterLoaders

const storageKey = 'countersign-language'
const engine = createInstance()

/** Loads the language of this browser; nothing can be shown before. */
export async function startTexts(): Promise<void> {
  const language = chooseLanguage(readKept(), navigator.languages)
  await engine.init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'texts',
    ns: ['texts'],
    keySeparator: false,
    nsSeparator: false,
    resources: { [language]: { texts: await loaders[language]() } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = language
}

const wanted = new Map<Part, Promise<void>>()

function loadPart(part: Part): Promise<void> {
  const loading = wanted.get(part) ?? addPart(part)
  wanted.set(part, loading)
  return loading
}

async function addPart(part: Part): Promise<void> {
  try {
    const language = isLanguage(engine.language) ? engine.language : 'en'
    engine.addResourceBundle(language, 'texts', await laterLoaders[part][language](), true)
  } catch (error) {
    // To be asked for again.
    wanted.delete(part)
    throw error
  }
}

/** Loads what is said from the second factor on, in the language of now. */
export const loadSecondFactorTexts = (): Promise<void> => loadPart('secondFactor')

/** Loads what the app on the phone says before its first page, in the language of now. */
export const loadMobileTexts = (): Promise<void> => loadPart('mobile')

/** Loads the texts of the signed-in pages, in the language of now; their first page waits for it. */
export const loadConsoleTexts = (): Promise<void> => loadPart('console')

/** Loads a language, switches to it, and keeps the choice in this browser. */
export async function switchLanguage(language: Language): Promise<void> {
  const parts = [...wanted.keys()].map((part) => laterLoaders[part][language]())
  const texts = await Promise.all([loaders[language](), ...parts])
  engine.addResourceBundle(language, 'texts', Object.assign({}, ...texts))
  await engine.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Storage is blocked: the choice holds until the page is loaded again.
  }
}

export type Values = Record<string, string | number>
export type Translate = (key: TextKey, values?: Values) => string

function translatorOf(language: Language): Translate {
  const fixed = engine.getFixedT(language, 'texts') as unknown as Translate
  return (key, values) => fixed(key, values)
}

let current: { language: Language; t: Translate } | undefined

function snapshot(): { language: Language; t: Translate } {
  const language = isLanguage(engine.language) ? engine.language : 'en'
  if (current?.language !== language) current = { language, t: translatorOf(language) }
  return current
}

function subscribe(onChange: () => void): () => void {
  engine.on('languageChanged', onChange)
  return () => engine.off('languageChanged', onChange)
}

/** The sentences in the language of the person, and that language. */
export function useTexts(): { language: Language; t: Translate } {
  return useSyncExternalStore(subscribe, snapshot)
}

function readKept(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}
