// The pages of connections, and the box for a secret in every state, for people who cannot see or use a mouse, and on a
// phone. With COUNTERSIGN_TEST_PICTURES naming a folder, a picture of each goes there.
import { beforeEach, test } from 'vitest'
import { untilStepLasts } from './authenticator-app.ts'
import { fillLogin, openNewConnection, pastePicture } from './connection-steps.ts'
import {
  button,
  dialog,
  field,
  givePassword,
  heading,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { admin, eye, openOrganizationForTests, page, server } from './console-under-test.ts'
import { drawQrCode, encryptedTwoFas, exportPart } from './secret-papers.ts'
import { ADMIN } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const LONG = 'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff, the second wall of Aachen'
const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

openOrganizationForTests()
beforeEach(async () => {
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
})

const picture = async (text: string) => ({
  name: 'code.png',
  mimeType: 'image/png',
  buffer: await drawQrCode(text),
})

test('the list: loading, failing, empty, full, searched', patient, async () => {
  const held = Promise.withResolvers<void>()
  await page.route('**/api/v1/connections?*', async (route) => {
    await held.promise
    await route.abort('connectionrefused')
  })
  await page
    .getByRole('navigation')
    .getByRole('link', { name: words('connections.title') })
    .click()
  await page.getByRole('status', { name: words('loading') }).waitFor()
  await eye.lookAt(page, 'connections, loading')
  held.resolve()
  await button(page, 'action.tryAgain').waitFor({ timeout: 60_000 })
  await eye.lookAt(page, 'connections, server gone')
  await page.unroute('**/api/v1/connections?*')
  await button(page, 'action.tryAgain').click()
  await heading(page, 'connections.none.title').waitFor()
  await eye.lookAt(page, 'connections, none')

  const own = server.client(admin)
  const services = ['atlassian', 'trello', 'power-bi', 'salesforce', 'zendesk', 'any'] as const
  for (const [index, service] of [...services, ...services].entries()) {
    await own.call('POST /api/v1/connections', {
      body: {
        service,
        name: index === 3 ? LONG : `${words(`service.${service}`)}, floor ${index + 1}`,
        url: `https://${service}.northwind.example/wall/${index}`,
        username: index === 3 ? `${'wallboard.'.repeat(9)}@northwind.example` : 'wallboard@northwind.example',
        password: 'wall in the hall 77',
        ...(index % 3 === 2 ? {} : { secret: KEY }),
      },
    })
  }
  await page.reload()
  await page.getByRole('link', { name: LONG }).waitFor()
  await eye.lookAt(page, 'connections, many')
  await field(page, 'connections.search').fill('zendesk')
  await page.getByText(words('connections.count_other', { count: 2 })).waitFor()
  await eye.lookAt(page, 'connections, searched')
  await field(page, 'connections.search').fill('nothing of this name')
  await heading(page, 'connections.nothing.title', { search: 'nothing of this name' }).waitFor()
  await eye.lookAt(page, 'connections, nothing found')
  eye.expectNothing(24)
})

test('adding one: the services, the login with its mistakes, the box in every state', patient, async () => {
  await openNewConnection(page)
  await eye.lookAt(page, 'add connection, which service')
  await page.getByRole('radio', { name: words('service.salesforce') }).check({ force: true })
  await button(page, 'connections.add').click()
  await page.getByText(words('connection.address.wrong')).waitFor()
  await eye.lookAt(page, 'add connection, mistakes')
  await fillLogin(page, {
    service: words('service.any'),
    name: LONG,
    url: 'http://wiki.northwind.example/',
    username: 'wall@northwind.example',
    password: 'wall in the hall 77',
  })
  await page.getByText(words('connection.address.unprotected')).waitFor()
  const box = field(page, 'secretBox.label')
  await box.fill('JBSW Y3DP EHPK 8PXP JBSW Y3DP EHPK 3PXP')
  await button(page, 'secretBox.check').click()
  await untilRefused(page, 'error.secret.not_a_key')
  await eye.lookAt(page, 'add connection, not a key')
  const backup = encryptedTwoFas('open sesame 12', { name: 'Zendesk', account: 'wall', secret: KEY })
  const chooser = page.locator('input[type=file]')
  await chooser.setInputFiles([{ name: 'backup.2fas', mimeType: 'application/json', buffer: backup }])
  await field(page, 'secretBox.exportPassword').waitFor()
  await eye.lookAt(page, 'add connection, password of an export')
  await pastePicture(
    page,
    await picture(
      exportPart(
        [
          { account: 'wall@northwind.example', issuer: 'Jira', secret: Buffer.alloc(20, 3) },
          { account: 'me@home.example', issuer: LONG, secret: Buffer.alloc(20, 4) },
          { account: 'counts', issuer: 'Old', secret: Buffer.alloc(20, 5), isCounting: true },
        ],
        { index: 0, count: 3 },
      ),
    ),
  )
  await heading(page, 'secretBox.accounts').waitFor()
  await eye.lookAt(page, 'add connection, which account')
  await page.getByRole('button', { name: `${LONG} me@home.example` }).click()
  await page.getByText(words('secretBox.foundFor', { whose: `${LONG}: me@home.example` })).waitFor()
  await untilStepLasts(20)
  await page.locator('[data-next-code]').waitFor()
  await eye.lookAt(page, 'add connection, the key and its codes')
  await button(page, 'secretBox.another').click()
  await box.waitFor()
  eye.expectNothing(24)
})

test('one connection: its codes, its login, and every dialog', patient, async () => {
  const { id } = await server.client(admin).call('POST /api/v1/connections', {
    body: {
      service: 'power-bi',
      name: LONG,
      url: `https://app.powerbi.com/groups/me/reports/${'a'.repeat(80)}`,
      username: 'wallboard@northwind.example',
      password: 'wall in the hall 77',
      secret: `otpauth://totp/Microsoft:wallboard%40northwind.example?secret=${KEY}&issuer=Microsoft`,
    },
  })
  await page.goto(`/connections/${id}`)
  await heading(page, 'connection.codes').waitFor()
  await eye.lookAt(page, 'connection')
  await untilStepLasts(15)
  await button(page, 'connection.codes.show').click()
  await page.locator('[data-code]').waitFor()
  await eye.lookAt(page, 'connection, a code')
  const held = Promise.withResolvers<void>()
  await page.route(`**/api/v1/connections/${id}/code`, async (route) => {
    await held.promise
    await route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      json: {
        type: 'about:blank',
        title: 'x',
        status: 429,
        code: 'connection.code_not_yet',
        requestId: 'x',
        retryAfterSeconds: 60,
      },
    })
  })
  await page.reload()
  await button(page, 'connection.codes.show').click()
  await page.getByText(/^Waiting for a code/).waitFor()
  await eye.lookAt(page, 'connection, waiting for a code')
  held.resolve()
  await untilRefused(page, 'error.connection.code_not_yet')
  await eye.lookAt(page, 'connection, all codes given away')

  const close = async (): Promise<void> => {
    await button(page.getByRole('dialog'), 'action.cancel').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await button(page, 'connection.edit').click()
  await dialog(page, 'connection.edit.title', { name: LONG }).waitFor()
  await eye.lookAt(page, 'edit connection')
  await close()
  await button(page, 'connection.replacePassword').click()
  await eye.lookAt(page, 'replace password')
  await close()
  await button(page, 'connection.replaceSecret').click()
  await field(page, 'secretBox.label').waitFor()
  await eye.lookAt(page, 'replace key')
  await untilStepLasts(12)
  await pastePicture(page, await picture(`otpauth://totp/x?secret=MFRGG43FMNZA`))
  await page.getByText(words('secretBox.weak')).waitFor()
  await eye.lookAt(page, 'replace key, found')
  await close()
  await button(page, 'connection.removeSecret').click()
  await eye.lookAt(page, 'take key away')
  await close()
  await button(page, 'connection.delete').click()
  await eye.lookAt(page, 'delete connection')
  await close()
  await server
    .client(admin)
    .call('PATCH /api/v1/connections/{id}', { params: { id }, body: { secret: null, password: null } })
  await page.reload()
  await page.getByText(words('connection.codes.none')).waitFor()
  await eye.lookAt(page, 'connection without a key')
  eye.expectNothing(40)
})

test('in German and in Spanish, on a desk and on a phone', patient, async () => {
  for (const language of ['de', 'es'] as const) {
    await page.evaluate((chosen) => localStorage.setItem('countersign-language', chosen), language)
    await page.goto('/connections/new')
    await page.getByRole('radio').first().check({ force: true })
    await page.getByRole('textbox').first().waitFor()
    await eye.lookAt(page, `add connection, ${language}`)
  }
  eye.expectNothing(8)
})
