// COUNTERSIGN_RUNNER_ALLOW, read by the server and by every runner: private places that the runner's browser may reach, one
// rule for both, so that what one of them takes the other does not refuse.
import { z } from 'zod'

/** A name or an address, at one port or at all; or a range of addresses. */
export type AllowEntry = { host: string; port?: number } | { network: string; prefix: number }

const MOST_PORT = 65_535

export function splitAllowEntries(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '')
}

/** `host`, `host:port`, an address (IPv6 in brackets beside a port), or a range in CIDR. Nothing for what is none. */
export function readAllowEntry(entry: string): AllowEntry | undefined {
  const text = entry.trim().toLowerCase()
  if (z.union([z.cidrv4(), z.cidrv6()]).safeParse(text).success) {
    const [network = '', prefix] = text.split('/')
    return { network, prefix: Number(prefix) }
  }
  if (z.ipv6().safeParse(text).success) return { host: text }
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^\s/:?#@\\%[\]]+)(?::(\d{1,5}))?$/u.exec(text) ?? []
  if (host === '' || (host.startsWith('[') && !z.ipv6().safeParse(host.slice(1, -1)).success))
    return undefined
  if (port === undefined) return { host }
  return Number(port) >= 1 && Number(port) <= MOST_PORT ? { host, port: Number(port) } : undefined
}
