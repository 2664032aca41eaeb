// A passkey by a real browser and its virtual authenticator (CDP, domain WebAuthn): made by somebody who must have a
// second factor, proven beside the password, as the whole sign-in, and before something grave.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../contract/client.ts'
import { openBrowser } from './browser.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { beginChallenge, outcomeOf, setUp } from './sign-in-by-api.ts'

const BEN = { email: 'ben@northwind.example', password: 'copper meadow basket 41' }

let dataDir: string
let server: CountersignProcess
let browser: Browser
let page: Page
let devtools: CDPSession
let authenticatorId: string
let admin: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-passkey-'))
  const port = await findFreePort()
  // For a number browsers make no passkeys; localhost is a name, and counts as secure.
  const env = { COUNTERSIGN_BASE_URL: `http://localhost:${port}` }
  server = await startCountersign({ dataDir, port, env })
  admin = await setUp(server)
  browser = await openBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(`http://localhost:${port}/api`)
  devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const
  ;({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options }))
})
afterAll(async () => {
  await browser?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

type CreationOptions = Answer<'POST /api/v1/sign-in/enrolment/passkey'>
type RequestOptions = Answer<'POST /api/v1/sign-in/passkey/options'>

/** What our page will do: the options as they came, and what the browser makes of them as it says it itself. */
function make(options: CreationOptions) {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      json as PublicKeyCredentialCreationOptionsJSON,
    )
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    return credential.toJSON() as RegistrationResponseJSON & { type: 'public-key' }
  }, options)
}

function prove(options: RequestOptions) {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      json as PublicKeyCredentialRequestOptionsJSON,
    )
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    return credential.toJSON() as AuthenticationResponseJSON & { type: 'public-key' }
  }, options)
}

async function signInAlone(): Promise<Answer<'POST /api/v1/sign-in/passkey-alone'>> {
  const options = await server.client().call('POST /api/v1/sign-in/passkey-alone/options', { body: {} })
  const passkey = await prove(options)
  return server.client().call('POST /api/v1/sign-in/passkey-alone', { body: { passkey, client: 'cli' } })
}

test('somebody who must have a second factor makes a passkey and signs in with it, beside the password and alone', async () => {
  const user = { ...BEN, role: 'agent', requireSecondFactor: true } as const
  await server.client(admin).call('POST /api/v1/users', { body: user })

  const enrolling = await beginChallenge(server.client(), BEN, 'enrol')
  const creation = await server
    .client()
    .call('POST /api/v1/sign-in/enrolment/passkey', { body: { challenge: enrolling } })
  const made = await make(creation)
  const enrolled = await server.client().call('POST /api/v1/sign-in/enrolment/passkey/confirm', {
    body: { challenge: enrolling, passkey: made, name: 'This browser' },
  })
  expect(enrolled.recoveryCodes).toHaveLength(10)
  const mine = server.client(enrolled.session.token)
  const { items } = await mine.call('GET /api/v1/me/authenticators')
  expect(items).toMatchObject([{ kind: 'passkey', name: 'This browser', sync: 'bound' }])

  // The browser does not make a second one where one is: it was told of it.
  const again = await mine.call('POST /api/v1/me/authenticators/passkey', { body: {} })
  await expect(make(again)).rejects.toThrow('InvalidStateError')

  const challenge = await beginChallenge(server.client(), BEN)
  const request = await server.client().call('POST /api/v1/sign-in/passkey/options', { body: { challenge } })
  const proof = { challenge, passkey: await prove(request) }
  const second = await server.client().call('POST /api/v1/sign-in/passkey', { body: proof })
  expect(second.step).toBe('done')

  const alone = await signInAlone()
  const signedIn = server.client(alone.session.token)
  const me = await signedIn.call('GET /api/v1/me')
  expect(me.account.email).toBe(BEN.email)
  expect(me.session.factors.map(({ method }) => method)).toEqual(['passkey'])

  const stepUp = await signedIn.call('POST /api/v1/me/step-up/passkey', { body: {} })
  const fresh = await signedIn.call('POST /api/v1/me/step-up', { body: { passkey: await prove(stepUp) } })
  expect(fresh.token).not.toBe(alone.session.token)
})

test('the same passkey with a counter that was set back is refused, beside the password too', async () => {
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  const [credential] = credentials
  if (credential === undefined) throw new Error('The browser has no passkey.')
  const { credentialId } = credential
  await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
  const older = { ...credential, signCount: 0 }
  await devtools.send('WebAuthn.addCredential', { authenticatorId, credential: older })
  expect(await outcomeOf(signInAlone())).toBe('passkey.refused')
})
