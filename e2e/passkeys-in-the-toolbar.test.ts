// Passkeys and the phone in the extension, in a real browser with a virtual device: made in a forced sign-in, beside the
// password, as the whole sign-in, before something grave; and what a window that is closed or led away comes to.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { makePhoneKey } from '../server/testing/phones.ts'
import { codeOf } from './authenticator-app.ts'
import { openExtension, type ExtensionBrowser } from './browser-extension.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { openEye, type Eye } from './look-at-page.ts'
import { addPerson, PASSWORD, showIfFailed, type AddedPerson } from './open-console.ts'
import { openGate, passkeyPerson, type Gate, type PasskeyPerson } from './passkey-window.ts'
import { enrol, giveCode, setUp, tokenOf, type Person } from './sign-in-by-api.ts'

const patient = { timeout: 120_000 }

let dataDir: string
let server: CountersignProcess
let gate: Gate
let address: string
let admin: string
let petra: AddedPerson
let nora: AddedPerson
let browser: ExtensionBrowser
let hands: PasskeyPerson
/** What is looked at while the button is pressed. */
let page: Page
let popup: Page
let eye: Eye

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-toolbar-'))
  const [port, serverPort] = [await findFreePort(), await findFreePort()]
  // For a number browsers make no passkeys; localhost is a name, and counts as secure.
  address = `http://localhost:${port}`
  server = await startCountersign({
    dataDir,
    command: 'start',
    port: serverPort,
    env: { COUNTERSIGN_BASE_URL: address },
  })
  gate = await openGate(port, serverPort)
  admin = await setUp(server)
  const forced = { requireSecondFactor: true, password: PASSWORD }
  petra = await addPerson(server, admin, 'Petra Paulsen', forced)
  nora = await addPerson(server, admin, 'Nora Nilsen', forced)
  browser = await openExtension(address, { names: ['wall.example'], port })
  hands = passkeyPerson(browser.context, gate)
})
afterAll(async () => {
  await browser?.close()
  await gate?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})
beforeEach(async () => {
  eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  page = await browser.context.newPage()
  await page.route('https://wall.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Wall</title><h1>Open orders</h1>' }),
  )
  await page.goto('https://wall.example/')
})
afterEach(async (context) => {
  await showIfFailed(context, popup)
  for (const one of browser.context.pages().slice(1)) await one.close()
})

const button = (label: string) => popup.getByRole('button', { name: label, exact: true })
const heading = (title: string) => popup.getByRole('heading', { name: title, exact: true })

async function givePassword({ email, password }: Person): Promise<void> {
  await popup.getByLabel('E-mail address', { exact: true }).fill(email)
  await popup.getByLabel('Password', { exact: true }).fill(password)
  await button('Sign in').click()
}

async function pressButton(): Promise<void> {
  popup = await browser.pressButton(page)
}

/** What the popup cannot do goes on in a tab. */
function whenInTab(): Promise<Page> {
  return browser.context.waitForEvent('page', (one) => one.url().startsWith('chrome-extension://'))
}

interface Kept {
  session?: { token: string }
  signIn?: { challenge: string }
}

/** In a page of the extension: what opens something. */
async function readKept(): Promise<object> {
  type Area = { get(key: null): Promise<object> }
  const { storage } = (globalThis as unknown as { chrome: { storage: { session: Area } } }).chrome
  return storage.session.get(null)
}
const kept = async () => (await popup.evaluate(readKept)) as Kept

/** In a tab of the extension: the one that it leads back to. */
async function readOpener(): Promise<number | undefined> {
  interface Tabs {
    getCurrent(): Promise<{ openerTabId?: number }>
  }
  const { tabs } = (globalThis as unknown as { chrome: { tabs: Tabs } }).chrome
  return (await tabs.getCurrent()).openerTabId
}

/** In a page of the extension: the sign-in that is under way has run out. */
async function forgetSignIn(): Promise<void> {
  type Area = { remove(key: string): Promise<void> }
  const { storage } = (globalThis as unknown as { chrome: { storage: { session: Area } } }).chrome
  await storage.session.remove('signIn')
}

