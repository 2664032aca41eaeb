// The offer of passkeys on a page that stays open for hours, on a machine that sleeps meanwhile.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { offerPasskeys, type PasskeyProof } from './ceremony.ts'

const browser = vi.hoisted(() => ({
  offers: [] as string[],
  take: (_proof: unknown): void => undefined,
  drop: (): void => undefined,
}))

vi.mock('@simplewebauthn/browser', () => ({
  browserSupportsWebAuthnAutofill: () => Promise.resolve(true),
  startAuthentication: ({ optionsJSON }: { optionsJSON: { challenge: string } }) => {
    browser.offers.push(optionsJSON.challenge)
    return new Promise((resolve, reject) => {
      browser.take = resolve
      browser.drop = () => reject(new DOMException('dropped', 'AbortError'))
    })
  },
  WebAuthnAbortService: { cancelCeremony: () => browser.drop() },
}))

type RequestOptions = Awaited<ReturnType<Parameters<typeof offerPasskeys>[0]>>

const MINUTE = 60_000
const proof = { id: 'chosen' } as PasskeyProof

let asked = 0
let isOnline = true
const ask = (): Promise<RequestOptions> => {
  if (!isOnline) return Promise.reject(new Error('no network'))
  asked += 1
  return Promise.resolve({ challenge: `challenge ${asked}`, timeout: 5 * MINUTE } as RequestOptions)
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', new EventTarget())
  browser.offers = []
  asked = 0
  isOnline = true
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Timers stand still, the clock on the wall does not. */
const sleepFor = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)
const wakeUp = () => document.dispatchEvent(new Event('visibilitychange'))
const settle = () => vi.advanceTimersByTimeAsync(0)

test('is made anew before its challenge is over', async () => {
  const offer = offerPasskeys(ask, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(3.9 * MINUTE)
  expect(browser.offers).toEqual(['challenge 1'])
  await vi.advanceTimersByTimeAsync(0.2 * MINUTE)
  expect(browser.offers).toEqual(['challenge 1', 'challenge 2'])
  browser.take(proof)
  expect(await offer).toBe(proof)
})

test('is made anew when the machine has slept, as soon as somebody looks', async () => {
  const offer = offerPasskeys(ask, new AbortController().signal)
  await settle()
  sleepFor(600 * MINUTE)
  wakeUp()
  await settle()
  expect(browser.offers).toEqual(['challenge 1', 'challenge 2'])
  browser.take(proof)
  expect(await offer).toBe(proof)
})

test('taken too late is made again, and nothing goes to the server that it would refuse', async () => {
  const offer = offerPasskeys(ask, new AbortController().signal)
  await settle()
  sleepFor(600 * MINUTE)
  browser.take({ id: 'too late' })
  await settle()
  expect(browser.offers).toEqual(['challenge 1', 'challenge 2'])
  browser.take(proof)
  expect(await offer).toBe(proof)
})

test('outlives a network that is not there yet', async () => {
  const offer = offerPasskeys(ask, new AbortController().signal)
  await settle()
  isOnline = false
  sleepFor(600 * MINUTE)
  wakeUp()
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(browser.offers).toEqual(['challenge 1'])
  isOnline = true
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(browser.offers).toEqual(['challenge 1', 'challenge 2'])
  browser.take(proof)
  expect(await offer).toBe(proof)
})

test('ends with the page, and when a passkey is asked for in another way', async () => {
  const page = new AbortController()
  const left = offerPasskeys(ask, page.signal)
  await settle()
  page.abort()
  expect(await left).toBeUndefined()

  const beside = offerPasskeys(ask, new AbortController().signal)
  await settle()
  browser.drop()
  expect(await beside).toBeUndefined()
})
