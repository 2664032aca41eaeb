// The one-time token of a link, which comes in the fragment: `/setup#TOKEN`. A fragment is never sent to a server;
// it leaves the address bar and the history at once, and lives in the memory of this page only.
import { useSyncExternalStore } from 'react'
import { appPath } from '../../contract/pages.ts'

const pathsWithToken = [
  '/setup',
  '/invitation',
  '/reset-password',
  '/recover',
  '/organization-invitation',
] as const
export type PathWithToken = (typeof pathsWithToken)[number]

const kept = new Map<PathWithToken, string>()
const listeners = new Set<() => void>()

/** Moves the token from the address into memory. Called before the first page shows, and when the fragment changes. */
export function takeLinkToken(): void {
  const { pathname } = window.location
  const path = pathsWithToken.find((page) => pathname === page || pathname === appPath + page)
  if (path === undefined || window.location.hash === '') return
  const token = tokenOf(window.location.hash)
  window.history.replaceState(window.history.state, '', pathname)
  if (token !== '') keepLinkToken(path, token)
}

export function keepLinkToken(path: PathWithToken, token: string): void {
  kept.set(path, token)
  for (const listener of listeners) listener()
}

export function forgetLinkToken(path: PathWithToken): void {
  kept.delete(path)
  for (const listener of listeners) listener()
}

export function useLinkToken(path: PathWithToken): string | undefined {
  return useSyncExternalStore(subscribe, () => kept.get(path))
}

/** The token in what somebody pasted: a whole link, its fragment, or the token alone. */
export function tokenOf(pasted: string): string {
  const text = pasted.trim()
  const fragment = text.slice(text.indexOf('#') + 1)
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