/** How whoever is signed in here has proven it. */
async function provenBy(): Promise<string[]> {
  const { session, account } = await server.client((await kept()).session?.token).call('GET /api/v1/me')
  expect([session.client, account.email]).toEqual(['extension', petra.email])
  return session.factors.map(({ method }) => method)
}

const CLOSED = 'The window was closed before it was done. Try once more, or use another way.'

test(
  'a passkey instead of an app where two-factor is required, and beside the password',
  patient,
  async () => {
    await pressButton()
    await popup.getByLabel('Address', { exact: true }).fill(address)
    await button('Continue').click()
    await heading('Sign in').waitFor()
    await eye.lookAtPopup(popup, 'extension sign in with passkeys')
    const tab = whenInTab()
    await givePassword(petra)
    popup = await tab
    await button('Use a passkey instead').click()
    await button('Make a passkey').waitFor()
    await eye.lookAt(popup, 'extension enrolment by passkey')

    // The person closes the window: said so, and asked once more.
    const given = await hands.whenAsked(() => button('Make a passkey').click())
    given.leaveAlone()
    await given.page.getByRole('heading', { name: 'Your passkey, for the extension' }).waitFor()
    await eye.lookAt(given.page, 'passkey window')
    // Nothing that opens something is in that window.
    expect(given.page.url()).toBe(`${address}/passkey-window`)
    const { signIn } = await kept()
    const told = await given.page.evaluate(() =>
      JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]),
    )
    expect(`${told} ${await given.page.content()}`).not.toContain(signIn?.challenge ?? 'a challenge')
    await given.page.close()
    await popup.getByText(CLOSED).waitFor()
    await eye.lookAt(popup, 'extension passkey window closed')
    // Left open, it closes once the person turns to something else: an answer would come over what is shown by then.
    const left = await hands.whenAsked(() => button('Make a passkey').click())
    await button('Use the authenticator app instead').click()
    await expect.poll(() => left.page.isClosed()).toBe(true)
    await button('Use a passkey instead').click()
    const again = await hands.whenAsked(() => button('Make a passkey').click())
    await again.answer()
    await heading('Save your recovery codes').waitFor()
    await expect.poll(() => again.page.isClosed()).toBe(true)
    await button('I have saved them').click()
    await heading('Codes').waitFor()

    await button('Sign out').click()
    await givePassword(petra)
    await heading('Use your passkey').waitFor()
    await eye.lookAt(popup, 'extension second factor by passkey')
    const second = await hands.whenAsked(() => button('Use passkey').click())
    await second.answer()
    await heading('Codes').waitFor()
    expect(await provenBy()).toEqual(['password', 'passkey'])
    await button('Sign out').click()
    await heading('Sign in').waitFor()
    eye.expectNothing(18)
  },
)

test('84: led to another port of the same host, the window is asked for nothing there', patient, async () => {
  await pressButton()
  const other = `http://localhost:${await findFreePort()}/`
  await browser.context.route(other, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script>navigator.credentials.get = () => (document.title = "asked")</script><h1>Not yours</h1>',
    }),
  )
  // Before its page is whole.
  const letThrough = gate.hold()
  const tab = whenInTab()
  const led = browser.context.waitForEvent('page', (one) => one.url().endsWith('/passkey-window'))
  await button('Sign in with a passkey').click()
  popup = await tab
  const window = await led
  await window.goto(other)
  await window.getByRole('heading', { name: 'Not yours' }).waitFor()
  // Long enough to be asked several times over.
  await window.waitForTimeout(1_000)
  expect(await window.title()).toBe('')
  await window.close()
  await popup.getByText(CLOSED).waitFor()
  expect(await kept()).toEqual({})
  letThrough()
})

