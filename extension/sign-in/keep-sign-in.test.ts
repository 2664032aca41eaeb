// On a computer whose clock is minutes ahead, a sign-in of five minutes is over before its code is typed.
import { expect, test } from 'vitest'
import { putBrowserInPlace } from '../testing/browser-in-memory.ts'
import { startListening } from '../testing/listening-server.ts'

const browser = putBrowserInPlace()
const { openApi } = await import('../app/api.ts')
const { keptSignIn } = await import('../app/kept.ts')
const { keepSignIn } = await import('./keep-sign-in.ts')

const minuteMs = 60_000

test.each([
  ['ahead', -10 * minuteMs],
  ['behind', 10 * minuteMs],
  ['right', 0],
])('it lasts as long as the server says where the clock is %s', async (_, aheadMs) => {
  const server = await startListening(aheadMs)
  try {
    const { address } = server
    const api = openApi(address, undefined)
    await api.client.call('GET /api/v1/setup')
    const expiresAt = new Date(Date.now() + aheadMs + 5 * minuteMs).toISOString()
    const answer = { step: 'code' as const, challenge: 'the challenge', expiresAt }
    await keepSignIn({ address, api }, answer)
    const nowMs = Date.now()
    expect(await keptSignIn.readAt(address, nowMs + 4 * minuteMs)).toBeDefined()
    expect(await keptSignIn.readAt(address, nowMs + 6 * minuteMs)).toBeUndefined()
    // And is gone then: the key of an enrolment may be in it.
    expect(browser.session).toEqual({})
  } finally {
    await server.close()
  }
})
