// Where a name, a password or a code of a connection may be typed: exact origins and nothing that only looks like one. The
// server asks this before it hands a secret to a runner, and the runner asks it again before it types.
import type { ServicePack } from './service-pack.ts'

export interface TypingConnection {
  url: string
  /** Further origins that an admin named: https, or http where the url is http. */
  signInOrigins: readonly string[]
}

type TypingPack = Pick<ServicePack, 'secretOrigins' | 'usernameOrigins' | 'ownOrigin'>

const HOST = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$|^\[[0-9a-f:.]+\]$/

/**
 * The origin of an address as a browser writes it: lower case, no default port. Nothing for whatever could be read in two
 * ways: a name before an @, a backslash, a percent sign, letters beyond ASCII, a dot at the end. They fail closed.
 */
export function originOf(url: string): string | undefined {
  const [, scheme = '', authority = ''] = /^(https?):\/\/([^/?#]*)/i.exec(url) ?? []
  const [, hostAsWritten = '', port] = /^(\[[^\]@\\]*\]|[^:@\\[\]]*)(?::(\d{1,5}))?$/.exec(authority) ?? []
  const [protocol, host] = [scheme.toLowerCase(), hostAsWritten.toLowerCase()]
  if (!HOST.test(host) || Number(port ?? 0) > 65_535) return undefined
  const isDefault = port === undefined || Number(port) === (protocol === 'https' ? 443 : 80)
  return `${protocol}://${host}${isDefault ? '' : `:${Number(port)}`}`
}

/**
 * Whether `what` of this connection may be typed in a frame of this origin, which is the browser's word and not the page's.
 * A password or a code: at the origins of the pack, at the connection's own where the pack says so, and at those that an
 * admin named. A name: there, and where the pack allows it alone. Over http only where the connection itself is http.
 */
export function mayTypeAt(
  pack: TypingPack,
  connection: TypingConnection,
  origin: string,
  what: 'username' | 'password' | 'code' = 'password',
): boolean {
  // An origin has one spelling; whatever is spelled otherwise did not come from a browser.
  if (originOf(origin) !== origin) return false
  const own = originOf(connection.url)
  if (own === undefined) return false
  if (pack.ownOrigin && isAtHome(own, origin)) return true
  const isHttps = origin.startsWith('https://')
  if (isNamed(connection, origin)) return isHttps || own.startsWith('http://')
  if (!isHttps) return false
  const patterns = what === 'username' ? [...pack.secretOrigins, ...pack.usernameOrigins] : pack.secretOrigins
  return patterns.some((pattern) => matchesOrigin(pattern, origin, own))
}

/** The connection's own origin; of one over http at the usual port, the same host over https too, where many lead at once. */
export function isAtHome(own: string, origin: string): boolean {
  if (origin === own) return true
  return /^http:\/\/[^:]+$/.test(own) && origin === own.replace('http:', 'https:')
}

/** Whether an admin named the origin for this connection. */
export function isNamed(connection: TypingConnection, origin: string): boolean {
  return connection.signInOrigins.some((named) => originOf(named) === origin)
}

/** Whether an origin is one of a pack's pattern, for a connection at the origin `own`. */
export function matchesOrigin(pattern: string, origin: string, own: string): boolean {
  const [, wildcard, parent = ''] = /^https:\/\/(?:(\*\*?|\{tenant\})\.)?(.+)$/.exec(pattern) ?? []
  if (wildcard === undefined) return origin === pattern
  if (!origin.startsWith('https://') || !origin.endsWith(`.${parent}`)) return false
  const below = origin.slice('https://'.length, -parent.length - 1)
  const labels = below.split('.')
  // A label in punycode looks like what it is not, and no service gives such names to its customers.
  if (labels.some((label) => label === '' || label.startsWith('xn--'))) return false
  if (wildcard === '**') return true
  if (labels.length > 1) return false
  // The same customer of the service, and not whoever else has a page there.
  return wildcard === '*' || below === own.split('://')[1]?.split(/[.:]/)[0]
}
