// Which of our languages a browser's wishes come down to.

export const languages = ['en', 'de', 'es'] as const
export type Language = (typeof languages)[number]

/** Each language in its own words, as a switch shows it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', es: 'Español' }

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

/**
 * The language to begin with: the one chosen here before, else the first wish that we speak, else English.
 *
 * @param wishes BCP 47 tags in the order of preference, as `navigator.languages` gives them
 */
export function chooseLanguage(kept: string | null, wishes: readonly string[]): Language {
  if (isLanguage(kept)) return kept
  for (const wish of wishes) {
    const primary = wish.split('-')[0]?.toLowerCase()
    if (isLanguage(primary)) return primary
  }
  return 'en'
}
