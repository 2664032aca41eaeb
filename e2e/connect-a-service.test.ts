// From the QR code of a service to its codes, as a person does it: the picture into the box, the code of now typed at
// the service, the connection kept, and from then on one code at a time. A foreign program makes the same codes.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { encodeBase32 } from '../otp/base32.ts'
import { codeByOathtool, untilStepLasts } from './authenticator-app.ts'
import { dropFiles, fillLogin, openNewConnection, pastePicture, shownCodes } from './connection-steps.ts'
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
import { admin, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { drawQrCode, encryptedTwoFas, exportPart } from './secret-papers.ts'
import { ADMIN } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const LOGIN_PASSWORD = 'wall in the hall 77'

openOrganizationForTests()
beforeEach(async () => {
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
})

const picture = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })

const uriOf = (secret: string, account = 'wallboard@northwind.example', issuer = 'Microsoft'): string =>
  `otpauth://totp/${issuer}:${encodeURIComponent(account)}?secret=${secret}&issuer=${issuer}`

/** What a program that is not ours reads in a picture. */
async function readByZbar(png: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  try {
    const file = join(folder, 'code.png')
    await writeFile(file, png)
    const { stdout } = await promisify(execFile)('zbarimg', ['--quiet', '--raw', file])
    return stdout.trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function expectCodeOf(uri: string, code: string): Promise<void> {
  const near = await Promise.all([-1, 0, 1, 2].map((steps) => codeByOathtool(uri, steps)))
  expect(near).toContain(code)
}

test(
  'the QR code of Microsoft becomes a connection, and gives a code that oathtool makes too',
  patient,
  async () => {
    const png = await drawQrCode(uriOf('NB2W45DFOIZA5CEY'))
    const uri = await readByZbar(png)
    await openNewConnection(page)
    await fillLogin(page, {
      service: words('service.power-bi'),
      name: 'Power BI, sales floor',
      username: 'wallboard@northwind.example',
      password: LOGIN_PASSWORD,
    })
    expect(await field(page, 'connection.address').inputValue()).toBe('https://app.powerbi.com/')
    await dropFiles(page, page, [picture('screenshot.png', png)])
    await page
      .getByText(words('secretBox.foundFor', { whose: 'Microsoft: wallboard@northwind.example' }))
      .waitFor()
    const seen = await shownCodes(page)
    await expectCodeOf(uri, seen.code)
    await expectCodeOf(uri, seen.nextCode)

    await button(page, 'connections.add').click()
    await page.getByRole('heading', { level: 1, name: 'Power BI, sales floor' }).waitFor()
    await page.getByText(words('connections.added', { name: 'Power BI, sales floor' })).waitFor()
    await page.getByText(words('connection.password.kept')).waitFor()

    // The codes that were shown are spent: this one comes when the next step begins that nobody has seen.
    await button(page, 'connection.codes.show').click()
    await page.getByText(/^Waiting for a code that nobody was given yet/).waitFor()
    const given = page.locator('[data-code]')
    await given.waitFor({ timeout: 75_000 })
    const code = (await given.getAttribute('data-code')) ?? ''
    await expectCodeOf(uri, code)
    expect([seen.code, seen.nextCode]).not.toContain(code)
    expect(await page.evaluate(() => document.querySelector('[data-code]')?.textContent)).toBe(code)
  },
)

test(
  'each step has its code, without anybody asking; nothing secret is in an address or a store',
  patient,
  async () => {
    const secret = 'MFRGG43FMNZGK5BAMFRGG43FMNZGK5BA'
    await openNewConnection(page)
    await fillLogin(page, {
      service: words('service.any'),
      name: 'Wiki',
      url: 'wiki.northwind.example',
      username: 'wall',
      password: LOGIN_PASSWORD,
    })
    await field(page, 'connection.origins').fill('login.northwind.example')
    await untilStepLasts(10)
    await field(page, 'secretBox.label').focus()
    await page.evaluate((text) => navigator.clipboard.writeText(text).catch(() => undefined), secret)
    await field(page, 'secretBox.label').fill(secret.toLowerCase().replaceAll(/(.{4})/g, '$1 '))
    await button(page, 'secretBox.check').click()
    await page.getByText(words('secretBox.foundUnnamed')).waitFor()
    // Recognised, it is not on the screen any more.
    expect(await page.locator('body').innerText()).not.toMatch(/mfrg ?g43f/i)
    const first = await shownCodes(page)
    const next = page.locator(`[data-code="${first.nextCode}"]`)
    await next.waitFor({ timeout: 40_000 })
    await page.locator(`[data-next-code]:not([data-next-code="${first.nextCode}"])`).waitFor()
    const second = await shownCodes(page)
    expect(second.code).toBe(first.nextCode)
    await expectCodeOf(uriOf(secret), second.nextCode)

    await button(page, 'connections.add').click()
    await page.getByRole('heading', { level: 1, name: 'Wiki' }).waitFor()
    await page.getByText('https://login.northwind.example', { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'https://wiki.northwind.example' }).getAttribute('rel')).toBe(
      'noopener noreferrer',
    )
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    )
    const addresses = opened.watched.addresses.filter((address) => !address.startsWith('data:')).join('\n')
    for (const text of [secret, secret.toLowerCase(), LOGIN_PASSWORD, first.code, second.nextCode]) {
      expect(kept).not.toContain(text)
      expect(addresses).not.toContain(text)
      expect(server.output()).not.toContain(text)
    }
  },
)