test('as the whole sign-in, begun in the popup, and before something grave', patient, async () => {
  const { id } = await server.client(admin).call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name: 'Wall',
      url: 'https://wall.example/',
      username: 'wall',
      password: 'lantern in the hall 12',
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    },
  })
  await server.client(admin).call('POST /api/v1/connections/{id}/grants', {
    params: { id },
    body: { accountId: petra.id, may: 'reveal' },
  })
  await pressButton()
  const tab = whenInTab()
  const alone = await hands.whenAsked(() => button('Sign in with a passkey').click())
  popup = await tab
  await alone.answer()
  await heading('Codes').waitFor()
  expect(await provenBy()).toEqual(['passkey'])
  const { session: before } = await kept()
  await popup.close()

  // As ten minutes later.
  await pressButton()
  const problem = { type: 'about:blank', title: 'Prove it', status: 403, requestId: 'none' }
  await popup.route(
    '**/code',
    (route) => route.fulfill({ status: 403, json: { ...problem, code: 'access.step_up_required' } }),
    { times: 1 },
  )
  await button('Show a code').click()
  const question = popup.getByRole('dialog', { name: 'Is it you?' })
  await question.getByText('confirm with your passkey that it is you').waitFor()
  await eye.lookAtPopup(popup, 'extension step up by passkey')
  const asking = whenInTab()
  const both = ['passkey', 'totp'].map((kind) => ({ kind, state: 'active' }))
  await browser.context.route('**/me/authenticators', (route) => route.fulfill({ json: { items: both } }), {
    times: 1,
  })
  const proof = await hands.whenAsked(() => question.getByRole('button', { name: 'Use passkey' }).click())
  popup = await asking
  // It says that there are other ways: there they are. And it leads back to the page.
  await button('Use the authenticator app instead').waitFor()
  expect(await popup.evaluate(readOpener)).toEqual(expect.any(Number))
  await proof.answer()
  await heading('It is you').waitFor()
  await eye.lookAt(popup, 'extension stepped up by passkey')
  expect(await provenBy()).toEqual(['passkey'])
  expect((await kept()).session?.token).not.toBe(before?.token)
  await button('Done').click()
  await expect.poll(() => popup.isClosed()).toBe(true)

  await pressButton()
  await button('Show a code').click()
  await popup.locator('[data-code]').waitFor({ timeout: 40_000 })
  await button('Sign out').click()
  await heading('Sign in').waitFor()
  eye.expectNothing(6)
})

test('a passkey that is given after somebody else began to sign in is sent nowhere', patient, async () => {
  await pressButton()
  await givePassword(petra)
  const tab = whenInTab()
  const asked = await hands.whenAsked(() => button('Use passkey').click())
  const first = await tab
  popup = await browser.context.newPage()
  await popup.goto(first.url())
  await button('Start again').click()
  await givePassword(nora)
  await heading('Set up two-factor').waitFor()
  const { signIn } = await kept()
  await asked.answer()
  // The tab of the first has nothing left to do, and makes no second key for the other one.
  await expect.poll(() => [asked.page.isClosed(), first.isClosed()]).toEqual([true, true])
  expect(await kept()).toMatchObject({ signIn: { challenge: signIn?.challenge } })
  expect((await kept()).session).toBeUndefined()
  const user = await server.client(admin).call('GET /api/v1/users/{id}', { params: { id: petra.id } })
  expect(user.openSessions).toBe(0)
  await button('Start again').click()
  await heading('Sign in').waitFor()
})

test(
  'asked for beside a password, in a sign-in that has run out, it does not become the whole sign-in',
  patient,
  async () => {
    await pressButton()
    await givePassword(petra)
    await heading('Use your passkey').waitFor()
    await popup.evaluate(forgetSignIn)
    const tab = whenInTab()
    await button('Use passkey').click()
    popup = await tab
    await popup.getByText('This sign-in has run out. Start again with your password.').waitFor()
    await heading('Sign in').waitFor()
    // Long enough to be asked.
    await popup.waitForTimeout(1_000)
    expect(browser.context.pages().filter((one) => one.url().endsWith('/passkey-window'))).toEqual([])
  },
)

