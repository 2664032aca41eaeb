// A browser that runs elsewhere and is driven over the network (CDP). It reaches the web through our egress proxy too.
import { connect } from 'node:net'
import { chromium, type Browser } from 'playwright-core'
import { BrowserError } from './browser-error.ts'

const limitMs = 20_000

export interface RemoteBrowser {
  browser: Browser
  whenExited: Promise<void>
  close(): Promise<void>
}

/** A connection of its own for each organization; services that start a browser per connection keep them apart so. */
export async function connectRemote(address: string): Promise<RemoteBrowser> {
  let browser: Browser
  try {
    browser = await chromium.connectOverCDP(address, { timeout: limitMs })
  } catch (error) {
    throw new BrowserError('failed', `The browser at ${placeOf(address)} cannot be reached.`, {
      cause: error,
    })
  }
  const whenExited = new Promise<void>((resolve) => browser.on('disconnected', () => resolve()))
  return { browser, whenExited, close: () => browser.close() }
}

/** Our own address on the way to that browser: there the proxy listens, so that the browser can reach it. */
export function proxyPlaceFor(address: string): Promise<string> {
  const { hostname, port, protocol } = new URL(address)
  const isSecure = protocol === 'wss:' || protocol === 'https:'
  const usualPort = isSecure ? 443 : 80
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? usualPort : Number(port),
      timeout: limitMs,
    })
    const fail = (): void => {
      socket.destroy()
      reject(new BrowserError('failed', `The browser at ${placeOf(address)} cannot be reached.`))
    }
    socket.once('connect', () => {
      const { localAddress } = socket
      socket.destroy()
      if (localAddress === undefined) fail()
      else resolve(localAddress)
    })
    socket.once('timeout', fail)
    socket.once('error', fail)
  })
}

/** Without what may stand beside the host: such addresses carry tokens. */
function placeOf(address: string): string {
  return new URL(address).host
}
