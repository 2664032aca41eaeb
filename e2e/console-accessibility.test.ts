// Every page before the sign-in is done, with its errors, for people who cannot see or use a mouse, and on a phone.
// With COUNTERSIGN_TEST_PICTURES naming a folder, a picture of each goes there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import {
  button,
  field,
  givePassword,
  heading,
  shownKey,
  typeCode,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { admin, eye, openForTests, page, server, setUpOrganization } from './console-under-test.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { ADMIN, enrol } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }

openForTests()

describe('before the organization is there', () => {
  test('the setup and its failures', patient, async () => {
    await page.goto('/')
    await field(page, 'setup.token.label').waitFor()
    await eye.lookAt(page, 'setup without a link')
    await button(page, 'action.continue').click()
    await eye.lookAt(page, 'setup without a link, nothing typed')
    await page.goto('/setup#a-link-of-yesterday')
    await field(page, 'field.organization').waitFor()
    await eye.lookAt(page, 'setup')
    await field(page, 'newPassword.label').fill('short')
    await button(page, 'setup.submit').click()
    await eye.lookAt(page, 'setup, fields missing')
    await field(page, 'field.organization').fill('Northwind')
    await field(page, 'field.email').fill(ADMIN.email)
    await field(page, 'newPassword.label').fill(ADMIN.password)
    await button(page, 'setup.submit').click()
    await untilRefused(page, 'error.setup.token_wrong')
    await eye.lookAt(page, 'setup, link of yesterday')
    eye.expectNothing(20)
  })
})