test(
  'a Google export over three codes: a part that is missing is told, and one account is taken',
  patient,
  async () => {
    const secretOf = (fill: number): Buffer => Buffer.alloc(20, fill)
    const wall = { account: 'wall@northwind.example', issuer: 'Jira', secret: secretOf(3) }
    const parts = [
      [
        { account: 'me@home.example', issuer: 'Shop', secret: secretOf(1) },
        { account: 'counts', issuer: 'Old', secret: secretOf(2), isCounting: true },
      ],
      [wall],
      [{ account: 'me@home.example', issuer: 'Bank', secret: secretOf(4) }],
    ]
    const pictures = await Promise.all(
      parts.map(async (accounts, index) =>
        picture(`part-${index + 1}.png`, await drawQrCode(exportPart(accounts, { index, count: 3 }))),
      ),
    )
    const [first, second, third] = pictures
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are three')
    await openNewConnection(page)
    await fillLogin(page, {
      service: words('service.atlassian'),
      url: 'northwind.atlassian.net',
      username: wall.account,
      password: LOGIN_PASSWORD,
    })
    expect(await field(page, 'connection.name').inputValue()).toBe(words('service.atlassian'))
    const chooser = page.locator('input[type=file]')
    await chooser.setInputFiles([first, third])
    await heading(page, 'secretBox.accounts').waitFor()
    await page.getByText('Part 2 of 3 is missing.').waitFor()
    await page.getByText(words('error.secret.counter_based')).waitFor()
    await button(page, 'connections.add').click()
    await page.getByText(words('secretBox.accounts.missing')).waitFor()
    await pastePicture(page, second)
    await page.getByText('Part 2 of 3 is missing.').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: `Jira ${wall.account}` }).click()
    await page.getByText(words('secretBox.foundFor', { whose: `Jira: ${wall.account}` })).waitFor()
    await expectCodeOf(uriOf(encodeBase32(wall.secret)), (await shownCodes(page)).code)
    await button(page, 'connections.add').click()
    await page.getByRole('heading', { level: 1, name: words('service.atlassian') }).waitFor()
    await page.getByText(`Jira: ${wall.account}`).waitFor()
  },
)

