// Hours of the week: when a dashboard is looked at, and when an item of a playlist is shown.
import { z } from 'zod'

const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Type a time such as 07:30.')
  .meta({ examples: ['07:30'] })

export const hoursOfWeek = z
  .object({
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
  .meta({ id: 'HoursOfWeek' })

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

function wallClock(timeZone: string, now: Date): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
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
