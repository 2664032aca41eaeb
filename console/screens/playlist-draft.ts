// A playlist as it is edited: its items in their order, with times as they are typed.
import type { PlaylistItem } from './screens.ts'

export interface ItemDraft {
  /** Of this editor: the same dashboard may be in it twice. */
  key: number
  dashboard: string
  seconds: string
  hours: PlaylistItem['hours']
}

export function withKeys(items: readonly PlaylistItem[]): ItemDraft[] {
  return items.map(({ dashboard, seconds, hours }, key) => ({
    key,
    dashboard,
    seconds: String(seconds),
    hours,
  }))
}

/** What the API takes. */
export function itemsOf(drafts: readonly ItemDraft[]): PlaylistItem[] {
  return drafts.map(({ dashboard, seconds, hours }) => ({
    dashboard,
    seconds: Number(seconds),
    ...(hours === undefined ? {} : { hours }),
  }))
}

export function isUsableItem({ seconds, hours }: ItemDraft): boolean {
  return isSeconds(seconds) && (hours?.spans.every(({ days }) => days.length > 0) ?? true)
}

/** As long as the API lets an item be shown. */
export function isSeconds(typed: string): boolean {
  return /^\d{1,5}$/.test(typed.trim()) && Number(typed) >= 5 && Number(typed) <= 86_400
}

/** The items with one of them at another place; a place that is none leaves them as they are. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const item = items[from]
  if (item === undefined || to < 0 || to >= items.length) return [...items]
  return items.toSpliced(from, 1).toSpliced(to, 0, item)
}
