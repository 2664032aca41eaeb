// Taking over has its limits: an old proof is not enough, and after ten minutes the page is given back by itself, and the
// account left alone; and the guide that tells all of it, followed by its own words.
import { describe, expect, test } from 'vitest'
import { codeOf, untilNextStep, untilStepLasts } from './authenticator-app.ts'
import {
  button,
  dialog,
  field,
  givePassword,
  typeCode,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { PASSWORD } from './open-console.ts'
import { readGuide } from './read-guide.ts'
import { ADMIN, enrol } from './sign-in-by-api.ts'
import {
  admin,
  attemptOf,
  database,
  eye,
  letProofsGrowOld,
  letTakeOverGrowOld,
  opened,
  openTakeOverForTests,
  page,
  patient,
  service,
  slow,
  stopAtMailedCode,
  surface,
  takeOver,
  typeAtCodeBox,
  untilInHands,
} from './take-over-under-test.ts'

openTakeOverForTests()

const client = () => opened.server.client(admin)
const readAttempt = (id: string, attempt: string) =>
  client().call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params: { id, attempt } })
const readConnection = (id: string) => client().call('GET /api/v1/connections/{id}', { params: { id } })

async function actionsOf(id: string): Promise<string[]> {
  const { items } = await client().call('GET /api/v1/audit-events', { query: { limit: 50 } })
  return items.filter(({ facts }) => facts?.['connection'] === id).map(({ action }) => action)
}

describe('with an old proof', () => {
  test('the console asks for a code of now, and only then it begins', patient, async () => {
    const eva = { email: 'eva@northwind.example', password: PASSWORD }
    await client().call('POST /api/v1/users', {
      body: { name: 'Eva', role: 'admin', requireSecondFactor: true, ...eva },
    })
    const { secret } = await enrol(opened.server.client(), eva)
    const own = (await opened.watched.visit()).page
    await givePassword(own, eva)
    await typeCode(own, codeOf(secret))
    await untilAt(own, '/users')
    const id = await stopAtMailedCode('Wall of an old proof', own)
    await letProofsGrowOld(eva.email)
    const before = { ...service.world.tally }

    await button(own, 'takeOver.begin').click()
    const question = dialog(own, 'stepUp.title')
    await question.getByText(words('stepUp.code')).waitFor()
    await eye.lookAt(own, 'take over, is it you')
    // Whoever closes the question has begun nothing, and is told why.
    await own.keyboard.press('Escape')
    await untilRefused(own, 'error.access.step_up_required')
    await eye.lookAt(own, 'take over, not proven')
    await button(own, 'takeOver.begin').click()
    await typeCode(question, '000000' === codeOf(secret) ? '000001' : '000000')
    await question.getByRole('alert').waitFor()
    expect(await actionsOf(id)).not.toContain('connection.taken_over')
    expect(service.world.tally).toEqual(before)

    await untilNextStep()
    await untilStepLasts(5)
    await typeCode(question, codeOf(secret))
    await untilInHands(own)
    expect((await actionsOf(id)).filter((action) => action === 'connection.taken_over')).toHaveLength(1)
    await button(own, 'takeOver.giveBack').click()
    await own.getByText(words('takeOver.givenBack')).waitFor(slow)
    await own.context().close()
    eye.expectNothing(8)
  })
})

