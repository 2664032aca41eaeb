// Which dashboards crash. One whose page ended by itself, or took its browser along, twice with less than a day between, is
// looked at in a browser of its own until it was well for a day, or is changed: there it harms no other.

export interface CrashRecord {
  /**
   * @param looks what is looked at, and how: changed, it is another page
   * @param now milliseconds of a clock that only goes forward
   */
  note(dashboard: string, looks: string, now: number): void
  isApart(dashboard: string, looks: string, now: number): boolean
}

const CRASHES = 2
const DAY_MILLIS = 86_400_000

export function openCrashRecord(): CrashRecord {
  const crashes = new Map<string, { looks: string; times: number; at: number }>()
  const timesOf = (dashboard: string, looks: string, now: number): number => {
    const known = crashes.get(dashboard)
    return known?.looks === looks && now - known.at < DAY_MILLIS ? known.times : 0
  }
  return {
    note(dashboard, looks, now) {
      for (const [id, { at }] of crashes) if (now - at >= DAY_MILLIS) crashes.delete(id)
      crashes.set(dashboard, { looks, times: timesOf(dashboard, looks, now) + 1, at: now })
    },
    isApart: (dashboard, looks, now) => timesOf(dashboard, looks, now) >= CRASHES,
  }
}
