// What is done on the server's machine while the server runs on its embedded database: operators, a recovery, the proof
// of the audit log; and then what the person with the link does in the browser.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptInvitation, button, field, givePassword, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openEye } from './look-at-page.ts'
import { openConsole, PASSWORD, type OpenConsole } from './open-console.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const program = join(import.meta.dirname, '..', 'cli', 'countersign.js')

let opened: OpenConsole
let admin: string

beforeAll(async () => {
  opened = await openConsole(SETUP_TOKEN)
  admin = await setUp(opened.server)
})
afterAll(() => opened?.close())

function countersign(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      COUNTERSIGN_DATA_DIR: opened.dataDir,
      COUNTERSIGN_BASE_URL: opened.server.baseUrl,
      COUNTERSIGN_RECOVERY_HOURS: '0',
    },
  })
  return { status, output: `${stdout}${stderr}` }
}

const linkIn = (output: string): string => /https?:\/\/\S+#[\w-]{43}/.exec(output)?.[0] ?? 'no link'

async function openLink(output: string): Promise<Page> {
  const { page } = await opened.watched.visit()
  await page.goto(linkIn(output))
  return page
}

test('an operator is added, signs in with a second factor, and sees the organizations', patient, async () => {
  const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  const added = countersign('operator', 'add', 'olga@operators.example', 'Olga Operator')
  expect(added.status).toBe(0)
  const { page } = await opened.watched.visit()
  await acceptInvitation(page, linkIn(added.output), PASSWORD)
  await heading(page, 'organizations.title').waitFor()
  await page.getByText('Northwind').waitFor()
  await eye.lookAt(page, 'organizations')
  await button(page, 'organizations.invite').first().click()
  await eye.lookAt(page, 'invite an organization')
  expect(countersign('operator', 'list').output).toContain(
    'olga@operators.example\tactive\tenrolled\tOlga Operator',
  )
  eye.expectNothing(8)
  await page.context().close()
})

test('an admin who lost everything is recovered; the other admins are told', patient, async () => {
  const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  const other = { email: 'zoe@northwind.example', password: PASSWORD, role: 'admin' } as const
  await opened.server.client(admin).call('POST /api/v1/users', { body: other })
  expect(countersign('recover', 'nobody@northwind.example', 'Lost it').status).toBe(1)
  const made = countersign(
    'recover',
    ADMIN.email,
    'Lost phone and password',
    '--operator',
    'olga@operators.example',
  )
  expect(made.status).toBe(0)
  const page = await openLink(made.output)
  await field(page, 'newPassword.label').fill('velvet harbor pencil 93')
  await eye.lookAt(page, 'recover')
  await button(page, 'recover.submit').click()
  await page.getByText(words('recover.done')).waitFor()
  const again = await openLink(made.output)
  await again.getByText(words('error.recovery.invalid')).waitFor()
  await again.context().close()

  await page.goto(`${opened.server.baseUrl}/sign-in`)
  await givePassword(page, other)
  await page.getByRole('link', { name: words('notices.title') }).click()
  await page.getByText(words('notice.recovery_requested')).waitFor()
  await page.getByText(words('notice.recovery_used')).waitFor()
  await page.getByRole('link', { name: words('recoveries.title') }).click()
  await page.getByText(words('recoveries.state.used')).waitFor()
  await eye.lookAt(page, 'recoveries')
  await page.getByRole('link', { name: words('audit.title') }).click()
  await page.getByText('recovery.used').waitFor()
  eye.expectNothing(8)
  await page.context().close()
})

test('the audit log is proved beside the server, which keeps serving', patient, async () => {
  const { status, output } = countersign('audit', 'verify')
  expect(output).toMatch(/^whole: 00000000-0000-0000-0000-000000000000:\d+:[0-9a-f]{64}$/m)
  expect(status).toBe(0)
  expect((await fetch(`${opened.server.baseUrl}/readyz`)).status).toBe(200)
})

test(
  'a runner is added: its token asks for work, is not shown again, and opens nothing once it is removed',
  patient,
  async () => {
    const added = countersign('runner', 'add', 'Warehouse', '--organization', 'Northwind')
    expect(added.status).toBe(0)
    const token = /COUNTERSIGN_RUNNER_TOKEN=([\w-]{43})/.exec(added.output)?.[1] ?? ''
    expect(added.output).toContain(`COUNTERSIGN_SERVER=${opened.server.baseUrl}`)
    const ask = () =>
      opened.server.client(token).call('POST /api/v1/runner/leases', {
        body: { version: '1', most: 1, waitSeconds: 0 },
      })
    expect(await ask()).toEqual({ items: [] })
    const list = countersign('runner', 'list').output
    expect(list).toMatch(/Warehouse\torganization [\da-f-]{36}\tseen /)
    expect(list).not.toContain(token)
    const id = /^[\da-f-]{36}(?=\tWarehouse)/m.exec(list)?.[0] ?? ''
    expect(countersign('runner', 'remove', id).status).toBe(0)
    await expect(ask()).rejects.toMatchObject({ code: 'runner.required' })
    expect(countersign('runner', 'remove', id).output).toContain('There is no runner')
    expect(countersign('runner', 'add').output).toContain('usage:')
  },
)