test('approved on the phone: two digits that outlive the popup, a yes and a no', patient, async () => {
  const { secret } = await enrol(server.client(), nora)
  const { challenge = '' } = await server.client().call('POST /api/v1/sign-in', {
    body: { email: nora.email, password: nora.password, client: 'mobile' },
  })
  const phone = server.client(tokenOf(await giveCode(server.client(), challenge, codeOf(secret))))
  const key = makePhoneKey()
  const { id: authenticator } = await phone.call('POST /api/v1/me/authenticators/approval', {
    body: { publicKey: key.publicKey, name: 'Phone' },
  })
  const shown = () =>
    popup.getByRole('status', { name: 'The two digits to type on the phone' }).filter({ hasText: /^\d\d$/ })
  const askPhone = async (): Promise<string> => {
    await givePassword(nora)
    await button('Approve on your phone instead').click()
    await shown().waitFor()
    const { items } = await phone.call('GET /api/v1/me/approvals')
    expect(items).toMatchObject([{ client: 'extension', email: nora.email }])
    return items[0]?.id ?? ''
  }

  await pressButton()
  const id = await askPhone()
  const number = await shown().innerText()
  expect(number).toMatch(/^\d\d$/)
  await popup.getByText(/^Your phone is asked for 2:\d\d more$/).waitFor()
  await eye.lookAtPopup(popup, 'extension approval')
  await popup.close()
  await pressButton()
  await shown().waitFor()
  expect(await shown().innerText()).toBe(number)
  // There and back: the phone is not rung once more.
  let rung = 0
  const another = number === '10' ? '11' : '10'
  await popup.route('**/sign-in/approval', (route) => {
    rung += 1
    const expiresAt = new Date(Date.now() + 180_000).toISOString()
    return route.fulfill({ json: { number: another, expiresAt } })
  })
  await button('Use the authenticator app instead').click()
  await heading('Enter your code').waitFor()
  // A server that is busy for a moment ends nothing. What is answered first is given last.
  for (const [status, code] of [
    [410, 'approval.expired'],
    [503, 'server.busy'],
  ] as const) {
    const problem = { type: 'about:blank', title: code, status, code, requestId: 'none' }
    await popup.route('**/approval/wait', (route) => route.fulfill({ status, json: problem }), { times: 1 })
  }
  await button('Approve on your phone instead').click()
  await popup.getByText('The server is busy.').waitFor()
  expect([await shown().innerText(), rung]).toEqual([number, 0])
  // Asked anew after its time, there and back leads to the digits of now: those before would end the sign-in.
  await popup.getByText('Nobody answered on the phone in time.').waitFor()
  await button('Ask the phone').click()
  await shown().waitFor()
  await button('Use the authenticator app instead').click()
  await heading('Enter your code').waitFor()
  await button('Approve on your phone instead').click()
  await shown().waitFor()
  expect([await shown().innerText(), rung]).toEqual([another, 1])
  await popup.unroute('**/sign-in/approval')
  expect((await phone.call('GET /api/v1/me/approvals')).items.map((one) => one.id)).toEqual([id])
  await phone.call('POST /api/v1/me/approvals/{id}/approve', {
    params: { id },
    body: { authenticator, number, signature: key.sign(id, number) },
  })
  await heading('Codes').waitFor()
  const { session } = await server.client((await kept()).session?.token).call('GET /api/v1/me')
  expect(session.factors.map(({ method }) => method)).toEqual(['password', 'approval'])

  await button('Sign out').click()
  await heading('Sign in').waitFor()
  const refused = await askPhone()
  await phone.call('POST /api/v1/me/approvals/{id}/deny', { params: { id: refused } })
  await popup.getByText('This sign-in was ended on the phone: somebody refused it').waitFor()
  await heading('Sign in').waitFor()
  expect(await kept()).toEqual({})
  await eye.lookAtPopup(popup, 'extension approval refused')
  eye.expectNothing(4)
})
