// The address of one's own Countersign, as people type it, brought down to its origin.
import { originOf } from '../../contract/where-to-type.ts'

const onThisMachine = new Set(['localhost', '127.0.0.1'])

/**
 * The origin, with https:// where nothing else is said. Nothing for what is none, and for http:// to another machine:
 * a password would go there in the clear.
 */
export function readAddress(typed: string): string | undefined {
  const text = typed.trim()
  const isBare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  const origin = originOf(isBare ? `https://${text}` : text)
  if (origin === undefined) return undefined
  if (origin.startsWith('https://')) return origin
  return onThisMachine.has(new URL(origin).hostname) ? origin : undefined
}

/** What the browser is asked to let us reach. Firefox knows no ports there. */
export function hostPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${hostname}/*`
}
