// A connection signs in at its service while an admin watches: step by step, with pictures, to its end or to its cause;
// and an agent who is let use it, and then no longer. The runner has no browser here; the server and the console are real.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
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
import { SETUP_TOKEN } from './countersign-process.ts'
import { addPerson, openConsole, type OpenConsole } from './open-console.ts'
import { addRunnerWithoutBrowser, type RunnerWithoutBrowser } from './runner-without-browser.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }

let postgres: SharedPostgres
let database: SharedDatabase
let opened: OpenConsole
let admin: string
let runner: RunnerWithoutBrowser | undefined
let connections = 0

beforeAll(async () => {
  postgres = await startSharedPostgres()
  database = await postgres.createEmptyDatabase('watch_a_sign_in')
  opened = await openConsole(SETUP_TOKEN, { COUNTERSIGN_DATABASE_URL: database.url })
  admin = await setUp(opened.server)
})
afterAll(async () => {
  await opened?.close()
  await postgres?.stop()
})
signInForTests(() => opened)

async function openConnection(): Promise<{ id: string; name: string }> {
  connections += 1
  const name = `Wiki ${connections}`
  const { id } = await opened.server.client(admin).call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name,
      url: 'https://wiki.northwind.example/wall',
      username: 'wall@northwind.example',
      password: 'wall in the hall 77',
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    },
  })
  await page.goto(`/connections/${id}`)
  await page.getByRole('heading', { level: 1, name }).waitFor()
  return { id, name }
}

async function theRunner(): Promise<RunnerWithoutBrowser> {
  runner ??= await addRunnerWithoutBrowser(opened.server, database)
  await runner.isHere()
  return runner
}

test('without a runner it says what is missing', patient, async () => {
  await openConnection()
  await page.getByText(words('attempt.hint.paused')).waitFor()
  await button(page, 'attempt.now').click()
  await untilRefused(page, 'error.connection.no_runner')
  await eye.lookAt(page, 'sign-in, no runner')
  eye.expectNothing(4)
})

test('signed in, step by step, as it happens', patient, async () => {
  const { takeWork, tellStep, tellOutcome } = await theRunner()
  await openConnection()
  await button(page, 'attempt.now').click()
  await heading(page, 'attempt.live').waitFor()
  const lease = await takeWork()
  await tellStep(lease, 1, 'opened')
  const steps = page.getByRole('list', { name: words('attempt.steps') })
  await steps.getByText(words('attempt.step.opened')).waitFor()
  await tellStep(lease, 2, 'typed_username_and_password')
  await steps.getByText(words('attempt.step.typed_username_and_password')).waitFor()
  await tellStep(lease, 3, 'typed_code')
  await steps.getByText(words('attempt.step.typed_code')).waitFor()
  // The picture is there, not only its place.
  await expect
    .poll(() =>
      steps
        .locator('img')
        .first()
        .evaluate((one: HTMLImageElement) => one.naturalWidth),
    )
    .toBe(1280)
  await eye.lookAt(page, 'sign-in, live')
  // Somebody who comes to the page now sees the same, and what follows.
  await page.reload()
  await steps.getByText(words('attempt.step.typed_code')).waitFor()
  await tellStep(lease, 4, 'signed_in')
  await tellOutcome(lease)
  await page.getByRole('heading', { name: words('attempt.live') }).waitFor({ state: 'detached' })
  await page.getByText(/^Signed in since /).waitFor()
  await heading(page, 'attempt.past').waitFor()
  await eye.lookAt(page, 'sign-in, signed in')
  await page.getByRole('button', { name: /^Show the steps of / }).click()
  const details = page.getByRole('dialog')
  await details.getByText(words('attempt.step.signed_in')).waitFor()
  await eye.lookAt(page, 'sign-in, its steps')
  await details.getByRole('button', { name: /^Enlarge the picture: Typed the code/ }).click()
  const large = page.getByRole('dialog', { name: 'Typed the code, wiki.northwind.example' })
  await large.getByRole('img').waitFor()
  await eye.lookAt(page, 'sign-in, a picture')
  eye.expectNothing(16)
})

