// The small window of a passkey, when it is left open, led away, loaded anew, or answered late.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { putBrowserInPlace } from '../testing/browser-in-memory.ts'
import { putPasskeyTabInPlace } from '../testing/passkey-tab.ts'
import { translator } from '../texts/texts.ts'
import type { PasskeyOutcome, RequestOptions } from './ask-in-page.ts'

putBrowserInPlace()
const tab = putPasskeyTabInPlace()
const { provePasskey } = await import('./passkey-window.ts')
const { Told } = await import('../app/form.ts')

const address = 'https://login.northwind.example'
const t = translator('en')
const minuteMs = 60_000

const options: RequestOptions = {
  challenge: 'Y2hhbGxlbmdl',
  rpId: 'login.northwind.example',
  timeout: 5 * minuteMs,
  userVerification: 'required',
  allowCredentials: [],
}
const proof = {
  id: 'id',
  rawId: 'id',
  type: 'public-key' as const,
  response: { clientDataJSON: '', authenticatorData: '', signature: '', userHandle: null },
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let isShown: boolean
beforeEach(() => {
  vi.useFakeTimers()
  isShown = true
  tab.standing = undefined
  tab.asked.length = 0
  tab.answer = () => Promise.resolve({ proven: proof })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What comes of it after so long, in words where there is none. */
async function prove(afterMs: number): Promise<unknown> {
  const outcome = provePasskey({ t, address }, options, () => isShown).catch((error: unknown) =>
    error instanceof Told ? error.message : error,
  )
  await vi.advanceTimersByTimeAsync(afterMs)
  return Promise.race([outcome, Promise.resolve('still open')])
}

test('a window that is left open closes as soon as one turns to something else', async () => {
  tab.answer = () => new Promise<PasskeyOutcome>(() => undefined)
  expect(await prove(minuteMs)).toBe('still open')
  expect(tab.standing).toBeDefined()
  isShown = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(tab.standing).toBeUndefined()
})

test('what is answered after one has turned to something else is used for nothing', async () => {
  tab.answer = () => {
    isShown = false
    return Promise.resolve({ proven: proof })
  }
  expect(await prove(10)).toBe(t('passkey.closed'))
})

test('who signs in at a proxy before it has what is left of the time, not all of it anew', async () => {
  tab.standing = { status: 'complete', url: 'https://proxy.example/' }
  setTimeout(() => (tab.standing = { status: 'complete', url: `${address}/passkey-window` }), 4 * minuteMs)
  expect(await prove(4 * minuteMs + 1_000)).toEqual(proof)
  const [asked] = tab.asked
  expect(asked?.options.timeout).toBeGreaterThan(0.5 * minuteMs)
  expect(asked?.options.timeout).toBeLessThanOrEqual(minuteMs)
})

test('a browser that does not keep to the time answers late: nothing is sent, which would count as a wrong code', async () => {
  tab.answer = async () => {
    await pause(5 * minuteMs)
    return { proven: proof }
  }
  expect(await prove(6 * minuteMs)).toBe(t('passkey.notUsed'))
})

test('a window that stands elsewhere until the end was led away', async () => {
  tab.standing = { status: 'complete', url: 'https://login.northwind.example:8443/' }
  expect(await prove(6 * minuteMs)).toBe(t('passkey.elsewhere'))
  expect(tab.asked).toEqual([])
})

test('one that went elsewhere while it was asked was, too', async () => {
  tab.answer = () => {
    tab.standing = { status: 'complete' }
    return Promise.resolve({ proven: proof })
  }
  expect(await prove(10)).toBe(t('passkey.elsewhere'))
})

test.each([
  ['is loaded anew', { status: 'loading' as const, url: `${address}/passkey-window` }],
  [
    'is the browser’s own page of an error',
    { status: 'complete' as const, url: `${address}/passkey-window` },
  ],
])('one that %s went nowhere', async (_, standing) => {
  tab.answer = () => {
    tab.standing = standing
    return Promise.reject(new Error('Cannot access contents of the page.'))
  }
  expect(await prove(10)).toBe(t('passkey.failed'))
})
