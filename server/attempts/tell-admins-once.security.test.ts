// Attacks on what the admins are told of a connection: another organization hears of it, a runner that lost its lease tells
// it, and one that fails over and over floods mailboxes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

async function begin(id: string) {
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const lease = (await runner.takeWork()).find(({ connection }) => connection === id)
  if (lease === undefined) throw new Error('There is no work.')
  return lease
}

const told = () =>
  app.database.query
    .selectFrom('notices')
    .select(['organization_id', 'facts'])
    .where('kind', '=', 'connection_needs_person')
    .execute()

test('the admin of another organization hears nothing of it', async () => {
  const other = await addOtherOrganization(app)
  const { id } = await addConnection(app, admin)
  await runner.tell(await begin(id), 'outcome', { hasTyped: true, cause: 'captcha' })
  const notices = await told()
  expect(notices).toHaveLength(1)
  expect(notices.map((one) => one.organization_id)).not.toContain(other.organizationId)
})

test('a runner whose lease passed on tells nobody', async () => {
  const before = (await told()).length
  const { id } = await addConnection(app, admin)
  const lease = await begin(id)
  app.advance(31)
  const late = await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'captcha' })
  expect(late.body.code).toBe('lease.lost')
  expect(await told()).toHaveLength(before)
})

test('an outcome that is told twice at once is one notice', async () => {
  const before = (await told()).length
  const { id } = await addConnection(app, admin)
  const lease = await begin(id)
  const tell = () => runner.tell(lease, 'outcome', { hasTyped: true, cause: 'wrong_password' })
  const answers = await Promise.all([tell(), tell(), tell()])
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  expect(await told()).toHaveLength(before + 1)
})

test('fifty tries that fail are one notice, with nothing of the login in it', async () => {
  const { id, password, secret } = await addConnection(app, admin, {
    username: 'wall-canary@northwind.example',
  })
  const before = (await told()).length
  for (let tries = 0; tries < 50; tries += 1) {
    await runner.tell(await begin(id), 'outcome', { hasTyped: true, cause: 'captcha' })
  }
  const notices = await told()
  expect(notices).toHaveLength(before + 1)
  const text = JSON.stringify(notices)
  for (const canary of [password, secret, 'wall-canary']) expect(text).not.toContain(canary)
})
