// The extension, whole: somebody who must use two-factor enrols in it, signs in, sees a code and has one typed where it
// belongs; and pages that only look like the service get nothing.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startListening } from '../extension/testing/listening-server.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { evilSite } from '../runner/testing/stand-ins/services/frames.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { codeOf, untilNextStep, untilStepLasts } from './authenticator-app.ts'
import { openExtension, type ExtensionBrowser } from './browser-extension.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { openEye, type Eye } from './look-at-page.ts'
import { addPerson, showIfFailed, type AddedPerson } from './open-console.ts'
import { readGuide } from './read-guide.ts'
import { drawQrCode } from './secret-papers.ts'
import { ADMIN, setUp, type Person } from './sign-in-by-api.ts'

const patient = { timeout: 180_000 }
const EVIL = 'https://wall.example.evil.example'

const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}

let dataDir: string
let service: StandIns
let server: CountersignProcess
let address: string
let admin: string
let ben: AddedPerson
let browser: ExtensionBrowser
let page: Page
let popup: Page
let eye: Eye

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-toolbar-'))
  service = await startStandIns([plainApplication, evilSite], account)
  const port = await findFreePort()
  // By a name, as the guide says: with passkeys.
  address = `http://localhost:${port}`
  server = await startCountersign({ dataDir, port, env: { COUNTERSIGN_BASE_URL: address } })
  admin = await setUp(server)
  ben = await addPerson(server, admin, 'Ben Okafor', {
    requireSecondFactor: true,
    password: account.password,
  })
  browser = await openExtension(address, {
    names: ['wall.example', '*.evil.example'],
    port: service.port,
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.kill()
  await service?.close()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})
beforeEach(async () => {
  eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  service.reset()
  page = await browser.context.newPage()
})
afterEach(async (context) => {
  await showIfFailed(context, popup)
  for (const one of browser.context.pages().slice(1)) await one.close()
})

const field = (label: string) => popup.getByLabel(label, { exact: true })
const button = (label: string) => popup.getByRole('button', { name: label, exact: true })
const heading = (title: string) => popup.getByRole('heading', { name: title, exact: true })

/** A connection that Ben may be told the codes of. */
async function addConnection(name: string, url = 'https://wall.example/'): Promise<string> {
  const client = server.client(admin)
  const { id } = await client.call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name,
      url,
      username: account.name,
      password: account.password,
      secret: encodeBase32(account.secret),
    },
  })
  await client.call('POST /api/v1/connections/{id}/grants', {
    params: { id },
    body: { accountId: ben.id, may: 'reveal' },
  })
  return id
}

/** As far as the page that asks for the code, as a person signs in there. */
async function signInAtService(): Promise<void> {
  await page.goto('https://wall.example/')
  await page.getByLabel('Email').fill(account.name)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Two-factor authentication' }).waitFor()
}

/** In a page of the extension: what is kept. */
async function readKept(): Promise<{ onDisk: object; inMemory: object }> {
  type Area = { get(key: null): Promise<object> }
  const { storage } = (globalThis as unknown as { chrome: { storage: { local: Area; session: Area } } })
    .chrome
  return { onDisk: await storage.local.get(null), inMemory: await storage.session.get(null) }
}

/** In a tab of the extension: whether it is the one that is looked at. */
async function isInFront(): Promise<boolean> {
  const { tabs } = (
    globalThis as unknown as { chrome: { tabs: { getCurrent(): Promise<{ active: boolean }> } } }
  ).chrome
  return (await tabs.getCurrent()).active
}

const guide = readGuide('browser-extension')

const ourTabs = () => browser.context.pages().filter((one) => one.url().startsWith('chrome-extension://'))

async function givePassword({ email, password }: Person = ben): Promise<void> {
  await field('E-mail address').fill(email)
  await field('Password').fill(password)
  await button('Sign in').click()
}

let secret: string
let recoveryCodes: string[]