test('a refused login says so, what to do, and that it is not tried again', patient, async () => {
  const { isHere, takeWork, tellStep, tellOutcome } = await theRunner()
  await openConnection()
  await isHere()
  await button(page, 'attempt.now').click()
  await page.getByText(words('attempt.state.waiting')).waitFor()
  await eye.lookAt(page, 'sign-in, waiting for a runner')
  const lease = await takeWork()
  await tellStep(lease, 1, 'typed_password')
  await tellStep(lease, 2, 'stopped')
  await tellOutcome(lease, 'wrong_password')
  await page.getByText(words('cause.wrong_password')).first().waitFor()
  await page.getByText(words('cause.wrong_password.toDo')).waitFor()
  await page.getByText(words('attempt.noNextTry')).waitFor()
  await page.getByText(words('connection.state.needs_attention')).first().waitFor()
  await button(page, 'attempt.now').click()
  await untilRefused(page, 'error.connection.login_refused')
  await eye.lookAt(page, 'sign-in, login refused')

  const other = await openConnection()
  await isHere()
  await button(page, 'attempt.now').click()
  const next = await takeWork()
  expect(next.connection).toBe(other.id)
  await tellOutcome(next, 'unreachable')
  await page.getByText(words('cause.unreachable')).first().waitFor()
  await page.getByText(/^It is tried again by itself: /).waitFor()
  await button(page, 'attempt.pause').click()
  await page.getByText(words('attempt.paused')).waitFor()
  await page.getByText(words('connection.state.paused'), { exact: true }).waitFor()
  eye.expectNothing(8)
})

test('an agent is let use it, is told its codes, and is let in no longer', patient, async () => {
  const agent = await addPerson(opened.server, admin, 'Aino Agent')
  const other = (await opened.watched.visit()).page
  await givePassword(other, agent)
  await untilAt(other, '/profile')
  const place = other.getByRole('navigation').getByRole('link', { name: words('connections.title') })
  expect(await place.count()).toBe(0)

  const { name } = await openConnection()
  await page.getByText(words('grants.none')).waitFor()
  await button(page, 'grants.add').click()
  const adding = dialog(page, 'grants.add')
  await adding.getByRole('radio', { name: /^Aino Agent/ }).waitFor()
  await button(adding, 'grants.add').click()
  await adding.getByText(words('grants.person.missing')).waitFor()
  await eye.lookAt(page, 'grant, nobody chosen')
  await field(adding, 'grants.person').fill('aino')
  await adding.getByRole('radio', { name: /^Aino Agent/ }).check()
  await eye.lookAt(page, 'grant')
  await button(adding, 'grants.add').click()
  await page.getByText(words('grants.added', { name: 'Aino Agent' })).waitFor()
  await eye.lookAt(page, 'connection, granted')

  await other.reload()
  await place.click()
  await other.getByRole('link', { name }).waitFor()
  await eye.lookAt(other, 'connections of an agent')
  await other.getByRole('link', { name }).click()
  await other.getByText(words('error.connection.reveal_not_granted')).waitFor()
  expect(await button(other, 'connection.edit').count()).toBe(0)
  expect(await button(other, 'connection.delete').count()).toBe(0)
  await button(other, 'attempt.now').waitFor()
  await eye.lookAt(other, 'connection of an agent')

  await button(page, 'grants.add').click()
  await adding.getByRole('radio', { name: /^Aino Agent/ }).check()
  await adding.getByRole('radio', { name: words('grants.may.reveal') }).check()
  await button(adding, 'grants.add').click()
  await page
    .getByRole('list', { name: words('grants.title') })
    .getByText(words('grants.may.reveal'))
    .waitFor()
  await other.reload()
  await button(other, 'connection.codes.show').click()
  await other.locator('[data-code]').waitFor({ timeout: 75_000 })

  await button(page, 'grants.removeNamed', { name: 'Aino Agent' }).click()
  await button(dialog(page, 'grants.remove.title', { name: 'Aino Agent' }), 'grants.remove').click()
  await page.getByText(words('grants.none')).waitFor()
  await other.reload()
  await other.getByText(words('error.connection.not_found')).waitFor()
  eye.expectNothing(20)
  await other.context().close()
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
