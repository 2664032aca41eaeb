// The dialog that a browser shows before a page: HTTP Basic and Digest (RFC 7617, RFC 7616). Nobody sits there to fill it
// in, so the page does not come; it is opened once more, and the login is given to the origin that asked, once.
import type { Page, Response } from 'playwright-core'

export interface LoginDialog {
  /** Of the document that was asked for, by the browser. */
  origin: string
  /** What the service calls the part that it guards so; each may take another login. */
  realm: string
}

export interface DialogAnswer extends Pick<LoginDialog, 'origin'> {
  username: string
  password: string
}

const UNAUTHORIZED = 401

/** What the answer to a document asks for; nothing where it asks for no login, or for one of another kind. */
export async function dialogOf(response: Response): Promise<LoginDialog | undefined> {
  if (response.status() !== UNAUTHORIZED || !URL.canParse(response.url())) return undefined
  const challenges = await response.headerValues('www-authenticate').catch(() => [])
  const dialog = challenges.find((challenge) => /(^|[\s,])(basic|digest)(\s|,|$)/i.test(challenge))
  if (dialog === undefined) return undefined
  const [, realm = ''] = /\brealm\s*=\s*"([^"]*)"/i.exec(dialog) ?? []
  return { origin: new URL(response.url()).origin, realm }
}

interface AuthRequired {
  requestId: string
  frameId: string
  authChallenge: { source?: 'Server' | 'Proxy'; origin: string; scheme: string }
}

/**
 * Runs `open` with the login at hand: the first document that asks gets it, where it is of that origin and asks for Basic or
 * Digest. Whoever else asks, or asks again, gets nothing. The browser goes on giving it to that place by itself.
 */
export async function withLogin<Opened>(
  page: Page,
  { origin, username, password }: DialogAnswer,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const devtools = await page.context().newCDPSession(page)
  let isGiven = false
  devtools.on('Fetch.requestPaused', ({ requestId }) => {
    devtools.send('Fetch.continueRequest', { requestId }).catch(() => {}) // the page may be gone by now
  })
  devtools.on('Fetch.authRequired', ({ requestId, authChallenge }: AuthRequired) => {
    const { source, scheme } = authChallenge
    const isOurs = source !== 'Proxy' && authChallenge.origin === origin && /^(basic|digest)$/i.test(scheme)
    const authChallengeResponse =
      isOurs && !isGiven
        ? { response: 'ProvideCredentials' as const, username, password }
        : { response: 'CancelAuth' as const }
    if (isOurs) isGiven = true
    devtools.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(() => {})
  })
  try {
    // Everything, and not the documents alone: what else asks in this time would wait for an answer for ever.
    await devtools.send('Fetch.enable', { handleAuthRequests: true, patterns: [{ urlPattern: '*' }] })
    return await open()
  } finally {
    await devtools.send('Fetch.disable').catch(() => {})
    await devtools.detach().catch(() => {})
  }
}
