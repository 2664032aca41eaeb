// Days and moments as the person writes them.
import type { Language } from '../texts/language.ts'

/** The browser's own variant of the language, so that English in Ireland shows days before months. */
export function localeOf(language: Language, wishes: readonly string[]): string {
  return wishes.find((wish) => wish.split('-')[0]?.toLowerCase() === language) ?? language
}

export function formatMoment(iso: string, language: Language): string {
  return format(iso, language, { dateStyle: 'medium', timeStyle: 'short' })
}

export function formatDay(iso: string, language: Language): string {
  return format(iso, language, { dateStyle: 'long' })
}

function format(iso: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeOf(language, navigator.languages), options).format(new Date(iso))
}
