// Where to go after a sign-in: back to a page of ours, never to an address that a link made up.

const pages = [
  '/overview',
  '/dashboards',
  '/screens',
  '/playlists',
  '/connections',
  '/alerts',
  '/users',
  '/two-factor',
  '/history',
  '/audit-log',
  '/organizations',
  '/recoveries',
  '/notices',
  '/profile',
  '/profile/history',
  '/approve',
] as const

/** The path to go back to, with its search, or nothing when it is none of our signed-in pages. */
export function safeReturnPath(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string') return undefined
  const path = wanted.split('?', 1)[0]
  return pages.some((page) => page === path) ? wanted : undefined
}
