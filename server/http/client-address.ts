// The address that attempts are counted by: IPv4 whole, IPv6 by its /64, which one customer has whole (RFC 6177).
import { isIPv4, isIPv6 } from 'node:net'

/**
 * One spelling for one counter: `::ffff:203.0.113.7` is `203.0.113.7`, every address of a /64 is its network.
 *
 * @param address as the connection or a trusted proxy gave it
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address
  const bare = withoutPort(address).replace(/%.*$/, '').toLowerCase()
  if (!isIPv6(bare)) return bare
  const groups = expand(bare)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** Some proxies write the port beside the address; with it, each connection would be a client of its own. */
function withoutPort(address: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
}

function expand(address: string): number[] {
  // The dotted tail of a mapped address is two groups.
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = text.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((group) => parseInt(group, 16))
}
