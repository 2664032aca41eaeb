// The attack: somebody is made to type another address, while what opens their own Countersign is still kept.
import { beforeEach, expect, test } from 'vitest'
import { putBrowserInPlace } from '../testing/browser-in-memory.ts'

const browser = putBrowserInPlace()
const { keptAddress, keptSession, keptSignIn } = await import('../app/kept.ts')
const { askToReach, forgetAddress, mayReach, moveTo } = await import('./reach.ts')

const OWN = 'https://login.northwind.example'
const EVIL = 'https://login.northwind.example.evil.example'
const nowMs = Date.UTC(2026, 10, 27)

const session = { address: OWN, token: 'the token' }
const pending = {
  address: OWN,
  step: 'code' as const,
  challenge: 'the challenge',
  methods: ['totp' as const],
  needsTicket: false,
  endsAtMs: nowMs + 60_000,
}

beforeEach(async () => {
  browser.hosts.clear()
  await askToReach(OWN)
  await keptAddress.set(OWN)
  await keptSession.set(session)
  await keptSignIn.set(pending)
})

test('what opens one Countersign is nothing at another address, however that came to be kept', async () => {
  expect(await keptSession.readAt(OWN)).toEqual(session)
  expect(await keptSignIn.readAt(OWN, nowMs)).toEqual(pending)
  // As after a popup that the browser closed over its question.
  await keptAddress.set(EVIL)
  expect(await keptSession.readAt(EVIL)).toBeUndefined()
  expect(await keptSignIn.readAt(EVIL, nowMs)).toBeUndefined()
})

test('with another address everything of the one before is gone, and the leave to reach it', async () => {
  await askToReach(EVIL)
  await moveTo(EVIL, OWN)
  expect(browser).toMatchObject({ local: { address: EVIL }, session: {} })
  expect(browser.session).toEqual({})
  expect([await mayReach(EVIL), await mayReach(OWN)]).toEqual([true, false])
})

test('with the same address, typed once more, everything stays', async () => {
  await moveTo(OWN, OWN)
  expect(browser.session).toEqual({ session, signIn: pending })
  expect(await mayReach(OWN)).toBe(true)
})

test('another port of the same host is another Countersign, under the same leave', async () => {
  await moveTo(`${OWN}:8443`, OWN)
  expect(browser.session).toEqual({})
  expect(await mayReach(`${OWN}:8443`)).toBe(true)
})

test('an address that is forgotten takes everything along', async () => {
  await forgetAddress(OWN)
  expect([browser.local, browser.session]).toEqual([{}, {}])
  expect(await mayReach(OWN)).toBe(false)
})
