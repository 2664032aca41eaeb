// One agent of whom an admin requires two-factor, through all clients: enrolled in the extension, asked on the web, approved on
// the phone, and locked out everywhere at once when the admin resets the second factor.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { openExtension, type ExtensionBrowser } from './browser-extension.ts'
import { button, dialog, field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, type AddedPerson } from './open-console.ts'
import { askAsPage, givePasswordInApp, phoneWindow, untilAtProfile } from './phone.ts'
import { ADMIN } from './sign-in-by-api.ts'

// The lock of the phone wants a name, where there are passkeys.
openOrganizationForTests('localhost')

let address: string
let person: AddedPerson
let browser: ExtensionBrowser

beforeAll(async () => {
  address = `http://localhost:${server.port}`
  person = await addPerson(server, admin, 'Alva Allen', {
    password: 'copper meadow basket 41',
    requireSecondFactor: true,
  })
  browser = await openExtension(address, { names: [], port: server.port })
})
afterAll(() => browser?.close())

const ENDED = 'Your session has ended. Sign in again.'

/** In the extension: a button, a field, a heading, by their words. */
const inside = (one: Page) => ({
  button: (name: string) => one.getByRole('button', { name, exact: true }),
  field: (label: string) => one.getByLabel(label, { exact: true }),
  heading: (name: string) => one.getByRole('heading', { name, exact: true }),
})

async function givePasswordInExtension(popup: Page): Promise<void> {
  await inside(popup).field('E-mail address').fill(person.email)
  await inside(popup).field('Password').fill(person.password)
  await inside(popup).button('Sign in').click()
}

/** The key of the authenticator app. */
async function enrolInExtension(anyPage: Page): Promise<string> {
  const popup = await browser.pressButton(anyPage)
  await inside(popup).field('Address').fill(address)
  await inside(popup).button('Continue').click()
  const opening = browser.context.waitForEvent('page')
  await givePasswordInExtension(popup)
  const tab = await opening
  await inside(tab).heading('Set up two-factor').waitFor()
  const secret = await tab.locator('.key code').innerText()
  await untilStepLasts(5)
  await inside(tab).field('Six-digit code').fill(codeOf(secret, -1))
  await inside(tab).button('Confirm').click()
  await inside(tab).button('I have saved them').click()
  await inside(tab).heading('Codes').waitFor()
  await tab.close()
  return secret
}

async function registerPhone(phone: Page, secret: string): Promise<void> {
  await givePasswordInApp(phone, person)
  await untilStepLasts(5)
  await field(phone, 'code.label').fill(codeOf(secret))
  await untilAtProfile(phone)
  await button(phone, 'approvals.phone.register').tap()
  await button(dialog(phone, 'approvals.phone.register'), 'approvals.phone.registerConfirm').tap()
  await phone.getByText(words('approvals.phone.added')).waitFor()
}

async function approve(phone: Page, number: string): Promise<void> {
  await phone.goto('/app/approve')
  await field(phone, 'approvals.number').fill(number.trim())
  await button(phone, 'approvals.yes').tap()
  await phone.getByText(words('approvals.approved')).waitFor()
}

const openSessions = async (): Promise<number> => {
  const user = await server.client(admin).call('GET /api/v1/users/{id}', { params: { id: person.id } })
  return user.openSessions
}

test(
  'enrolled in the extension, asked on the web, approved on the phone, and out everywhere by a reset',
  { timeout: 120_000 },
  async () => {
    const anyPage = await browser.context.newPage()
    await anyPage.goto(`${address}/help`)
    const secret = await enrolInExtension(anyPage)
    const phone = (await opened.watched.visit(phoneWindow)).page
    await registerPhone(phone, secret)

    await givePassword(page, person)
    await button(page, 'signIn.use.approval').click()
    const number = page.getByRole('status', { name: words('signIn.approval.number') })
    await number.waitFor()
    await approve(phone, await number.innerText())
    await untilAt(page, '/profile')
    // A new factor has ended the session of the extension, as every change of them does.
    let popup = await browser.pressButton(anyPage)
    await popup.getByText(ENDED).waitFor()
    await givePasswordInExtension(popup)
    await inside(popup).button('Approve on your phone instead').click()
    const digits = popup
      .getByRole('status', { name: 'The two digits to type on the phone' })
      .filter({ hasText: /^\d\d$/ })
    await digits.waitFor()
    await approve(phone, await digits.innerText())
    await inside(popup).heading('Codes').waitFor()
    await popup.close()
    const listed = JSON.parse(await askAsPage(page, '/api/v1/me/sessions')) as { items: { client: string }[] }
    expect(listed.items.map(({ client }) => client).toSorted()).toEqual(['extension', 'mobile', 'web'])
    await eye.lookAt(page, 'profile of an agent with three clients')
    expect(await openSessions()).toBe(3)

    const helper = (await opened.watched.visit()).page
    await givePassword(helper, ADMIN)
    await untilAt(helper, '/users')
    await helper.getByRole('link', { name: person.name }).click()
    await button(helper, 'help.reset').click()
    const resetting = dialog(helper, 'help.reset.title', { name: person.name })
    await field(resetting, 'help.reason').fill('Lost phone')
    await button(resetting, 'help.reset').click()
    await helper.getByText(words('help.reset.done')).waitFor()
    expect(await openSessions()).toBe(0)

    // Whatever each of them asks next is refused, and the password leads to a new enrolment.
    popup = await browser.pressButton(anyPage)
    await popup.getByText(ENDED).waitFor()
    await page.goto('/profile/history')
    await heading(page, 'signIn.title').waitFor()
    expect(await askAsPage(page, '/api/v1/me')).toContain('session.required')
    await phone.goto('/app/profile')
    await heading(phone, 'signIn.title').waitFor()
    expect(await askAsPage(phone, '/api/v1/me')).toContain('session.required')

    const opening = browser.context.waitForEvent('page')
    await givePasswordInExtension(popup)
    const tab = await opening
    await inside(tab).heading('Set up two-factor').waitFor()
    expect((await tab.locator('.key code').innerText()) === secret, 'the old key').toBe(false)
    await givePassword(page, person)
    await heading(page, 'enrolment.title').waitFor()
    await givePasswordInApp(phone, person)
    await heading(phone, 'enrolment.title').waitFor()
    eye.expectNothing(4)
  },
)
