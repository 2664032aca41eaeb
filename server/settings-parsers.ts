// Reads the values of settings: each parser gives the value, or says in words what it expects instead.
import { createECDH } from 'node:crypto'
import { isIP } from 'node:net'
import { readAllowEntry, splitAllowEntries } from '../contract/runner-allow.ts'

export type Parsed<Value> = { value: Value } | { expected: string }

export interface ListenAddress {
  host: string
  port: number
}

/** `host:port`, an IPv6 address in brackets. Port 0 lets the system choose. */
export function parseListen(text: string): Parsed<ListenAddress> {
  const expected = 'an address and a port, such as 127.0.0.1:8400 or [::1]:8400'
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port > 65_535) return { expected }
  if (match?.[1] !== undefined && isIP(host) !== 6) return { expected }
  if (/^[\d.]+$/.test(host) && isIP(host) !== 4) return { expected }
  return { value: { host, port } }
}

/** http only for this machine itself: OWASP ASVS 12.2.1 wants TLS between people and the service. */
export function parseBaseUrl(text: string): Parsed<URL> {
  const expected = 'an address such as https://login.example.org, without path, user name or query'
  if (!URL.canParse(text)) return { expected }
  const url = new URL(text)
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '' && !text.includes('?')
  if (!/^https?:$/.test(url.protocol) || !isPlain || url.username !== '' || url.password !== '') {
    return { expected }
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { expected: httpsWanted }
  return { value: url }
}

export const httpsWanted =
  'an https address: people reach other hosts than this one through a proxy that speaks TLS, and its address (such as https://login.example.org) is the base URL'

export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    (isIP(hostname) === 4 && hostname.startsWith('127.'))
  )
}

export function parseText(text: string): Parsed<string> {
  return { value: text }
}

export function parseToken(text: string): Parsed<string> {
  return /^[\x21-\x7e]{1,256}$/.test(text)
    ? { value: text }
    : { expected: '1 to 256 visible ASCII characters without spaces' }
}

export function parseDatabaseUrl(text: string): Parsed<string> {
  return parseUrlOf(text, ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database')
}

export interface BucketAddress {
  /** Of the store, such as `https://s3.eu-central-1.amazonaws.com`. */
  origin: string
  bucket: string
  /** What all names in it begin with: empty, or with a slash at the end. */
  prefix: string
  accessKey: string
  /** Where it does not come from a file. */
  secret?: string
  /** Where it does not follow from the host. */
  region?: string
}

/** `https://KEY:SECRET@host/bucket/prefix?region=…`, with the secret, the prefix and the region or without. */
export function parseBucket(text: string): Parsed<BucketAddress> {
  const expected =
    'an address such as https://KEY:SECRET@s3.eu-central-1.amazonaws.com/bucket or https://KEY@minio.example.org/bucket/prefix?region=us-east-1, with / and + in the secret written %2F and %2B'
  if (!URL.canParse(text)) return { expected }
  const url = new URL(text)
  const [bucket = '', ...parts] = url.pathname.replace(/\/$/, '').slice(1).split('/')
  const region = url.searchParams.get('region') ?? undefined
  const accessKey = decodePart(url.username)
  const secret = decodePart(url.password)
  const isBucket =
    /^https?:$/.test(url.protocol) &&
    /^[A-Za-z0-9][\w.-]{1,62}$/.test(bucket) &&
    parts.every((part) => /^[\w.~-]{1,100}$/.test(part)) &&
    [...url.searchParams.keys()].every((name) => name === 'region') &&
    (region === undefined || /^[a-z0-9-]{1,40}$/.test(region)) &&
    url.hash === ''
  if (!isBucket || !accessKey || secret === undefined) return { expected }
  return {
    value: {
      origin: url.origin,
      bucket,
      prefix: parts.map((part) => `${part}/`).join(''),
      accessKey,
      ...(secret === '' ? {} : { secret }),
      ...(region === undefined ? {} : { region }),
    },
  }
}

/** Nothing for what is not written as parts of an address are. */
function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

export function parseSmtpUrl(text: string): Parsed<string> {
  return parseUrlOf(text, ['smtp:', 'smtps:'], 'smtps://user:password@mail.example.org:465')
}

function parseUrlOf(text: string, protocols: string[], example: string): Parsed<string> {
  const fits = URL.canParse(text) && protocols.includes(new URL(text).protocol)
  return fits ? { value: text } : { expected: `an address such as ${example}` }
}

/** A number below the order of the curve, as other programs write it (RFC 8292): nearly every 32 bytes are one. */
export function parseVapidKey(text: string): Parsed<Buffer> {
  const expected = 'a private key of P-256: 32 bytes in base64url, 43 letters'
  if (!/^[\w-]{43}$/.test(text)) return { expected }
  const value = Buffer.from(text, 'base64url')
  try {
    createECDH('prime256v1').setPrivateKey(value)
    return { value }
  } catch {
    return { expected }
  }
}

export function parseVapidSubject(text: string): Parsed<string> {
  const isMail = /^mailto:[^\s<>@]+@[^\s<>@]+$/.test(text)
  const isPage = URL.canParse(text) && new URL(text).protocol === 'https:'
  return isMail || isPage
    ? { value: text }
    : { expected: 'mailto:admin@example.org or an address with https://' }
}

export function parseMailAddress(text: string): Parsed<string> {
  // With or without a name in front: Countersign <login@example.org>
  return /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text)
    ? { value: text }
    : { expected: 'a mail address such as login@example.org' }
}

export function parseSwitch(text: string): Parsed<boolean> {
  return text === 'on' || text === 'off' ? { value: text === 'on' } : { expected: 'on or off' }
}

export function parseWholeNumber(least: number, most: number): (text: string) => Parsed<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
    return value >= least && value <= most
      ? { value }
      : { expected: `a whole number from ${least} to ${most}` }
  }
}

export function parseOneOf<Choice extends string>(
  choices: readonly Choice[],
): (text: string) => Parsed<Choice> {
  return (text) => {
    const value = choices.find((choice) => choice === text)
    return value === undefined ? { expected: `one of ${choices.join(', ')}` } : { value }
  }
}

/** Addresses and address ranges (CIDR), separated by commas. */
export function parseAddresses(text: string): Parsed<string[]> {
  const items = splitList(text)
  return items.every(isAddressOrRange)
    ? { value: items }
    : { expected: 'addresses or ranges separated by commas, such as 10.0.0.5,192.168.0.0/16,fd00::/8' }
}

/** What the runner's browser may reach inside. */
export function parseHosts(text: string): Parsed<string[]> {
  const items = splitAllowEntries(text)
  return items.every((item) => readAllowEntry(item) !== undefined)
    ? { value: items }
    : {
        expected:
          'hosts, with a port or without, or ranges separated by commas, such as grafana.lan:3000,10.0.0.0/8',
      }
}

function splitList(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

function isAddressOrRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || rest.length > 0) return false
  if (length === undefined) return true
  return /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128)
}