describe('after ten minutes', () => {
  test(
    'the page is given back by itself, what was wrong still is, and nothing is typed',
    patient,
    async () => {
      const id = await stopAtMailedCode('Wall of ten minutes')
      await takeOver()
      const attempt = attemptOf()
      await letTakeOverGrowOld(attempt, 9 * 60 + 15)
      await page.getByText(/^0:\d\d left$/).waitFor(slow)
      await page.getByText(words('takeOver.lastMinute')).waitFor()
      await eye.lookAt(page, 'take over, the last minute')
      const before = { ...service.world.tally }
      await letTakeOverGrowOld(attempt, 60)
      await page.getByText(words('takeOver.timeOver')).waitFor(slow)
      await surface().waitFor({ state: 'detached' })
      await eye.lookAt(page, 'take over, its time is over')
      expect(await readAttempt(id, attempt)).toMatchObject({ state: 'failed', cause: 'other_code_wanted' })
      const left = await readConnection(id)
      expect(left).toMatchObject({ state: 'needs_attention', cause: 'other_code_wanted' })
      expect(left.nextTryAt).toBeUndefined()
      const params = { id, attempt }
      const typing = client().call('POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs', {
        params,
        body: { inputs: [{ kind: 'text', text: service.world.mailedCode }] },
      })
      await expect(typing).rejects.toMatchObject({ code: 'attempt.over' })
      for (const table of ['live_views', 'live_inputs']) {
        expect(await database.count(`SELECT FROM ${table} WHERE attempt_id = $1`, [attempt]), table).toBe(0)
      }
      expect(service.world.tally).toEqual(before)

      await page.getByRole('link', { name: words('takeOver.toConnection') }).click()
      await page.getByText(words('attempt.noNextTry')).waitFor()
      await button(page, 'takeOver.begin').waitFor()
      await eye.lookAt(page, 'connection, after ten minutes')
      eye.expectNothing(12)
    },
  )
})

test('the guide, as it says', patient, async () => {
  const guide = readGuide('sign-in-needs-you')
  const id = await stopAtMailedCode('Wall of the guide')
  await guide.find(page.getByRole('navigation'), 'Notices').click()
  await page.getByText(words('notice.connection_needs_person')).first().waitFor()
  await page
    .getByRole('link', { name: words('notice.openConnection') })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: 'Wall of the guide' }).waitFor()
  await page.getByText(words('cause.other_code_wanted')).first().waitFor()
  await page.getByText(words('cause.other_code_wanted.toDo')).first().waitFor()
  // The guide is one click away from where it helps.
  await letProofsGrowOld(ADMIN.email)
  await guide.find(page, 'Take over').click()
  const question = dialog(page, 'stepUp.title')
  await field(question, 'field.password').fill(ADMIN.password)
  await button(question, 'action.continue').click()
  await untilInHands()
  await page.locator('a[href="/help/sign-in-needs-you"]').waitFor()

  // Its paragraphs in their order: changed your mind, on a phone, by keyboard alone, a colleague.
  const before = await readConnection(id)
  await guide.find(page, 'Give it back').click()
  await page.getByText(words('takeOver.givenBack')).waitFor(slow)
  expect((await readConnection(id)).cause).toBe('other_code_wanted')
  expect(before.state).toBe('signing_in')
  await button(page, 'takeOver.begin').click()
  await untilInHands()
  await page.setViewportSize({ width: 360, height: 740 })
  await guide.find(page, 'Larger').click()
  await button(page, 'takeOver.smaller').waitFor()
  const keys = page.getByRole('group', { name: words('takeOver.keys') })
  await keys.getByRole('button', { name: 'Enter' }).waitFor()
  await eye.lookAt(page, 'take over, larger on a phone')
  await button(page, 'takeOver.smaller').click()
  await page.keyboard.press('Tab')
  await surface().focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect.poll(() => surface().evaluate((one) => one === document.activeElement)).toBe(false)

  await guide.find(page, 'I am signed in').waitFor()
  await typeAtCodeBox(service.world.mailedCode)
  await page.keyboard.press('Enter')
  await page.getByText(words('takeOver.signedIn')).waitFor(slow)
  expect(service.world.tally).toMatchObject({ signIns: 1, wrongCodes: 0 })
  await page.goto('/audit-log')
  await page.getByText(words('audit.action.connection.taken_over')).first().waitFor()
  guide.expectAllFound(
    'Changed your mind?',
    'On a phone',
    'By keyboard alone',
    'A colleague was faster?',
    'A runner is missing, or goes away in the middle?',
    'Again and again?',
  )
  eye.expectNothing(4)
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
