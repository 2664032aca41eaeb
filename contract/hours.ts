// Hours of the week: when a dashboard is looked at, and when an item of a playlist is shown.
import { z } from 'zod'

const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Type a time such as 07:30.')
  .meta({ examples: ['07:30'] })

export const hoursOfWeek = z.object({
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, 'This time zone is not known. Use a name such as Europe/Berlin.')
    .meta({ examples: ['Europe/Berlin'] }),
  spans: z
    .array(
      z.object({
        days: z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 is Monday, 7 is Sunday'),
        from: minuteOfDay,
        to: minuteOfDay.describe('a span that ends before it begins goes on until the next day'),
      }),
    )
    .min(1)
    .max(20),
})

/** The same in an answer, which tells what was checked when it came in. */
export const hoursKept = z.object({
  timeZone: z.string(),
  spans: z.array(
    z.object({
      days: z.array(z.int()).describe('1 is Monday, 7 is Sunday'),
      from: z.string(),
      to: z.string(),
    }),
  ),
})

export type HoursOfWeek = z.output<typeof hoursOfWeek>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Whether a moment is in one of the spans, as the clocks on the wall of that time zone show it. */
export function isWithinHours({ timeZone, spans }: HoursOfWeek, now: Date): boolean {
  const { day, minute } = wallClock(timeZone, now)
  const dayBefore = day === 1 ? 7 : day - 1
  return spans.some(({ days, from, to }) => {
    const [begin, end] = [minutesOf(from), minutesOf(to)]
    if (begin < end) return days.includes(day) && minute >= begin && minute < end
    return (days.includes(day) && minute >= begin) || (days.includes(dayBefore) && minute < end)
  })
}

/**
 * When the answer of `isWithinHours` changes next; nothing where it never does. For whoever has no time zones of its own.
 * Only where a span begins or ends can it change; where the clocks are put forward or back by then, an hour beside that.
 */
export function nextChangeOfHours(hours: HoursOfWeek, now: Date): Date | undefined {
  const isNow = isWithinHours(hours, now)
  const { minute } = wallClock(hours.timeZone, now)
  const wholeMinute = Math.floor(now.getTime() / MINUTE) * MINUTE
  const moments = new Set<number>()
  for (const edge of hours.spans.flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)])) {
    for (let days = 0; days <= 8; days += 1) {
      for (const clockChange of [-60, -30, 0, 30, 60]) {
        const ahead = days * 1440 + edge - minute + clockChange
        if (ahead > 0) moments.add(wholeMinute + ahead * MINUTE)
      }
    }
  }
  const inOrder = [...moments].sort((a, b) => a - b).map((millis) => new Date(millis))
  return inOrder.find((moment) => isWithinHours(hours, moment) !== isNow)
}

const MINUTE = 60_000

/** Making one takes far longer than asking it. */
const clocks = new Map<string, Intl.DateTimeFormat>()
const MOST_CLOCKS = 500

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  if (clocks.size < MOST_CLOCKS) clocks.set(timeZone, clock)
  return clock
}

function wallClock(timeZone: string, now: Date): { day: number; minute: number } {
  const parts = clockOf(timeZone).formatToParts(now)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? ''
  return {
    day: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
