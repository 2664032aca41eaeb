// The dialog that a browser shows before a page: HTTP Basic and Digest (RFC 7617, RFC 7616). Nobody sits there to fill it
// in, so the page does not come; it is opened once more, and the login is given to the origin that asked, once.
import { createHash } from 'node:crypto'
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
  /** It is on its way to the service. */
  onGiven?: () => void
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

/** As the server knows a realm: what a service writes there is kept nowhere. */
export const hashOfRealm = ({ realm }: LoginDialog): string =>
  createHash('sha256').update(realm).digest('hex')

interface AuthRequired {
  requestId: string
  frameId: string
  authChallenge: { source?: 'Server' | 'Proxy'; origin: string; scheme: string }
}

/** Answers for a page; `given` is what the next dialog of its origin gets. */
interface Doorkeeper {
  given: DialogAnswer | undefined
}

const doorkeepers = new WeakMap<Page, Promise<Doorkeeper>>()

/**
 * Runs `open` with the login at hand: the first document that asks gets it, where it is of that origin and asks for Basic or
 * Digest. Whoever else asks, or asks again, gets nothing. The browser goes on giving it to that place by itself.
 */
export async function withLogin<Opened>(
  page: Page,
  answer: DialogAnswer,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const standing = doorkeepers.get(page) ?? postDoorkeeper(page)
  doorkeepers.set(page, standing)
  const doorkeeper = await standing
  doorkeeper.given = answer
  try {
    return await open()
  } finally {
    doorkeeper.given = undefined
  }
}

/** It stays for as long as the page: what is asked for at the moment in which it went would wait for an answer for ever. */
async function postDoorkeeper(page: Page): Promise<Doorkeeper> {
  const doorkeeper: Doorkeeper = { given: undefined }
  const devtools = await page.context().newCDPSession(page)
  devtools.on('Fetch.requestPaused', ({ requestId }) => {
    devtools.send('Fetch.continueRequest', { requestId }).catch(() => {}) // the page may be gone by now
  })
  devtools.on('Fetch.authRequired', ({ requestId, authChallenge }: AuthRequired) => {
    const { source, scheme, origin } = authChallenge
    const { given } = doorkeeper
    const isFor = source !== 'Proxy' && given?.origin === origin && /^(basic|digest)$/i.test(scheme)
    if (isFor) doorkeeper.given = undefined
    if (isFor) given.onGiven?.()
    const authChallengeResponse = isFor
      ? { response: 'ProvideCredentials' as const, username: given.username, password: given.password }
      : { response: 'CancelAuth' as const }
    devtools.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(() => {})
  })
  // Everything, and not the documents alone: what else asks would wait for an answer for ever, too.
  await devtools.send('Fetch.enable', { handleAuthRequests: true, patterns: [{ urlPattern: '*' }] })
  return doorkeeper
}