test('an encrypted export asks for its password; what is no key is told in words', patient, async () => {
  await openNewConnection(page)
  await page.getByRole('radio', { name: words('service.zendesk') }).check({ force: true })
  const box = field(page, 'secretBox.label')
  await box.fill('123 456')
  await button(page, 'secretBox.check').click()
  await untilRefused(page, 'error.secret.is_a_code')
  await box.fill('JBSW Y3DP EHPK 8PXP JBSW Y3DP EHPK 3PXP')
  await box.press('Enter')
  await untilRefused(page, 'error.secret.not_a_key')
  await page
    .getByText(words('secretBox.wrongLetterMeant', { character: '8', place: 16, meant: 'B' }))
    .waitFor()
  await pastePicture(
    page,
    picture('activation.png', await drawQrCode('phonefactor://activate?code=123456789')),
  )
  await untilRefused(page, 'error.secret.for_microsofts_app')

  const file = encryptedTwoFas('open sesame 12', {
    name: 'Zendesk',
    account: 'wall',
    secret: 'JBSWY3DPEHPK3PXP',
  })
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'backup.2fas', mimeType: 'application/json', buffer: file }])
  const password = field(page, 'secretBox.exportPassword')
  await password.fill('not this one')
  await password.press('Enter')
  await untilRefused(page, 'error.secret.password_wrong')
  await password.fill('open sesame 12')
  await button(page, 'secretBox.open').click()
  await page.getByText(words('secretBox.foundFor', { whose: 'Zendesk: wall' })).waitFor()
  await button(page, 'secretBox.another').click()
  await box.waitFor()
})

test('changed, replaced, taken away, deleted; another address asks who is there', patient, async () => {
  const own = server.client(admin)
  const made = await own.call('POST /api/v1/connections', {
    body: {
      service: 'trello',
      name: 'Trello',
      url: 'https://trello.com/',
      username: 'wall',
      password: LOGIN_PASSWORD,
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    },
  })
  // A session whose proof is older than ten minutes is asked again: here the first change is answered as if it were.
  let isAsked = false
  await page.route(`**/api/v1/connections/${made.id}`, async (route) => {
    if (isAsked || route.request().method() !== 'PATCH') return route.fallback()
    isAsked = true
    await route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { type: 'about:blank', title: 'x', status: 403, code: 'access.step_up_required', requestId: 'x' },
    })
  })
  await page.goto(`/connections/${made.id}`)
  await button(page, 'connection.edit').click()
  const editing = dialog(page, 'connection.edit.title', { name: 'Trello' })
  await field(editing, 'connection.address').fill('trello.com/b/abc/roadmap')
  await button(editing, 'action.save').click()
  const question = dialog(page, 'stepUp.title')
  await field(question, 'field.password').fill(ADMIN.password)
  await button(question, 'action.continue').click()
  await page.getByRole('link', { name: 'https://trello.com/b/abc/roadmap' }).waitFor()

  await button(page, 'connection.replacePassword').click()
  const replacing = dialog(page, 'connection.replacePassword')
  await button(replacing, 'action.save').click()
  await replacing.getByText(words('field.password.missing')).waitFor()
  await field(replacing, 'connection.password').fill('another password')
  await button(replacing, 'action.save').click()
  await replacing.waitFor({ state: 'detached' })
  await button(page, 'connection.removePassword').click()
  await button(
    dialog(page, 'connection.removePassword.title', { name: 'Trello' }),
    'connection.removePassword',
  ).click()
  await page.getByText(words('connection.password.none')).waitFor()

  await button(page, 'connection.replaceSecret').click()
  const taking = dialog(page, 'connection.replaceSecret')
  await button(taking, 'action.save').click()
  await taking.getByText(words('error.secret.empty')).waitFor()
  await dropFiles(taking, page, [
    picture(
      'new.png',
      await drawQrCode(uriOf('KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU', 'new@northwind.example', 'Trello')),
    ),
  ])
  await taking.getByText(words('secretBox.foundFor', { whose: 'Trello: new@northwind.example' })).waitFor()
  await button(taking, 'action.save').click()
  await taking.waitFor({ state: 'detached' })
  await page.getByText('Trello: new@northwind.example').waitFor()
  await button(page, 'connection.removeSecret').click()
  await button(
    dialog(page, 'connection.removeSecret.title', { name: 'Trello' }),
    'connection.removeSecret',
  ).click()
  await page.getByText(words('connection.codes.none')).waitFor()

  await button(page, 'connection.delete').click()
  await button(dialog(page, 'connection.delete.title', { name: 'Trello' }), 'connection.delete').click()
  await page.waitForURL((url) => url.pathname === '/connections')
  await page.getByText(words('connection.deleted', { name: 'Trello' })).waitFor()
  expect(await page.getByRole('link', { name: 'Trello', exact: true }).count()).toBe(0)
  await page.goto(`/connections/${made.id}`)
  await page.getByText(words('error.connection.not_found')).waitFor()
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
