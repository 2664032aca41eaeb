// The attack, or the mishap: at a shared browser a passkey window is left open, somebody else types their password, and the
// passkey of the first is given then: the other one's sign-in is thrown away, and their hands are in the first one's account.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openApi } from '../app/api.ts'
import type { App } from '../app/app.ts'
import { putBrowserInPlace } from '../testing/browser-in-memory.ts'
import { startListening, type ListeningServer } from '../testing/listening-server.ts'
import { putPasskeyTabInPlace } from '../testing/passkey-tab.ts'
import { translator } from '../texts/texts.ts'

const browser = putBrowserInPlace()
const tab = putPasskeyTabInPlace()
const { keptAddress, keptSession, keptSignIn } = await import('../app/kept.ts')
const { signInAlone } = await import('./passkey-alone.ts')

const GIVEN = 'POST /api/v1/sign-in/passkey-alone'

let server: ListeningServer
beforeAll(async () => {
  server = await startListening(0, {
    [`${GIVEN}/options`]: {
      challenge: 'Y2hhbGxlbmdl',
      rpId: '127.0.0.1',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    },
    [GIVEN]: { step: 'done', session: { token: 'of the passkey' } },
  })
})
afterAll(() => server.close())
beforeEach(async () => {
  browser.session = {}
  server.heard.length = 0
  await keptAddress.set(server.address)
})

/** @param meanwhile what happens while the window is open */
async function givePasskey(meanwhile: () => Promise<void>): Promise<string[]> {
  const { address } = server
  const app: App = {
    t: translator('en'),
    address,
    api: openApi(address, undefined),
    challenge: undefined,
    place: 'tab',
    show: () => undefined,
    start: () => Promise.resolve(),
  }
  const response = { clientDataJSON: '', authenticatorData: '', signature: '', userHandle: null }
  tab.answer = async () => {
    await meanwhile()
    return { proven: { id: 'id', rawId: 'id', type: 'public-key', response } }
  }
  await signInAlone(app, () => true)
  return server.heard.map(({ what }) => what)
}

test('given while nobody else came, it is all of the sign-in', async () => {
  expect(await givePasskey(() => Promise.resolve())).toContain(GIVEN)
  expect(browser.session).toEqual({ session: { address: server.address, token: 'of the passkey' } })
})

test('given after somebody else has typed a password, it is sent nowhere, and that sign-in stays', async () => {
  const signIn = {
    address: server.address,
    step: 'code' as const,
    challenge: 'of somebody else',
    methods: ['totp' as const],
    needsTicket: false,
    endsAtMs: Date.now() + 60_000,
  }
  expect(await givePasskey(() => keptSignIn.set(signIn))).not.toContain(GIVEN)
  expect(browser.session).toEqual({ signIn })
})

test('given after somebody else has signed in, it is sent nowhere', async () => {
  const session = { address: server.address, token: 'of somebody else' }
  expect(await givePasskey(() => keptSession.set(session))).not.toContain(GIVEN)
  expect(browser.session).toEqual({ session })
})
