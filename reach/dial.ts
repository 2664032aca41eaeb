// Opens a connection to a host, for the runner's egress proxy and the server's webhooks: resolves its name once, checks
// every address, and dials those very addresses, so that a name server which answers something else a moment later changes
// nothing (DNS rebinding).
import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { canonicalHost, refusalOf, type Allowed, type OwnPlace, type Refusal } from './reachable.ts'

/** Throws where the name has no address. */
export type Resolve = (host: string) => Promise<readonly string[]>

export interface DialOptions {
  allowed: Allowed
  own: readonly OwnPlace[]
  resolve: Resolve
  /** For the name and the connection together. */
  limitMs: number
}

export type Dialled = { socket: Socket } | { refused: Refusal } | { failed: 'no_name' | 'no_answer' }

export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'verbatim' })
  return found.map(({ address }) => address)
}

export async function dial(host: string, port: number, options: DialOptions): Promise<Dialled> {
  const name = canonicalHost(host)
  if (name === undefined || port < 1 || port > 65_535) return { failed: 'no_name' }
  const endsAt = performance.now() + options.limitMs
  const addresses = await addressesOf(name, options)
  if (addresses === undefined || addresses.length === 0) return { failed: 'no_name' }
  const local = localAddresses()
  for (const address of addresses) {
    // One bad address refuses the name: which of them is dialled would be up to chance, or to whoever owns the name.
    const refused = refusalOf(name, address, port, options.allowed, options.own, local)
    if (refused !== undefined) return { refused }
  }
  const socket = await connectTo(addresses, port, endsAt - performance.now())
  return socket === undefined ? { failed: 'no_answer' } : { socket }
}

async function addressesOf(name: string, options: DialOptions): Promise<readonly string[] | undefined> {
  if (isIP(name) !== 0) return [name]
  // No name server is asked for these (RFC 6761 section 6.3).
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1']
  const timer = AbortSignal.timeout(options.limitMs)
  const late = new Promise<undefined>((resolve) =>
    timer.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  return Promise.race([options.resolve(name).catch(() => undefined), late])
}

function connectTo(addresses: readonly string[], port: number, limitMs: number): Promise<Socket | undefined> {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return new Promise((resolve) => {
    const socket = connect({
      // Only `lookup` says where it goes, and it says what was checked.
      host: 'checked.invalid',
      port,
      noDelay: true,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1_000,
      lookup: (_, wanted, answer) => {
        const [first] = found
        if (wanted.all === true || first === undefined) answer(null, found)
        else answer(null, first.address, first.family)
      },
    })
    const timer = setTimeout(() => end(undefined), limitMs)
    function end(result: Socket | undefined): void {
      clearTimeout(timer)
      if (result === undefined) socket.destroy()
      resolve(result)
    }
    socket.on('error', () => end(undefined))
    socket.once('connect', () => end(socket))
  })
}

/** Anew each time: an address can come while we run. */
function localAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  return new Set(all.map(({ address }) => address))
}
