// Writes come from our own pages, or from clients that are no browser: DESIGN's Origin rule in place of a CSRF token.
import type { FastifyRequest } from 'fastify'

/**
 * Whether a write may go on.
 *
 * With the session cookie it must come from our own origin (`Origin` equal to the base URL, or `Sec-Fetch-Site:
 * same-origin`). Without it, as at the sign-in, a browser's page of another site is refused all the same, so that
 * nobody is signed in to an account of somebody else's choice; extensions and programs name no web page.
 */
export function isAllowedOrigin(
  request: FastifyRequest,
  baseOrigin: string,
  hasSessionCookie: boolean,
): boolean {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (hasSessionCookie) return origin === baseOrigin || (origin === undefined && site === 'same-origin')
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return origin === baseOrigin || isExtension(origin)
}

/**
 * Whether a browser says that a page of another site made it read. A link there takes the session cookie along; our own
 * pages and programs need not say anything, as a read names no origin.
 */
export function isFromAnotherSite({ headers }: FastifyRequest, baseOrigin: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin !== baseOrigin && !isExtension(origin)) return true
  return site === 'cross-site' || site === 'same-site'
}

function isExtension(origin: string): boolean {
  return /^(chrome|moz|safari-web)-extension:\/\//.test(origin)
}
