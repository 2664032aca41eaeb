// Where to go after a sign-in: back to a page of ours, never to an address that a link made up.

import type { Me } from '../accounts/me.ts'

const pages = [
  '/users',
  '/two-factor',
  '/history',
  '/audit-log',
  '/organizations',
  '/recoveries',
  '/notices',
  '/profile',
  '/profile/history',
] as const

/** The path to go back to, with its search, or nothing when it is none of our signed-in pages. */
export function safeReturnPath(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string') return undefined
  const path = wanted.split('?', 1)[0]
  return pages.some((page) => page === path) ? wanted : undefined
}

export function homeOf(role: Me['account']['role']): '/users' | '/organizations' | '/profile' {
  if (role === 'operator') return '/organizations'
  return role === 'admin' ? '/users' : '/profile'
}
