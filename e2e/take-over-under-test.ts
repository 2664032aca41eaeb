// Taking over as the tests of a file meet it: a server with a runner beside it on a database that they can look into, a
// stand-in of a service, and an admin at the console.
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { page, signInForTests } from './admin-at-the-console.ts'
import { button, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'
import { setUp } from './sign-in-by-api.ts'

export const patient = { timeout: 300_000 }
/** A runner starts a browser, and a code may have to wait for its step. */
export const slow = { timeout: 120_000 }

export const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: Buffer.from('a secret of a wall'),
}

// As in console-under-test.ts: each test file has them to itself, and none sets them.
export let service: StandIns
export let opened: OpenConsole
export let database: SharedDatabase
/** The bearer token of the first admin. */
export let admin: string
export { eye, page } from './admin-at-the-console.ts'

let postgres: SharedPostgres

/** Called once by a file, outside of its tests; each begins as the first admin, signed in. */
export function openTakeOverForTests(): void {
  beforeAll(async () => {
    service = await startStandIns([{ ...plainApplication, hosts: ['127.0.0.1'] }], account)
    postgres = await startSharedPostgres()
    database = await postgres.createEmptyDatabase('take_over')
    opened = await openConsole(SETUP_TOKEN, {
      COUNTERSIGN_DATABASE_URL: database.url,
      COUNTERSIGN_RUNNER: 'on',
      COUNTERSIGN_RUNNER_ALLOW: host(),
      COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
    })
    admin = await setUp(opened.server)
  })
  afterAll(async () => {
    await opened?.close()
    await postgres?.stop()
    await service?.close()
  })
  beforeEach(async () => {
    service.reset()
  })
  signInForTests(() => opened)
}

export const host = () => `127.0.0.1:${service.port}`
export const origin = () => `http://${host()}`

/** The page of the service in one's hands. */
export const surface = (at = page): Locator =>
  at.getByRole('textbox', { name: words('takeOver.page', { host: host() }) })

export async function addConnection(name: string): Promise<string> {
  const { id } = await opened.server.client(admin).call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name,
      url: `${origin()}/`,
      username: account.name,
      password: account.password,
      secret: encodeBase32(account.secret),
    },
  })
  return id
}

/** Up to the page where it says that only a person gets further. */
export async function stopAtMailedCode(name: string, at = page): Promise<string> {
  service.reset(['mailed-code'])
  const id = await addConnection(name)
  await at.goto(`/connections/${id}`)
  await button(at, 'attempt.now').click()
  await at.getByText(words('cause.other_code_wanted')).first().waitFor(slow)
  return id
}

export async function takeOver(): Promise<void> {
  await button(page, 'takeOver.begin').click()
  await untilInHands()
}

export async function untilInHands(at = page): Promise<void> {
  await heading(at, 'takeOver.title').waitFor()
  await surface(at).waitFor(slow)
}

export const attemptOf = (at = page): string => new URL(at.url()).pathname.split('/').at(-1) ?? ''

/** Presses where the box for the code is, and types. */
export async function typeAtCodeBox(code: string): Promise<void> {
  const place = await placeOfCode()
  const shown = await surface().boundingBox()
  if (shown === null) throw new Error('The page is not shown.')
  const scale = shown.width / 1280
  await page.mouse.click(shown.x + place.x * scale, shown.y + place.y * scale)
  await page.keyboard.type(code)
}

/** Where the box for the code is in the page of the service, in a browser of the same size. */
async function placeOfCode(): Promise<{ x: number; y: number }> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('The page belongs to no browser.')
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const own = await context.newPage()
    await own.goto(origin())
    await own.getByLabel('Email').fill(account.name)
    await own.getByLabel('Password').fill(account.password)
    await own.getByRole('button', { name: 'Sign in' }).click()
    const box = await own.getByLabel('Code').boundingBox()
    if (box === null) throw new Error('There is no box for a code.')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  } finally {
    await context.close()
  }
}

/** As if so much time had gone by since somebody proved who they are; the clock of the machine stays as it is. */
export async function letProofsGrowOld(email: string): Promise<void> {
  await database.rows(
    `UPDATE sessions SET password_proven_at = password_proven_at - interval '11 minutes',
       second_factor_proven_at = second_factor_proven_at - interval '11 minutes'
     WHERE account_id = (SELECT id FROM accounts WHERE email = $1)`,
    [email],
  )
}

/** As if so much time had gone by since the page was taken over. */
export async function letTakeOverGrowOld(attempt: string, seconds: number): Promise<void> {
  await database.rows(`UPDATE attempts SET asked_at = asked_at - make_interval(secs => $2) WHERE id = $1`, [
    attempt,
    seconds,
  ])
}
