// Opens an address in a page, and says in the words of causes why it did not open.
import type { Page } from 'playwright-core'
import { refusedHeader } from '../browser/egress-answers.ts'

export type Opened = 'opened' | 'address_refused' | 'unreachable' | 'took_too_long'

/**
 * Waits until the document is there, and not for each of its pictures. An answer of the service that is an error has
 * opened all the same.
 *
 * @param refusedHosts what the egress proxy has refused to this page so far
 */
export async function openUrl(
  page: Page,
  url: string,
  refusedHosts: () => readonly string[],
  limitMs = 45_000,
): Promise<Opened> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return 'address_refused'
  try {
    const answer = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: limitMs })
    const refused = answer?.headers()[refusedHeader]
    if (refused === undefined) return 'opened'
    return refused === 'address' ? 'address_refused' : 'unreachable'
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return 'took_too_long'
    // The browser's own page about it comes a moment later, and would break off what is opened next.
    await page.waitForURL(/^chrome-error:/, { timeout: 2_000 }).catch(() => {})
    // The browser would show a dialog now; who asks in it, the connection knows.
    if (String(error).includes('ERR_INVALID_AUTH_CREDENTIALS')) return 'opened'
    // It may have been another host than this one, to which it redirected.
    const isTunnel = String(error).includes('ERR_TUNNEL_CONNECTION_FAILED')
    const failedAt = / at (\S+)/.exec(String(error))?.[1] ?? url
    const hosts = [url, failedAt].filter((one) => URL.canParse(one)).map((one) => new URL(one).hostname)
    const known = new Set(refusedHosts())
    return isTunnel && hosts.some((host) => known.has(host.replace(/^\[(.*)\]$/, '$1')))
      ? 'address_refused'
      : 'unreachable'
  }
}
