// Which addresses a page may be fetched from: those of the open internet, and what the operator allowed beside them.
// Sources: the IANA special-purpose registries (RFC 6890), RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo).
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { readAllowEntry } from '../contract/runner-allow.ts'

export interface Allowed {
  /** Names and addresses, in lower case, without a port: every port of them. */
  hosts: ReadonlySet<string>
  /** `host:port`, an IPv6 address in brackets. */
  places: ReadonlySet<string>
  ranges: BlockList
}

/** An address and a port that is never reached, whatever is allowed: the server's own. */
export interface OwnPlace {
  /** An address, or the name that people reach it by; `0.0.0.0` and `::` stand for every address of this machine. */
  address: string
  port: number
}

/** Why not: for the operator's eyes. Nothing for what may be reached. */
export type Refusal = 'metadata' | 'own_server' | 'private'

/** They answer whoever asks with keys to the machine's cloud account. Never allowed. */
const metadata = [
  '169.254.169.254', // AWS, Google, Azure, Oracle, DigitalOcean, …
  '169.254.170.2', // AWS ECS
  '169.254.170.23', // AWS EKS
  '169.254.169.253',
  '168.63.129.16', // Azure's wire server: an address of the open internet by its looks
  '100.100.100.200', // Alibaba
  '192.0.0.192', // Oracle's older one
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254', // Google
]

const closedIPv4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

// All but 2000::/3 is no address of the open internet; these are the exceptions within it.
const closedIPv6: [string, number][] = [
  ['2001::', 23], // Teredo, ORCHID, benchmarking
  ['2001:db8::', 32],
  ['3fff::', 20],
]

const metadataList = new BlockList()
for (const address of metadata) metadataList.addAddress(address, isIPv4(address) ? 'ipv4' : 'ipv6')
const closed = new BlockList()
for (const [network, prefix] of closedIPv4) closed.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of closedIPv6) closed.addSubnet(network, prefix, 'ipv6')
const open6 = new BlockList()
open6.addSubnet('2000::', 3, 'ipv6')

/**
 * @param host as it was asked for, by `canonicalHost`
 * @param address what it resolved to, or the host itself
 * @param local the addresses of this machine
 */
export function refusalOf(
  host: string,
  address: string,
  port: number,
  allowed: Allowed,
  own: readonly OwnPlace[],
  local: ReadonlySet<string>,
): Refusal | undefined {
  const forms = formsOf(address)
  // What is no address cannot be judged, and is not dialled.
  if (forms.length === 0) return 'private'
  if (forms.some((form) => isIn(metadataList, form))) return 'metadata'
  if ([host, ...forms].some((form) => isOwn(form, port, own, local))) return 'own_server'
  if (isAllowed(host, address, port, allowed)) return undefined
  return forms.some(isClosed) || local.has(address) ? 'private' : undefined
}

function isAllowed(host: string, address: string, port: number, allowed: Allowed): boolean {
  const names = [host, ...formsOf(address)]
  return (
    names.some((name) => allowed.hosts.has(name) || allowed.places.has(placeOf(name, port))) ||
    formsOf(address).every((form) => isIn(allowed.ranges, form))
  )
}

function isClosed(address: string): boolean {
  if (isIPv4(address)) return isIn(closed, address)
  // An IPv6 address that only carries an IPv4 one is judged by that one, which stands beside it.
  if (embeddedIPv4(address) !== undefined) return false
  return !isIn(open6, address) || isIn(closed, address)
}

function isOwn(address: string, port: number, own: readonly OwnPlace[], local: ReadonlySet<string>): boolean {
  const isLocal = local.has(address) || isLoopback(address)
  return own.some(
    (place) =>
      place.port === port &&
      (place.address === address ||
        formsOf(place.address).includes(address) ||
        (isLocal && (place.address === '0.0.0.0' || place.address === '::' || isLoopback(place.address)))),
  )
}

function isLoopback(address: string): boolean {
  // 0.0.0.0 and :: lead to this machine where they are dialled.
  return address.startsWith('127.') || ['::1', '::', '0.0.0.0'].includes(address)
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** The address in its shortest spelling, and the IPv4 address that it carries. Nothing for what is none. */
function formsOf(address: string): string[] {
  const bare = address.replace(/%.*$/, '').toLowerCase()
  if (isIPv4(bare)) return [bare]
  if (!isIPv6(bare)) return []
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const inside = embeddedIPv4(short)
  return inside === undefined ? [short] : [short, inside]
}

/** Mapped, compatible, NAT64 (the well-known and the local prefix) and 6to4. */
function embeddedIPv4(address: string): string | undefined {
  const groups = groupsOf(address)
  const [g0 = 0, g1 = 0, g2 = 0, g3 = 0, g4 = 0, g5 = 0, g6 = 0, g7 = 0] = groups
  const head = [g0, g1, g2, g3, g4].every((group) => group === 0)
  const isCompatible = head && g5 === 0 && (g6 !== 0 || g7 > 1)
  const isMapped = head && g5 === 0xffff
  const isTranslated = [g0, g1, g2, g3].every((group) => group === 0) && g4 === 0xffff && g5 === 0
  const isNat64 = g0 === 0x64 && g1 === 0xff9b
  if (isCompatible || isMapped || isTranslated || isNat64) return dotted(g6, g7)
  return g0 === 0x2002 ? dotted(g1, g2) : undefined
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** @param address in the spelling of the URL standard: hexadecimal groups, `::` at most once */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const left = read(head)
  const right = read(tail ?? '')
  return [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right]
}

/**
 * The host as the URL standard spells it: `0x7f.1` and `2130706433` are 127.0.0.1, a dot at the end goes, an IPv6
 * address has no brackets. Nothing for what is no host.
 */
export function canonicalHost(text: string): string | undefined {
  const isBareIPv6 = isIPv6(text)
  if (!isBareIPv6 && !text.startsWith('[') && text.includes(':')) return undefined
  try {
    const { hostname, pathname, username, port } = new URL(`http://${isBareIPv6 ? `[${text}]` : text}`)
    if (pathname !== '/' || username !== '' || port !== '') return undefined
    const bare = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '')
    return bare === '' ? undefined : bare
  } catch {
    return undefined
  }
}

export function placeOf(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * The entries of COUNTERSIGN_RUNNER_ALLOW: `host`, `host:port`, an address, a range (`10.1.0.0/16`).
 *
 * @returns the entries that are none of these too, so that they can be complained about
 */
export function readAllowed(entries: readonly string[]): Allowed & { unreadable: string[] } {
  const hosts = new Set<string>()
  const places = new Set<string>()
  const ranges = new BlockList()
  const unreadable: string[] = []
  for (const entry of entries) {
    const read = readAllowEntry(entry)
    if (read !== undefined && 'network' in read) {
      ranges.addSubnet(read.network, read.prefix, isIPv4(read.network) ? 'ipv4' : 'ipv6')
      continue
    }
    const host = read === undefined ? undefined : canonicalHost(read.host)
    if (read === undefined || host === undefined) unreadable.push(entry)
    else if (read.port === undefined) hosts.add(host)
    else places.add(placeOf(host, read.port))
  }
  return { hosts, places, ranges, unreadable }
}