test('who must use two-factor enrols inside the sign-in, and gives a code at the next', patient, async () => {
  await page.goto('https://wall.example/')
  popup = await browser.pressButton(page)
  await heading('Where is your Countersign?').waitFor()
  await eye.lookAtPopup(popup, 'extension address')
  await field('Address').fill('http://login.example.com')
  await button('Continue').click()
  await popup.getByText('Type an address that begins with https://').waitFor()
  await field('Address').fill(address)
  await guide.find(popup, 'Continue').click()
  await heading('Sign in').waitFor()
  await guide.find(popup, 'Sign in').waitFor()
  await guide.find(popup, 'Sign in with a passkey').waitFor()
  await eye.lookAtPopup(popup, 'extension sign in')

  // The popup would close at the first look at the phone: the enrolment goes on in a tab.
  const tab = browser.context.waitForEvent('page')
  await givePassword()
  popup = await tab
  await heading('Set up two-factor').waitFor()
  await eye.lookAt(popup, 'extension enrolment')
  secret = await popup.locator('.key code').innerText()
  // Whoever looks for it by the button of the extension finds the tab, and in it the key that was scanned.
  await browser.pressButtonAlone(page)
  await expect.poll(() => popup.evaluate(isInFront)).toBe(true)
  expect(ourTabs()).toHaveLength(1)
  expect(await popup.locator('.key code').innerText()).toBe(secret)
  // So does whoever loads the tab anew. The key of a tab that was closed is gone with the next one, and where an admin asks
  // for a ticket by now, that is what it begins with.
  await popup.reload()
  await guide.find(popup, 'Use a passkey instead').waitFor()
  expect(await popup.locator('.key code').innerText()).toBe(secret)
  const another = browser.context.waitForEvent('page')
  await popup.close()
  const problem = { type: 'about:blank', title: 'A ticket', status: 403, requestId: 'none' }
  await browser.context.route(
    '**/sign-in/enrolment',
    (route) => route.fulfill({ status: 403, json: { ...problem, code: 'second_factor.ticket_required' } }),
    { times: 1 },
  )
  await browser.pressButtonAlone(page)
  popup = await another
  await heading('Enter your ticket').waitFor()
  expect(JSON.stringify(await popup.evaluate(readKept))).not.toContain(secret)
  await field('Ticket').fill('of the admin')
  await button('Continue').click()
  await heading('Set up two-factor').waitFor()
  const abandoned = secret
  secret = await popup.locator('.key code').innerText()
  expect(secret === abandoned, 'the key of the tab that was closed').toBe(false)
  await untilStepLasts(4)
  await field('Six-digit code').fill(codeOf(secret, -1))
  await button('Confirm').click()
  await heading('Save your recovery codes').waitFor()
  recoveryCodes = await popup.getByRole('list').locator('code').allInnerTexts()
  expect(recoveryCodes).toHaveLength(10)
  // They are shown only now: nobody closes them by mistake.
  const question = popup.waitForEvent('dialog')
  await popup.close({ runBeforeUnload: true })
  await (await question).dismiss()
  await button('I have saved them').click()
  await popup.getByText('There is no connection that you may use.').waitFor()
  expect(Object.keys((await popup.evaluate(readKept)).inMemory)).toEqual(['session'])
  const mine = await server.client(admin).call('GET /api/v1/users/{id}', { params: { id: ben.id } })
  expect([mine.secondFactor.enrolled, mine.openSessions]).toEqual([true, 1])

  await button('Sign out').click()
  await heading('Sign in').waitFor()
  await givePassword()
  await heading('Enter your code').waitFor()
  await eye.lookAt(popup, 'extension code')
  await field('Six-digit code').fill('000000')
  await button('Sign in').click()
  await popup.getByText('That code is not right.').waitFor()
  await field('Six-digit code').fill(codeOf(secret))
  await button('Sign in').click()
  await heading('Codes').waitFor()
  // Nothing there is to be typed first: what the view is comes next for a screen reader.
  await expect.poll(() => heading('Codes').evaluate((title) => title === document.activeElement)).toBe(true)
  eye.expectNothing(12)
})

test('135: a page that only looks like the service gets no code', patient, async () => {
  const id = await addConnection('Wall')
  const card = () => popup.locator(`[data-connection="${id}"]`)

  await page.goto(`${EVIL}/login`)
  popup = await browser.pressButton(page)
  await card().waitFor()
  // Asked for it can be, to be typed by whoever knows better; filled it is not.
  expect(await card().getByRole('button').allInnerTexts()).toEqual(['Show a code'])
  await popup.close()

  // The service is in somebody's frame.
  await page.setContent('<iframe src="https://wall.example/login" width="600" height="400"></iframe>')
  popup = await browser.pressButton(page)
  await card().waitFor()
  expect(await card().getByRole('button').allInnerTexts()).toEqual(['Show a code'])
  await popup.close()

  // And between the press of the button and the answer of the server another page comes, at the same origin, where the
  // extension may still type: there may be somebody else's text on it.
  await page.route('https://wall.example/comments', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<input name="otp" autocomplete="one-time-code">',
    }),
  )
  await signInAtService()
  popup = await browser.pressButton(page)
  await popup.route('**/code', async (route) => {
    await page.goto('https://wall.example/comments')
    await route.continue()
  })
  await card().getByRole('button', { name: 'Fill in the code' }).click()
  await card().getByText('The page is another one now. Nothing was typed.').waitFor()
  expect(await page.locator('input').inputValue()).toBe('')
  expect(service.world.tally.atEvilSite).toBe(0)
})

