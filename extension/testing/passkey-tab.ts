// The small window in which a passkey is asked for, as the extension sees it: where it stands, and what is answered in it.
import type { PasskeyJob, PasskeyOutcome } from '../passkeys/ask-in-page.ts'

export interface PasskeyTab {
  /** Nothing while it is closed. */
  standing: { url?: string; status: 'loading' | 'complete' } | undefined
  /** What the page was asked. */
  asked: PasskeyJob[]
  /** What comes of it; it throws where no script can run. */
  answer: () => Promise<PasskeyOutcome | undefined>
}

export function putPasskeyTabInPlace(): PasskeyTab {
  const tabId = 7
  const tab: PasskeyTab = { standing: undefined, asked: [], answer: () => Promise.resolve(undefined) }
  const nothing = () => undefined
  const given = {
    windows: {
      create({ url }: { url: string }) {
        tab.standing ??= { url, status: 'complete' }
        return Promise.resolve({ tabs: [{ id: tabId, windowId: 1 }] })
      },
    },
    tabs: {
      get: () =>
        tab.standing === undefined
          ? Promise.reject(new Error('No tab with that id.'))
          : Promise.resolve({ id: tabId, windowId: 1, ...tab.standing }),
      remove() {
        tab.standing = undefined
        return Promise.resolve()
      },
      onRemoved: { addListener: nothing, removeListener: nothing },
    },
    scripting: {
      async executeScript({ args: [job] }: { args: [PasskeyJob] }) {
        tab.asked.push(job)
        return [{ result: await tab.answer() }]
      },
    },
  }
  Object.assign((globalThis as unknown as { chrome: object }).chrome, given)
  Object.assign(globalThis, { window: new EventTarget() })
  return tab
}
