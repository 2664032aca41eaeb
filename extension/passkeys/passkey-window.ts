// The small window in which a passkey is asked for: a page of one's Countersign, opened by the extension and closed by it. What
// is asked runs in that tab alone, at that origin alone; the token of a session and the challenge of a sign-in stay here.
import { originOf } from '../../contract/where-to-type.ts'
import { browserApi } from '../app/browser-api.ts'
import { Told } from '../app/form.ts'
import type { App } from '../app/app.ts'
import {
  askInPage,
  type CreationOptions,
  type NewPasskey,
  type PasskeyJob,
  type PasskeyOutcome,
  type PasskeyProof,
  type RequestOptions,
} from './ask-in-page.ts'

type Where = Pick<App, 't' | 'address'>

/** Room for what the browser shows over the page. */
const size = { width: 520, height: 680 }

const LOOK_MS = 100

/** An answer has to be at the server by the end of its time. */
const WAY_MS = 5_000

/** What a person is told; `closed` by themselves, or because they turned to something else. */
const sentences = {
  closed: 'passkey.closed',
  elsewhere: 'passkey.elsewhere',
  already_here: 'passkey.alreadyHere',
  address: 'passkey.address',
  browser: 'passkey.browser',
  failed: 'passkey.failed',
} as const

/**
 * @param isShown whether what asked for it still is: else the window is closed
 * @throws {Told} why there is none, in words
 */
export async function makePasskey(
  { t, address }: Where,
  options: CreationOptions,
  isShown: () => boolean,
): Promise<NewPasskey> {
  if (!isFor(options.rp.id, address)) throw new Told(t('passkey.address'))
  const outcome = await askInWindow({ origin: address, what: 'make', options }, isShown)
  if ('made' in outcome) return outcome.made
  throw new Told(t(sentenceOf(outcome, 'passkey.notMade')))
}

/** As with a new one. */
export async function provePasskey(
  { t, address }: Where,
  options: RequestOptions,
  isShown: () => boolean,
): Promise<PasskeyProof> {
  if (!isFor(options.rpId, address)) throw new Told(t('passkey.address'))
  const outcome = await askInWindow({ origin: address, what: 'prove', options }, isShown)
  if ('proven' in outcome) return outcome.proven
  throw new Told(t(sentenceOf(outcome, 'passkey.notUsed')))
}

/** Whether passkeys may be asked for at all: for a name, and not for a number. */
export const mayHavePasskeys = (address: string): boolean => !/^[\d.]+$|^\[/.test(new URL(address).hostname)

/** Under another name of the same server no browser finds them. */
const isFor = (relyingPartyId: string, address: string): boolean =>
  relyingPartyId === new URL(address).hostname

type Outcome = PasskeyOutcome | { failure: 'closed' }

function sentenceOf<Cancelled extends string>(outcome: Outcome, cancelled: Cancelled) {
  const failure = 'failure' in outcome ? outcome.failure : 'failed'
  return failure === 'cancelled' ? cancelled : sentences[failure]
}

async function askInWindow(job: PasskeyJob, isShown: () => boolean): Promise<Outcome> {
  const endsAtMs = Date.now() + job.options.timeout - WAY_MS
  const url = `${job.origin}/passkey-window`
  const opened = await browserApi.windows.create({ url, type: 'popup', ...size })
  const tabId = opened?.tabs?.[0]?.id
  if (tabId === undefined) return { failure: 'failed' }
  const closing = watchClosing(tabId, isShown)
  const close = () => void browserApi.tabs.remove(tabId).catch(() => undefined)
  // Where this page goes, nobody is left who could take the answer.
  window.addEventListener('pagehide', close)
  try {
    const outcome = await Promise.race([askInTab(tabId, job, endsAtMs), closing.whenClosed])
    return isShown() ? outcome : { failure: 'closed' }
  } finally {
    window.removeEventListener('pagehide', close)
    closing.end()
    close()
  }
}

async function askInTab(tabId: number, job: PasskeyJob, endsAtMs: number): Promise<Outcome> {
  for (;;) {
    const standing = await lookAt(tabId, job.origin)
    if (standing === 'there') break
    if (standing === 'gone') return { failure: 'closed' }
    // A proxy before the server may ask first who one is, at an address of its own, and lead back.
    if (Date.now() >= endsAtMs) return { failure: standing === 'elsewhere' ? standing : 'cancelled' }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  // What is left of the time: it is not begun anew.
  const asked = structuredClone(job)
  asked.options.timeout = endsAtMs - Date.now()
  const [answer] = await browserApi.scripting
    // Among the scripts of the page, because that is where password managers offer the passkeys that they keep.
    .executeScript({ target: { tabId }, world: 'MAIN', func: askInPage, args: [asked] })
    // It went elsewhere or was loaded anew meanwhile, or is a page on which the browser says that it came to none.
    .catch(() => [])
  const standing = await lookAt(tabId, job.origin)
  if (standing === 'gone') return { failure: 'closed' }
  if (standing === 'elsewhere') return { failure: 'elsewhere' }
  // Some browsers do not keep to the time, and what comes late counts as a wrong code.
  if (Date.now() >= endsAtMs) return { failure: 'cancelled' }
  return standing === 'there' && answer?.result !== undefined ? answer.result : { failure: 'failed' }
}

/** The address of a tab is told only where its host may be reached; the port is not looked at for that, and is here. */
async function lookAt(tabId: number, origin: string): Promise<'there' | 'loading' | 'elsewhere' | 'gone'> {
  const tab = await browserApi.tabs.get(tabId).catch(() => undefined)
  if (tab === undefined) return 'gone'
  if (tab.status !== 'complete') return 'loading'
  return originOf(tab.url ?? '') === origin ? 'there' : 'elsewhere'
}

function watchClosing(tabId: number, isShown: () => boolean): { whenClosed: Promise<Outcome>; end(): void } {
  const { onRemoved } = browserApi.tabs
  let listen: (closedId: number) => void = () => undefined
  let looking: ReturnType<typeof setInterval> | undefined
  const whenClosed = new Promise<Outcome>((resolve) => {
    listen = (closedId) => {
      if (closedId === tabId) resolve({ failure: 'closed' })
    }
    looking = setInterval(() => {
      if (!isShown()) resolve({ failure: 'closed' })
    }, LOOK_MS)
  })
  onRemoved.addListener(listen)
  return {
    whenClosed,
    end() {
      clearInterval(looking)
      onRemoved.removeListener(listen)
    },
  }
}
