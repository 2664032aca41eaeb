// The places of service packs: a host, and the path there.

/** Whether an address is at a place, for a connection at the origin `own`. Query and fragment do not count. */
export function isAtPlace(place: string, url: string, own: string): boolean {
  const [, hostPattern = '', pathPattern] = /^([^/]+)(\/.*)?$/.exec(place) ?? []
  const [, host = '', path = ''] = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(url) ?? []
  return isHost(hostPattern, host, own.replace(/^https?:\/\//, '')) && isPath(pathPattern, path)
}

function isHost(pattern: string, host: string, own: string): boolean {
  if (pattern === '{own}') return host === own
  if (pattern.startsWith('{tenant}.')) {
    return host === `${own.split(/[.:]/)[0] ?? ''}${pattern.slice('{tenant}'.length)}`
  }
  if (!pattern.startsWith('*.')) return host === pattern
  const parent = pattern.slice(1)
  return host.endsWith(parent) && !host.slice(0, -parent.length).includes('.')
}

function isPath(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true
  const [wanted, here] = [pattern.toLowerCase(), path.toLowerCase()]
  if (wanted.endsWith('*')) return here.startsWith(wanted.slice(0, -1))
  return here === wanted || here === `${wanted}/`
}
