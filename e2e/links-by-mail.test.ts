// Links that come by mail, from a real mail server into a real browser: an organization of one's own where the sign-up is
// open, and a new password for whoever forgot the old one.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '../server/testing/mail-server.ts'
import { button, field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openEye } from './look-at-page.ts'
import { openConsole, showIfFailed, type OpenConsole } from './open-console.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

const SAM = { email: 'sam@southwind.example', password: 'velvet harbor pencil 93' }

let mailServer: MailServer
let opened: OpenConsole
let page: Page

beforeAll(async () => {
  mailServer = await startMailServer()
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_SIGN_UP: 'open',
    COUNTERSIGN_SMTP_URL: mailServer.url,
    COUNTERSIGN_MAIL_FROM: 'login@northwind.example',
  })
  await setUp(opened.server)
})
afterAll(async () => {
  await opened?.close()
  await mailServer?.close()
})
beforeEach(async () => {
  page = (await opened.watched.visit()).page
})
afterEach(async (context) => {
  await showIfFailed(context, page)
  await page.context().close()
})

/** Waits for a mail with a link to this page. */
async function mailedLink(path: string): Promise<string> {
  const pattern = new RegExp(`https?://\\S+/${path}#[\\w-]{43}`)
  const links = () => mailServer.mails.map(({ text }) => pattern.exec(text ?? '')?.[0])
  const find = () => links().find((link) => link !== undefined)
  await expect.poll(find, { timeout: 20_000 }).toBeDefined()
  return find() ?? ''
}

test(
  'somebody makes an organization with the mailed link, and is its admin',
  { timeout: 120_000 },
  async () => {
    const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    await page.goto('/sign-in')
    await page.getByRole('link', { name: words('signUp.link') }).waitFor()
    await eye.lookAt(page, 'sign-in, sign-up is open')
    await page.getByRole('link', { name: words('signUp.link') }).click()
    await heading(page, 'newOrganization.title').waitFor()
    await button(page, 'reset.submit').click()
    await page.getByText(words('field.organization.missing')).waitFor()
    await eye.lookAt(page, 'sign-up, fields missing')
    await field(page, 'field.organization').fill('Southwind Service Desk')
    await field(page, 'field.email').fill(SAM.email)
    await button(page, 'reset.submit').click()
    await page.getByText(words('signUp.sent', { email: SAM.email })).waitFor()
    await eye.lookAt(page, 'sign-up, sent')

    await page.goto(await mailedLink('organization-invitation'))
    await field(page, 'newPassword.label').fill(SAM.password)
    expect(await field(page, 'field.organization').inputValue()).toBe('Southwind Service Desk')
    await button(page, 'newOrganization.submit').click()
    await page.getByText(words('newOrganization.done', { name: 'Southwind Service Desk' })).waitFor()
    await page.goto('/sign-in')
    await givePassword(page, SAM)
    await untilAt(page, '/users')
    await page.getByText('Southwind Service Desk').first().waitFor()
    eye.expectNothing(12)
    expect(opened.watched.troubles).toEqual([])
  },
)

test(
  'somebody who forgot the password sets a new one, and signs in with it',
  { timeout: 120_000 },
  async () => {
    const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    const password = 'copper meadow basket 41'
    await page.goto('/sign-in')
    await page.getByRole('link', { name: words('reset.forgot') }).click()
    await heading(page, 'reset.title').waitFor()
    await field(page, 'field.email').fill(ADMIN.email)
    await button(page, 'reset.submit').click()
    await page.getByText(words('reset.sent', { email: ADMIN.email })).waitFor()
    await eye.lookAt(page, 'forgot password, sent')
    await page.goto(await mailedLink('reset-password'))
    await field(page, 'newPassword.label').fill(password)
    await button(page, 'reset.save').click()
    await page.getByText(words('reset.done')).waitFor()
    await page.goto('/sign-in')
    await givePassword(page, { email: ADMIN.email, password })
    await untilAt(page, '/users')
    eye.expectNothing(4)
    expect(opened.watched.troubles).toEqual([])
  },
)