test('a code is typed at the origin of its connection, and is in the audit log', patient, async () => {
  account.secret = randomBytes(20)
  service.reset()
  const id = await addConnection('Wall of the sales floor')
  await signInAtService()
  popup = await browser.pressButton(page)
  const card = () => popup.locator(`[data-connection="${id}"]`)
  await guide.find(popup, 'For this page').waitFor()
  await eye.lookAtPopup(popup, 'extension codes')
  await guide.find(card(), 'Fill in the code').click()
  await card().getByText('The code is typed.').waitFor()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('Open orders: 128').waitFor()

  const { items } = await server
    .client(admin)
    .call('GET /api/v1/audit-events', { query: { action: 'code.' } })
  expect(items[0]).toMatchObject({
    action: 'code.revealed',
    actor: { kind: 'account', person: { id: ben.id } },
    facts: { connection: id },
  })

  // The next one is shown when its step begins, with the time that it is good for.
  // A popup is closed by whoever presses beside it.
  popup = await browser.pressButton(page)
  // As ten minutes later: the server asks once more who it is, and the session goes on under a new token.
  const problem = { type: 'about:blank', title: 'Prove it', status: 403, requestId: 'none' }
  await popup.route(
    '**/code',
    (route) => route.fulfill({ status: 403, json: { ...problem, code: 'access.step_up_required' } }),
    { times: 2 },
  )
  // Whoever has nothing that could be asked for here is told where to go.
  await popup.route('**/me/authenticators', (route) => route.fulfill({ json: { items: [] } }), { times: 1 })
  await guide.find(card(), 'Show a code').click()
  const question = popup.getByRole('dialog', { name: 'Is it you?' })
  await question.getByText('Do this in Countersign.').waitFor()
  expect(await question.getByLabel('Six-digit code').count()).toBe(0)
  await eye.lookAtPopup(popup, 'extension step up with nothing')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await card().getByText('Prove once more that it is you.').waitFor()

  await card().getByRole('button', { name: 'Show a code' }).click()
  await question.getByLabel('Six-digit code').waitFor()
  await eye.lookAtPopup(popup, 'extension step up')
  await untilNextStep()
  await question.getByLabel('Six-digit code').fill(codeOf(secret))
  await question.getByRole('button', { name: 'Continue' }).click()
  const shown = card().locator('[data-code]')
  await shown.waitFor({ timeout: 90_000 })
  const code = await shown.getAttribute('data-code')
  const key = encodeBase32(account.secret)
  expect([codeOf(key), codeOf(key, -1)]).toContain(code)
  await eye.lookAtPopup(popup, 'extension code shown')
  eye.expectNothing(8)
})