describe('in an organization', () => {
  beforeAll(setUpOrganization)

  test('the sign-in and its failures', patient, async () => {
    await page.goto(`/setup#${SETUP_TOKEN}`)
    await heading(page, 'setup.done.title').waitFor()
    await eye.lookAt(page, 'setup done already')
    await page.goto('/profile')
    await page.getByText(words('signIn.toGoOn')).waitFor()
    await eye.lookAt(page, 'sign-in to go on')
    await page.goto('/sign-in')
    await field(page, 'field.email').waitFor()
    await eye.lookAt(page, 'sign-in')
    await button(page, 'signIn.submit').click()
    await page.getByText(words('field.email.wrong')).waitFor()
    await eye.lookAt(page, 'sign-in, fields missing')
    const nobody = { email: 'nobody@northwind.example', password: 'not a password' }
    await givePassword(page, nobody)
    await untilRefused(page, 'error.sign_in.refused')
    await eye.lookAt(page, 'sign-in refused')
    await page.route('**/api/v1/sign-in', (route) => route.abort('connectionrefused'))
    await givePassword(page, nobody)
    await untilRefused(page, 'failure.unreachable')
    await eye.lookAt(page, 'sign-in, server gone')
    await page.unroute('**/api/v1/sign-in')
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await givePassword(page, nobody)
      await page.getByRole('alert').getByText(words('error.sign_in.refused')).waitFor()
      await button(page, 'signIn.submit').and(page.locator(':not([data-loading])')).waitFor()
    }
    await givePassword(page, nobody)
    await untilRefused(page, 'error.sign_in.too_many_attempts')
    await eye.lookAt(page, 'sign-in, too many attempts')
    eye.expectNothing(28)
  })

  test('addresses that lead nowhere, and pages that do not open', patient, async () => {
    await page.goto('/no-such-page')
    await heading(page, 'unknownPage.title').waitFor()
    await eye.lookAt(page, 'unknown page')
    await page.route('**/api/v1/setup', (route) => route.abort('connectionrefused'))
    await page.goto('/setup#token')
    await untilRefused(page, 'failure.unreachable')
    await eye.lookAt(page, 'setup, server gone')
    await page.unroute('**/api/v1/setup')
    await page.route(`**/${scriptOfSetupPage()}`, (route) => route.abort('connectionrefused'))
    await page.reload()
    await heading(page, 'brokenPage.title').waitFor()
    await eye.lookAt(page, 'broken page')
    eye.expectNothing(12)
  })

  test('the reference page of the API', patient, async () => {
    await page.goto('/api')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await eye.lookAt(page, 'api reference')
    eye.expectNothing(4)
  })

  test('an invitation and its failures', patient, async () => {
    const person = await addPerson(server, admin, 'Dunja Petrović', { requireSecondFactor: true })
    await page.goto('/invitation')
    await field(page, 'invitation.token.label').waitFor()
    await eye.lookAt(page, 'invitation without a link')
    await page.goto('/invitation#used-before')
    await untilRefused(page, 'error.invitation.invalid')
    await eye.lookAt(page, 'invitation that is over')
    await page.goto(person.invitation)
    await field(page, 'newPassword.label').waitFor()
    await eye.lookAt(page, 'invitation')
    await field(page, 'newPassword.label').fill('password')
    await button(page, 'invitation.submit').click()
    await untilRefused(page, 'error.password.common')
    await eye.lookAt(page, 'invitation, common password')
    eye.expectNothing(16)
  })

  test('the second step and its failures', patient, async () => {
    const person = await addPerson(server, admin, 'Emeka Adeyemi', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { secret, recoveryCodes } = await enrol(server.client(), person)
    await givePassword(page, person)
    await field(page, 'code.label').waitFor()
    await eye.lookAt(page, 'code')
    await button(page, 'signIn.submit').click()
    await untilRefused(page, 'code.tooShort')
    await eye.lookAt(page, 'code, nothing typed')
    await typeCode(page, codeOf(secret, 5_000))
    await untilRefused(page, 'error.second_factor.code_wrong')
    await eye.lookAt(page, 'code, wrong')
    await typeCode(page, codeOf(secret, 4))
    await page
      .getByRole('alert')
      .getByText(/The clock of your phone is/)
      .waitFor()
    await eye.lookAt(page, 'code, clock of the phone')
    await button(page, 'signIn.use.recovery_code').click()
    await field(page, 'signIn.recovery.label').waitFor()
    await eye.lookAt(page, 'recovery code')
    await button(page, 'signIn.submit').click()
    await page.getByText(words('signIn.recovery.missing')).waitFor()
    await eye.lookAt(page, 'recovery code, nothing typed')
    await field(page, 'signIn.recovery.label').fill('AAAA-AAAA-AAAA-AAAA')
    await button(page, 'signIn.submit').click()
    await untilRefused(page, 'error.recovery_code.wrong')
    await eye.lookAt(page, 'recovery code, wrong')
    await field(page, 'signIn.recovery.label').fill(recoveryCodes[0] ?? '')
    await button(page, 'signIn.submit').click()
    await untilAt(page, '/profile')
    eye.expectNothing(28)
  })

  test('the enrolment inside the sign-in', patient, async () => {
    const person = await addPerson(server, admin, 'Fatima Zahra el Idrissi', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    await givePassword(page, person)
    await page.getByRole('img', { name: words('enrolment.qr.alt') }).waitFor()
    await eye.lookAt(page, 'enrolment')
    await typeCode(page, '000000')
    await untilRefused(page, 'error.second_factor.code_wrong')
    await eye.lookAt(page, 'enrolment, wrong code')
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    await heading(page, 'recoveryCodes.title').waitFor()
    await eye.lookAt(page, 'recovery codes')
    await button(page, 'recoveryCodes.saved').click()
    await untilAt(page, '/profile')
    await eye.lookAt(page, 'profile, two-factor required')
    eye.expectNothing(16)
  })

  test('a challenge that is over, a session that has ended', patient, async () => {
    const person = await addPerson(server, admin, 'Greta Lindgren', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { secret } = await enrol(server.client(), person)
    await givePassword(page, person)
    await field(page, 'code.label').waitFor()
    await server.client(admin).call('PATCH /api/v1/users/{id}', {
      params: { id: person.id },
      body: { disabled: true },
    })
    await typeCode(page, codeOf(secret))
    await untilRefused(page, 'error.sign_in.challenge_over')
    await eye.lookAt(page, 'sign-in that ran out')
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    await page.context().clearCookies()
    await page.getByLabel(words('users.search')).fill('greta')
    await page.getByText(words('signIn.sessionEnded')).waitFor()
    await eye.lookAt(page, 'session ended')
    eye.expectNothing(8)
  })
})

/** The files of the build are named by their hash alone: which one it is stands in the manifest. */
function scriptOfSetupPage(): string {
  const manifest = readFileSync(join(import.meta.dirname, '..', 'console/dist/.vite/manifest.json'), 'utf8')
  const chunks = JSON.parse(manifest) as Record<string, { file: string }>
  return chunks['setup/setup-page.tsx']?.file ?? 'no such page'
}
