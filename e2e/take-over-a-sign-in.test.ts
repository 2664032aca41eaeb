// A connection on its way through the console with a real runner behind it: from the QR code of the service to a signed-in
// picture; and where only a person can pass, the admin is told, takes over, does it by hand, and nothing is typed after.
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../otp/base32.ts'
import { dropFiles, fillLogin, openNewConnection } from './connection-steps.ts'
import { button, givePassword, heading, untilAt, words } from './console-steps.ts'
import { drawQrCode } from './secret-papers.ts'
import {
  account,
  admin,
  eye,
  host,
  opened,
  openTakeOverForTests,
  origin,
  page,
  patient,
  service,
  slow,
  stopAtMailedCode,
  surface,
  takeOver,
  typeAtCodeBox,
} from './take-over-under-test.ts'

openTakeOverForTests()

test('from the QR code of the service to a signed-in picture', patient, async () => {
  await openNewConnection(page)
  await eye.lookAt(page, 'way 1, a new connection')
  await fillLogin(page, {
    service: words('service.any'),
    name: 'Wall in the hall',
    url: `${origin()}/`,
    username: account.name,
    password: account.password,
  })
  const uri = `otpauth://totp/Wall:${account.name}?secret=${encodeBase32(account.secret)}&issuer=Wall`
  const buffer = await drawQrCode(uri)
  await dropFiles(page, page, [{ name: 'screenshot.png', mimeType: 'image/png', buffer }])
  await page.locator('[data-code]').waitFor()
  await eye.lookAt(page, 'way 2, the secret is recognised')
  await button(page, 'connections.add').click()
  await page.getByRole('heading', { level: 1, name: 'Wall in the hall' }).waitFor()
  await eye.lookAt(page, 'way 3, the connection')
  await button(page, 'attempt.now').click()
  await heading(page, 'attempt.live').waitFor()
  const steps = page.getByRole('list', { name: words('attempt.steps') })
  await steps.getByText(words('attempt.step.typed_username_and_password')).waitFor(slow)
  await eye.lookAt(page, 'way 4, live')
  await page.getByText(/^Signed in since /).waitFor(slow)
  await page.getByRole('button', { name: /^Show the steps of / }).click()
  const details = page.getByRole('dialog')
  await details.getByText(words('attempt.step.signed_in')).waitFor()
  await eye.lookAt(page, 'way 5, its steps')
  await details.getByRole('button', { name: /^Enlarge the picture: Signed in/ }).click()
  await page
    .getByRole('dialog', { name: `Signed in, ${host()}` })
    .getByRole('img')
    .waitFor()
  await eye.lookAt(page, 'way 6, the signed-in picture')
  expect(service.world.tally).toMatchObject({ signIns: 1, passwords: 1, codes: 1 })
  eye.expectNothing(24)
})

describe('where only a person can pass', () => {
  test('the admin is told, takes over, does it by hand, and the session is kept', patient, async () => {
    const id = await stopAtMailedCode('Wall by mail')
    await eye.lookAt(page, 'way 7, it needs a person')
    await page
      .getByRole('link', { name: /unread|Notices/ })
      .first()
      .click()
    await page.getByText(words('notice.connection_needs_person')).first().waitFor()
    await eye.lookAt(page, 'way 8, the notice')
    await page
      .getByRole('link', { name: words('notice.openConnection') })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: 'Wall by mail' }).waitFor()

    const before = service.world.tally.passwords
    await takeOver()
    await page.getByText(origin(), { exact: true }).waitFor()
    await page.getByText(/^(10|9):\d\d left$/).waitFor()
    await eye.lookAt(page, 'way 9, the page in one’s hands')
    // The machine went as far as it got, without being asked to a second time.
    expect(service.world.tally.passwords).toBe(before + 1)

    await typeAtCodeBox(service.world.mailedCode)
    expect(await surface().inputValue()).toBe('')
    await page.keyboard.press('Enter')
    await page.getByText(words('takeOver.signedIn')).waitFor(slow)
    await eye.lookAt(page, 'way 10, signed in by hand')
    expect(service.world.tally).toMatchObject({ signIns: 1, wrongCodes: 0 })

    await page.getByRole('link', { name: words('takeOver.toConnection') }).click()
    await page.getByText(/^Signed in since /).waitFor()
    const typed = { ...service.world.tally }
    const client = opened.server.client(admin)
    const { attempt } = await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })
    const params = { id, attempt }
    const read = () => client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params })
    await expect.poll(async () => (await read()).state, slow).toBe('signed_in')
    expect(service.world.tally).toEqual(typed)

    const { items } = await client.call('GET /api/v1/audit-events', { query: { limit: 50 } })
    const me = await client.call('GET /api/v1/me')
    expect(items.find(({ action }) => action === 'connection.taken_over')).toMatchObject({
      actor: { person: { id: me.account.id } },
      facts: { connection: id },
    })
    eye.expectNothing(16)
  })

  test('by keyboard alone, in and out of the page, and given back', patient, async () => {
    await stopAtMailedCode('Wall by keyboard')
    await takeOver()
    await button(page, 'takeOver.isSignedIn').focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => surface().evaluate((one) => one === document.activeElement)).toBe(true)
    // In the page: to the box for the code, and a wrong one is told there.
    await page.keyboard.press('Tab')
    await page.keyboard.type('000000')
    await page.keyboard.press('Enter')
    await expect.poll(() => service.world.tally.wrongCodes, slow).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect.poll(() => surface().evaluate((one) => one === document.activeElement)).toBe(false)
    await button(page, 'takeOver.giveBack').click()
    await page.getByText(words('takeOver.givenBack')).waitFor(slow)
    await eye.lookAt(page, 'take over, given back')
    eye.expectNothing(4)
  })

  test('another admin sees who has it, and a reload finds the page again', patient, async () => {
    const id = await stopAtMailedCode('Wall of two')
    const client = opened.server.client(admin)
    const second = { email: 'bea@northwind.example', password: 'velvet harbor pencil 93' }
    await client.call('POST /api/v1/users', {
      body: { name: 'Bea', role: 'admin', requireSecondFactor: false, ...second },
    })
    await takeOver()
    await page.reload()
    await surface().waitFor(slow)
    await button(page, 'takeOver.larger').click()
    await eye.lookAt(page, 'take over, larger')
    await button(page, 'takeOver.smaller').click()
    const address = page.url()
    await page.route('**/view?*', async (route) => {
      const response = await route.fetch()
      const gone = { picture: undefined, isLive: false, number: 0 }
      await route.fulfill({ response, json: { ...(await response.json()), ...gone } })
    })
    await page.reload()
    await page.getByText(words('takeOver.runnerGone')).waitFor(slow)
    await eye.lookAt(page, 'take over, runner gone')
    await page.unrouteAll({ behavior: 'wait' })
    const other = (await opened.watched.visit()).page
    await givePassword(other, second)
    await untilAt(other, '/users')
    await other.goto(`/connections/${id}`)
    await other.getByText(words('takeOver.byAnother')).waitFor()
    await eye.lookAt(other, 'connection, taken over by another')
    await other.goto(address)
    await other.getByText(words('error.attempt.not_yours')).waitFor()
    await eye.lookAt(other, 'take over, not yours')
    await other.context().close()
    await page.goto(`/connections/${id}`)
    await page.getByRole('link', { name: words('takeOver.back') }).click()
    await surface().waitFor(slow)
    // The person says so: whatever the runner makes of the page, it is kept as it is.
    await button(page, 'takeOver.isSignedIn').click()
    await page.getByText(words('takeOver.signedIn')).waitFor(slow)
    eye.expectNothing(16)
  })
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
