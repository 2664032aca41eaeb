// Days and time zones as the browser names them.

/** Monday first, as the API counts. */
export function dayNames(locale: string, style: 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
  // The fifth of January 1970 was a Monday.
  return [5, 6, 7, 8, 9, 10, 11].map((day) => format.format(new Date(Date.UTC(1970, 0, day))))
}

export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** @param chosen stays in the list, also when this browser has another name for it */
export function timeZones(chosen: string): string[] {
  return [...new Set([chosen, ownTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
}
