// The guides of the services, as far as they happen in our console: what each names is found, and at its end stands a
// connection that gives the code which the service was told.
import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { encodeBase32 } from '../otp/base32.ts'
import { codeOf } from './authenticator-app.ts'
import { pastePicture, shownCodes } from './connection-steps.ts'
import { field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { openOrganizationForTests, opened, page } from './console-under-test.ts'
import { readGuide } from './read-guide.ts'
import { drawQrCode } from './secret-papers.ts'
import { ADMIN } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }

openOrganizationForTests()
beforeEach(async () => {
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
})

const cannot = 'What cannot work'
const first = 'First, an account of its own'

const services = [
  {
    guide: 'connect-jira',
    service: 'Jira (Atlassian)',
    url: 'northwind.atlassian.net',
    openers: [first, 'Which method is asked first?', 'One app at a time', cannot],
    also: ['Show a code', 'Replace key'],
  },
  {
    guide: 'connect-trello',
    service: 'Trello',
    openers: [first, 'One account, Jira and Trello?', cannot],
    also: [],
  },
  {
    guide: 'connect-power-bi',
    service: 'Power BI',
    openers: [first, 'Sign in by hand once', cannot],
    also: ['Show a code'],
  },
  {
    guide: 'connect-salesforce',
    service: 'Salesforce',
    url: 'northwind.my.salesforce.com',
    openers: [
      'First, a user of its own',
      'At a first sign-in',
      'Which method is asked first?',
      'Sign in by hand once',
      cannot,
    ],
    also: ['Show a code'],
  },
  {
    guide: 'connect-zendesk',
    service: 'Zendesk',
    url: 'northwind.zendesk.com',
    openers: ['First, an agent of its own', 'Codes by mail', 'How often is the code asked?', cannot],
    also: [],
  },
  {
    guide: 'connect-any',
    service: 'Another service',
    url: 'wiki.northwind.example',
    openers: [
      first,
      'What the box takes',
      'You have an app with it already?',
      'What it is not',
      'Make the app the default',
      cannot,
    ],
    also: [],
  },
]

test.each(services)('$guide, as it says', patient, async ({ guide: name, service, url, openers, also }) => {
  const guide = readGuide(name)
  const secret = encodeBase32(randomBytes(20))
  await guide.find(page.getByRole('navigation'), 'Connections').click()
  await heading(page, 'connections.title').waitFor()
  const add = page.getByRole('button', { name: words('connections.none.add') })
  await add.or(guide.find(page, 'Add connection')).first().waitFor()
  if (await add.isVisible()) await add.click()
  else await guide.find(page.getByRole('main'), 'Add connection').click()
  await heading(page, 'connections.add').waitFor()
  await guide.find(page.getByRole('main'), service).click()
  // The guide is one click away from where it helps.
  await page.locator(`a[href="/help/${name}"]`).waitFor()
  if (url !== undefined) await field(page, 'connection.address').fill(url)
  await field(page, 'connection.name').fill(`${service} of ${name}`)
  await field(page, 'connection.username').fill('wall@northwind.example')
  await field(page, 'connection.password').fill('wall in the hall 77')
  await guide.find(page, 'Secret key').waitFor()
  const png = await drawQrCode(`otpauth://totp/${encodeURIComponent(service)}:wall?secret=${secret}`)
  await pastePicture(page, { name: 'screenshot.png', mimeType: 'image/png', buffer: png })
  await guide.find(page, 'Code of now').waitFor()
  const { code } = await shownCodes(page)
  expect([-1, 0, 1].map((steps) => codeOf(secret, steps))).toContain(code)
  await page.getByRole('button', { name: words('connections.add') }).click()
  guide.find(page, 'Add connection')
  await page.getByRole('heading', { level: 1, name: `${service} of ${name}` }).waitFor()
  await page.locator(`a[href="/help/${name}"]`).waitFor()
  for (const label of also) await guide.find(page, label).waitFor()
  guide.expectAllFound(...openers)
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