test(
  'an admin connects a service off its set-up page, and its first code is typed back',
  patient,
  async () => {
    const key = encodeBase32(randomBytes(20))
    const uri = `otpauth://totp/Wall:${encodeURIComponent(account.name)}?secret=${key}&issuer=Wall%20of%20Northwind`
    const qrCode = (await drawQrCode(uri)).toString('base64')
    const setUpPage = (what: string) =>
      page.route('https://wall.example/set-up', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<h1>Set up your authenticator</h1>${what}<form><label>Verification code <input name="verify"></label></form>`,
        }),
      )
    await setUpPage('<p>Nothing is here yet.</p>')
    await page.goto('https://wall.example/set-up')
    popup = await browser.pressButton(page)
    await button('Sign out').click()
    await givePassword(ADMIN)
    await heading('Codes').waitFor()
    await button('Connect this service').click()
    await popup.getByText('No QR code of an authenticator and no key is seen on this page.').waitFor()
    await popup.close()

    await setUpPage(`<img width="220" height="220" src="data:image/png;base64,${qrCode}">`)
    await page.reload()
    popup = await browser.pressButton(page)
    await guide.find(popup, 'Connect this service').click()
    await guide.find(popup, 'Password there').waitFor()
    await field('Password there').fill('lantern in the hall 12')
    await eye.lookAtPopup(popup, 'extension connect')
    expect(await field('Name').inputValue()).toBe('Wall of Northwind')
    expect(await field('Address').inputValue()).toBe('https://wall.example/')
    expect(await field('User name there').inputValue()).toBe(account.name)
    // The connection is made, and its code does not come: what is tried again is the code alone.
    await popup.route('**/secrets/inspect', (route) => route.abort(), { times: 1 })
    await guide.find(popup, 'Connect').click()
    await heading('The connection is made').waitFor()
    await popup.getByText(`No Countersign answers at localhost:${server.port}.`).waitFor()
    await eye.lookAtPopup(popup, 'extension connected without a code')
    await button('Try again').click()
    await popup.getByText('Its first code is typed into the page').waitFor()
    await eye.lookAtPopup(popup, 'extension connected')
    expect([codeOf(key), codeOf(key, -1)]).toContain(await page.locator('input').inputValue())
    const { items } = await server.client(admin).call('GET /api/v1/connections')
    expect(items.filter(({ name }) => name === 'Wall of Northwind')).toHaveLength(1)
    expect(items.at(-1)).toMatchObject({
      name: 'Wall of Northwind',
      service: 'any',
      url: 'https://wall.example/',
      username: account.name,
      secret: { issuer: 'Wall of Northwind', account: account.name },
    })
    eye.expectNothing(6)
  },
)

test('an admin shows the way to a dashboard in the page itself', patient, async () => {
  await page.route('https://wall.example/board', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<title>Open orders</title><h1>Open orders</h1><button data-testid="north">North</button>
        <label>Filter <input id="filter"></label> <label>Email <input id="who"></label>
        <div style="width: 4000px">Wide</div>`,
    }),
  )
  await page.goto('https://wall.example/board')
  popup = await browser.pressButton(page)
  await guide.find(popup, 'Show the way to a dashboard').click()
  await popup.getByText('It is recorded from now on.').waitFor()
  await popup.close()
  await page.getByRole('button', { name: 'North' }).click()
  await page.getByLabel('Filter').pressSequentially('late')
  await page.getByLabel('Email').pressSequentially(account.name)
  await page.mouse.wheel(300, 0)

  popup = await browser.pressButton(page)
  const steps = popup.getByRole('list').getByRole('listitem')
  const pressAndType = ['Press “North”', 'Type “late” into “Filter”']
  expect(await steps.allInnerTexts()).toEqual([...pressAndType, 'Type the user name of the connection'])
  await popup.getByText('Scrolling sideways becomes no step here.').waitFor()
  await eye.lookAtPopup(popup, 'extension record')
  await field('Seen through').selectOption({ label: 'No connection: the page is public' })
  expect(await steps.allInnerTexts()).toEqual([...pressAndType, `Type “${account.name}” into “Email”`])
  await guide.find(popup, 'Make a dashboard').click()
  await heading('The dashboard is made').waitFor()
  const { items } = await server.client(admin).call('GET /api/v1/dashboards')
  expect(items[0]).toMatchObject({
    name: 'Open orders',
    url: 'https://wall.example/board',
    capture: {
      steps: [
        { do: 'press', on: { selector: 'button[data-testid="north"]', role: 'button', name: 'North' } },
        { do: 'type', on: { selector: 'input[id="filter"]', role: 'textbox', name: 'Filter' }, text: 'late' },
        {
          do: 'type',
          on: { selector: 'input[id="who"]', role: 'textbox', name: 'Email' },
          text: account.name,
        },
      ],
    },
  })
  await button('Done').click()
  await button('Sign out').click()
  await heading('Sign in').waitFor()
  eye.expectNothing(2)
  guide.expectAllFound('Two-factor is required, and you have none yet?')
})

test('what opens something is in memory alone, and ends when an admin ends it', patient, async () => {
  const giveRecoveryCode = async (code = '') => {
    await givePassword()
    await button('Use a recovery code instead').click()
    await field('Recovery code').fill(code)
    await button('Sign in').click()
    await heading('Codes').waitFor()
  }
  await page.goto('https://wall.example/')
  popup = await browser.pressButton(page)
  await giveRecoveryCode(recoveryCodes[0])
  const kept = await popup.evaluate(readKept)
  expect(kept.onDisk).toEqual({ address })
  expect(Object.keys(kept.inMemory)).toEqual(['session'])
  await popup.close()

  await server.client(admin).call('POST /api/v1/users/{id}/sessions/revoke', { params: { id: ben.id } })
  popup = await browser.pressButton(page)
  await popup.getByText('Your session has ended. Sign in again.').waitFor()
  await heading('Sign in').waitFor()

  // And a server that is gone says so.
  await giveRecoveryCode(recoveryCodes[1])
  await popup.close()
  await server.kill()
  popup = await browser.pressButton(page)
  await popup.getByText(`No Countersign answers at localhost:${server.port}.`).waitFor()
  await button('Sign out').waitFor()
  await eye.lookAtPopup(popup, 'extension unreachable')
  eye.expectNothing(2)

  // Whoever moves to another Countersign does not give that one what opens the first.
  const another = await startListening()
  // At the host that the extension may reach: no test can answer the browser's question.
  const elsewhere = another.address.replace('127.0.0.1', 'localhost')
  try {
    await button('Another address').click()
    await field('Address').fill(elsewhere)
    await button('Continue').click()
    await heading('Sign in').waitFor()
    expect(another.heard.length).toBeGreaterThan(0)
    expect(another.heard.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
    expect(await popup.evaluate(readKept)).toEqual({ onDisk: { address: elsewhere }, inMemory: {} })
  } finally {
    await another.close()
  }
})
