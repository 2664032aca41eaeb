// The screens of the organization, their playlists and the messages on them, and what admins change about them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { queryClient } from '../app/query-client.ts'

export type Screen = Answer<'GET /api/v1/screens/{id}'>
export type Shows = Screen['shows']
export type Playlist = Answer<'GET /api/v1/playlists/{id}'>
export type PlaylistItem = Playlist['items'][number]
export type WallMessage = Answer<'GET /api/v1/wall-messages'>['items'][number]
export type Play = Answer<'GET /api/v1/plays'>['items'][number]

/** Screens, or groups of them by tags, or all. */
export interface Which {
  all?: true
  screens?: string[]
  tags?: string[]
}

const pageSize = 50
/** What screens show and how they are changes by itself. */
const againAfterMs = 5_000

export function screensQuery(tag: string) {
  return infiniteQueryOptions({
    queryKey: ['screens', 'list', tag],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/screens', {
        query: {
          limit: pageSize,
          ...(tag === '' ? {} : { tag }),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: againAfterMs,
  })
}

export function screenQuery(id: string) {
  return queryOptions({
    queryKey: ['screens', 'one', id],
    queryFn: () => client.call('GET /api/v1/screens/{id}', { params: { id } }),
    refetchInterval: againAfterMs,
  })
}

export interface ScreenName {
  id: string
  name: string
  tags: string[]
}

/** All of them, for a choice: by name, with their groups. */
export const screenNamesQuery = queryOptions({
  queryKey: ['screens', 'names'],
  queryFn: async () => {
    const found: ScreenName[] = []
    let after: string | undefined
    // Bounded: an organization has a thousand at most.
    for (let page = 0; page < 10; page += 1) {
      const { items, next } = await client.call('GET /api/v1/screens', {
        query: { limit: 200, ...(after === undefined ? {} : { after }) },
      })
      found.push(...items.map(({ id, name, tags }) => ({ id, name, tags })))
      if (next === undefined) break
      after = next
    }
    return found.toSorted((a, b) => a.name.localeCompare(b.name))
  },
})

export const tagsOf = (screens: readonly { tags: readonly string[] }[]): string[] =>
  [...new Set(screens.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b))

export interface ScreenChange {
  name?: string
  tags?: string[]
  shows?: Shows
  orientation?: Screen['orientation']
  fit?: Screen['fit']
  /** Null: it is always on. */
  hours?: Screen['hours'] | null
}

export async function changeScreen(id: string, body: ScreenChange): Promise<void> {
  const changed = await client.call('PATCH /api/v1/screens/{id}', { params: { id }, body })
  queryClient.setQueryData(screenQuery(id).queryKey, changed)
  await refreshScreens()
}

export async function refreshScreens(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['screens'] })
}

export const playlistsQuery = infiniteQueryOptions({
  queryKey: ['playlists', 'list'],
  queryFn: ({ pageParam }) =>
    client.call('GET /api/v1/playlists', {
      query: { limit: pageSize, ...(pageParam === '' ? {} : { after: pageParam }) },
    }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
})

export function playlistQuery(id: string) {
  return queryOptions({
    queryKey: ['playlists', 'one', id],
    queryFn: () => client.call('GET /api/v1/playlists/{id}', { params: { id } }),
  })
}

export const playlistNamesQuery = queryOptions({
  queryKey: ['playlists', 'names'],
  queryFn: async () => {
    const { items } = await client.call('GET /api/v1/playlists', { query: { limit: 200 } })
    return items.map(({ id, name }) => ({ id, name }))
  },
})

export async function refreshPlaylists(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['playlists'] })
}

export function playsQuery(screen: string) {
  return infiniteQueryOptions({
    queryKey: ['plays', screen],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/v1/plays', {
        query: { limit: 20, screen, ...(pageParam === '' ? {} : { after: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

/** What tells two pictures apart: the browser asks again when it changes. */
export function screenPicture({ id, shows, now }: Screen): string | undefined {
  if (shows.kind === 'nothing' && now === undefined) return undefined
  const of = [now?.dashboard, now?.takenAt].filter(Boolean).join('.')
  return `/api/v1/screens/${id}/picture?of=${encodeURIComponent(of)}`
}
