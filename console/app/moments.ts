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

/** The day of a moment, in the zone of the browser, as a date field takes it: `2026-11-26`. */
export function dayOf(iso: string): string {
  const moment = new Date(iso)
  const digits = (part: number): string => String(part).padStart(2, '0')
  return `${moment.getFullYear()}-${digits(moment.getMonth() + 1)}-${digits(moment.getDate())}`
}

/** The last moment of a day as the person means it, in the zone of the browser. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
