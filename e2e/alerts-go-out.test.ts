// An admin has alerts sent to a webhook and by mail, in the console, to receivers that are there and one that is not.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '../server/testing/mail-server.ts'
import { button, field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openEye } from './look-at-page.ts'
import { openConsole, showIfFailed, type OpenConsole } from './open-console.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

let mailServer: MailServer
let receiver: Server
const hooks: string[] = []
let place: string
let opened: OpenConsole
let page: Page

beforeAll(async () => {
  mailServer = await startMailServer()
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      hooks.push(body)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  place = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_SMTP_URL: mailServer.url,
    COUNTERSIGN_MAIL_FROM: 'login@northwind.example',
    COUNTERSIGN_WEBHOOK_ALLOW: place,
  })
  await setUp(opened.server)
})
afterAll(async () => {
  await opened?.close()
  await mailServer?.close()
  receiver?.close()
})
beforeEach(async () => {
  page = (await opened.watched.visit()).page
})
afterEach(async (context) => {
  await showIfFailed(context, page)
  await page.context().close()
})

const dialog = () => page.getByRole('dialog')

async function addWebhook(url: string): Promise<void> {
  await button(page, 'alerts.add').click()
  await dialog().getByLabel(words('alerts.to.webhook')).fill(url)
  await dialog()
    .getByRole('button', { name: words('alerts.add.confirm'), exact: true })
    .click()
  await dialog().getByLabel(words('alerts.secret'), { exact: true }).waitFor()
}

test(
  'a webhook and a mail address get a test each, and what is refused says what to do',
  { timeout: 180_000 },
  async () => {
    const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    await page.goto('/sign-in')
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    await page.getByRole('link', { name: words('alerts.title'), exact: true }).click()
    await heading(page, 'alerts.title').waitFor()
    await page.getByText(words('alerts.none')).waitFor()
    await eye.lookAt(page, 'alerts, none')

    await button(page, 'alerts.add').click()
    await dialog().getByLabel(words('alerts.to.webhook')).fill('hooks.example.com')
    await dialog()
      .getByRole('button', { name: words('alerts.add.confirm'), exact: true })
      .click()
    await page.getByText(words('alerts.to.webhook.wrong')).waitFor()
    await eye.lookAt(page, 'alerts, adding one with a mistake')
    await dialog()
      .getByRole('button', { name: words('action.cancel') })
      .click()

    await addWebhook(`http://${place}/hook`)
    expect(await dialog().getByLabel(words('alerts.secret'), { exact: true }).inputValue()).toMatch(/^whsec_/)
    await eye.lookAt(page, 'alerts, the secret')
    await dialog()
      .getByRole('button', { name: words('action.done') })
      .click()
    await page.getByRole('button', { name: words('alerts.test.named', { name: place }) }).click()
    await page.getByText(/Last delivered/).waitFor({ timeout: 30_000 })
    expect(hooks.map((body) => (JSON.parse(body) as { type: string }).type)).toEqual(['test'])

    await addWebhook('http://127.0.0.1:9/a-path-that-nobody-is-to-see')
    await dialog()
      .getByRole('button', { name: words('action.done') })
      .click()
    await page.getByRole('button', { name: words('alerts.test.named', { name: '127.0.0.1:9' }) }).click()
    await page.getByText(words('alerts.problem.refused_address')).waitFor({ timeout: 30_000 })

    await button(page, 'alerts.add').click()
    await dialog()
      .getByRole('radio', { name: words('alerts.way.mail'), exact: true })
      .click()
    await field(page, 'alerts.to.mail').fill('night-shift@northwind.example')
    await dialog()
      .getByRole('button', { name: words('alerts.add.confirm'), exact: true })
      .click()
    await page.getByText(words('alerts.added')).waitFor()
    const mail = 'night-shift@northwind.example'
    await page.getByRole('button', { name: words('alerts.test.named', { name: mail }) }).click()
    const tests = () =>
      mailServer.mails.filter(({ subject }) => subject?.startsWith('A test from Countersign'))
    await expect.poll(() => tests().length, { timeout: 30_000 }).toBe(1)
    await eye.lookAt(page, 'alerts, three places')
    expect(await page.content()).not.toContain('a-path-that-nobody-is-to-see')

    await page.getByRole('button', { name: words('alerts.change.named', { name: place }) }).click()
    await eye.lookAt(page, 'alerts, what a place is told')
    await dialog()
      .getByRole('button', { name: words('alerts.switchOff') })
      .click()
    await page.getByText(words('alerts.off'), { exact: true }).waitFor()
    await page.getByRole('button', { name: words('alerts.newSecret.named', { name: place }) }).click()
    await eye.lookAt(page, 'alerts, a new secret')
    await dialog()
      .getByRole('button', { name: words('action.cancel') })
      .click()
    await page.getByRole('button', { name: words('alerts.remove.named', { name: mail }) }).click()
    await dialog()
      .getByRole('button', { name: words('alerts.remove'), exact: true })
      .click()
    await page.getByText(words('alerts.removed', { name: mail })).waitFor()
    eye.expectNothing(20)
    expect(opened.watched.troubles).toEqual([])
  },
)
