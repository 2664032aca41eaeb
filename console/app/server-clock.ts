// The clock of the server as this browser sees it: codes end by that one, and clocks of people's machines are off.

/** The header counts whole seconds, and the answer took a while: less than this is no difference. */
const leastDifferenceMs = 2_000

let differenceMs = 0

/** @param date the header Date of an answer (RFC 9110 section 6.6.1), made when it was sent */
export function noteServerDate(date: string | null, nowMs: number): void {
  const serverMs = Date.parse(date ?? '')
  if (Number.isNaN(serverMs)) return
  // In the middle of the second that the header names.
  const difference = serverMs + 500 - nowMs
  differenceMs = Math.abs(difference) < leastDifferenceMs ? 0 : difference
}

/** A moment that the server told, in milliseconds of this browser's clock. */
export function onOurClock(iso: string): number {
  return Date.parse(iso) - differenceMs
}
