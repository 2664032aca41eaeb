// What is shown when, and how old it is. Pure: the moment is an argument, by the server's clock.
import type { z } from 'zod'
import type { screenPageRoutes } from '../contract/screen-page.ts'
import type { Texts } from './texts.ts'

export type Program = z.output<(typeof screenPageRoutes)['GET /api/v1/screen']['answers'][200]>
export type Item = Program['items'][number]
/** What is said while nothing changes. */
export interface Seen {
  /** Of each item, how many seconds ago its frame was taken. */
  seen: (number | null)[]
}

/** The same program, with the frames as old as the server says. */
export function seenAgain(program: Program, { seen }: Seen, now: number): Program {
  const items = program.items.map((item, at) => {
    const seconds = seen[at]
    if (typeof seconds !== 'number' || item.frame === undefined) return item
    const takenAt = new Date(now - seconds * 1000).toISOString()
    return Object.assign({}, item, { frame: Object.assign({}, item.frame, { takenAt }) })
  })
  return Object.assign({}, program, { items })
}

/** Without the network the page goes on by what it was told last: at the next change it is the other way round. */
export function isOpenAt({ isOpen, changesAt }: Item, now: number): boolean {
  return changesAt !== undefined && Date.parse(changesAt) <= now ? !isOpen : isOpen
}

/** The place in the program of the one that comes after that place; -1 where nothing is open. */
export function nextPlace({ items }: Program, place: number, now: number): number {
  for (let step = 1; step <= items.length; step += 1) {
    const at = (place + step) % items.length
    const item = items[at]
    if (item !== undefined && isOpenAt(item, now)) return at
  }
  return -1
}

export type Age = 'fresh' | 'old' | 'stale'

export function ageOf(
  { oldAfterSeconds, staleAfterSeconds }: Pick<Item, 'oldAfterSeconds' | 'staleAfterSeconds'>,
  takenAt: number,
  now: number,
): Age {
  const seconds = (now - takenAt) / 1000
  return seconds > staleAfterSeconds ? 'stale' : seconds > oldAfterSeconds ? 'old' : 'fresh'
}

export function wordsOfAge(takenAt: number, now: number, texts: Texts): string {
  const minutes = Math.max(1, Math.floor((now - takenAt) / 60000))
  const ago =
    minutes < 60
      ? texts.minutes(minutes)
      : minutes < 2880
        ? texts.hours(Math.floor(minutes / 60))
        : texts.days(Math.floor(minutes / 1440))
  const taken = new Date(takenAt)
  const two = (number: number): string => (number < 10 ? '0' : '') + number
  return texts.updated(`${two(taken.getHours())}:${two(taken.getMinutes())}`, ago)
}

/**
 * How long to wait before the next try, in milliseconds: doubled each time up to a minute, and anywhere in the second
 * half of that, so that a thousand screens after a power cut do not come all at once.
 *
 * @param chance between 0 and 1
 */
export function waitBefore(tries: number, chance: number): number {
  const most = Math.min(60000, 1000 * Math.pow(2, Math.min(tries, 6)))
  return most / 2 + (most / 2) * chance
}
