// Every page of somebody who is signed in, with its errors, empty states and dialogs, for people who cannot see or use
// a mouse, and on a phone. With COUNTERSIGN_TEST_PICTURES naming a folder, a picture of each goes there.
import { beforeAll, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import {
  button,
  chooseForUser,
  dialog,
  field,
  givePassword,
  heading,
  shownKey,
  typeCode,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { admin, eye, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson } from './open-console.ts'
import { ADMIN, ADMIN_NAME, type Person } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const DUNJA = 'Dunja Petrović'

openOrganizationForTests()
beforeAll(async () => {
  await addPerson(server, admin, DUNJA, { requireSecondFactor: true })
})

async function signIn(person: Person, at: '/users' | '/profile'): Promise<void> {
  await givePassword(page, person)
  await untilAt(page, at)
}

test('the users: loading, failing, alone, many, nobody', patient, async () => {
  const held = Promise.withResolvers<void>()
  await page.route('**/api/v1/users?*', async (route) => {
    await held.promise
    await route.abort('connectionrefused')
  })
  await givePassword(page, ADMIN)
  await page.getByRole('status', { name: words('loading') }).waitFor()
  await eye.lookAt(page, 'users, loading')
  held.resolve()
  await button(page, 'action.tryAgain').waitFor({ timeout: 60_000 })
  await eye.lookAt(page, 'users, server gone')
  await page.unroute('**/api/v1/users?*')

  // Only the first moment of an organization is like that: what the others see is cut down to it.
  await page.route('**/api/v1/users?*', async (route) => {
    const answer = await route.fetch()
    const { items } = (await answer.json()) as { items: { email: string }[] }
    await route.fulfill({
      response: answer,
      json: { items: items.filter(({ email }) => email === ADMIN.email) },
    })
  })
  await page.reload()
  await heading(page, 'users.alone.title').waitFor()
  await eye.lookAt(page, 'users, alone')
  await page.unroute('**/api/v1/users?*')

  const long = 'Wolfeschlegelsteinhausenbergerdorff'
  await addPerson(server, admin, `Hubert Blaine ${long}`, {})
  await page.reload()
  await page.getByText(long).first().waitFor()
  await eye.lookAt(page, 'users')
  await page.getByLabel(words('users.search')).fill('zzz')
  await heading(page, 'users.nobody.title', { search: 'zzz' }).waitFor()
  await eye.lookAt(page, 'users, nobody found')
  await button(page, 'users.nobody.clear').click()
  await page.getByText(long).first().waitFor()

  const menu = words('users.actionsFor', { name: DUNJA })
  await eye.lookAt(page, 'users, menu of one', async () => {
    await page.getByRole('button', { name: menu }).click()
    await page.getByRole('menu').waitFor()
  })
  await page.reload()
  await heading(page, 'users.title').waitFor()
  await eye.lookAt(page, 'users, navigation', async (width) => {
    if (width === 'phone') await button(page, 'shell.menu').click()
  })
  eye.expectNothing(28)
})

test('the dialogs of the users', patient, async () => {
  const invited = await addPerson(server, admin, 'Ingrid Solberg', {})
  const disabled = await addPerson(server, admin, 'Jonas Weber')
  const params = { id: disabled.id }
  await server.client(admin).call('PATCH /api/v1/users/{id}', { params, body: { disabled: true } })
  await signIn(ADMIN, '/users')

  await button(page, 'users.add').click()
  const form = dialog(page, 'users.add')
  await form.waitFor()
  await eye.lookAt(page, 'add user')
  await form.getByRole('radio', { name: words('users.firstSignIn.password') }).check()
  await button(form, 'users.add').click()
  await eye.lookAt(page, 'add user, fields missing')
  await field(form, 'field.email').fill(invited.email)
  await form.getByRole('radio', { name: words('users.firstSignIn.invitation') }).check()
  await button(form, 'users.add').click()
  await untilRefused(form, 'error.user.email_taken')
  await eye.lookAt(page, 'add user, address taken')
  await field(form, 'field.email').fill('karim.haddad@northwind.example')
  await button(form, 'users.add').click()
  const link = dialog(page, 'invitationLink.title', { name: 'karim.haddad@northwind.example' })
  await link.waitFor()
  await eye.lookAt(page, 'invitation link')
  await button(link, 'action.done').click()

  for (const [action, name, key] of [
    ['users.action.edit', invited.name, 'users.edit.title'],
    ['users.action.require', invited.name, 'users.require.title'],
    ['users.action.invite', invited.name, 'users.invite.title'],
    ['users.action.disable', invited.name, 'users.disable.title'],
    ['users.action.delete', invited.name, 'users.delete.title'],
    ['users.action.enable', disabled.name, 'users.enable.title'],
    ['users.action.lift', DUNJA, 'users.lift.title'],
  ] as const) {
    await chooseForUser(page, name, action)
    await dialog(page, key, { name }).waitFor()
    await eye.lookAt(page, words(key, { name: 'a user' }))
    await button(dialog(page, key, { name }), 'action.cancel').click()
  }
  await chooseForUser(page, ADMIN_NAME, 'users.action.edit')
  await dialog(page, 'users.edit.title', { name: ADMIN_NAME }).waitFor()
  await eye.lookAt(page, 'edit yourself')
  eye.expectNothing(48)
})

test('the profile and its dialogs', patient, async () => {
  const person = await addPerson(server, admin, 'Lucía Fernández')
  await signIn(person, '/profile')
  await eye.lookAt(page, 'profile, two-factor off')
  await button(page, 'twoFactor.turnOn').click()
  const enrolment = dialog(page, 'enrolment.title')
  await enrolment.getByRole('img', { name: words('enrolment.qr.alt') }).waitFor()
  await eye.lookAt(page, 'turn on two-factor')
  await untilStepLasts(5)
  await typeCode(enrolment, codeOf(await shownKey(page)))
  const codes = dialog(page, 'recoveryCodes.title')
  await codes.waitFor()
  await eye.lookAt(page, 'recovery codes in the profile')
  await button(codes, 'recoveryCodes.saved').click()
  await page.getByText(words('twoFactor.turnedOn')).waitFor()
  await button(page, 'twoFactor.turnOff').waitFor()
  await eye.lookAt(page, 'profile, two-factor on')

  await button(page, 'authenticators.add').click()
  const adding = dialog(page, 'authenticators.addTitle')
  await adding.waitFor()
  await eye.lookAt(page, 'add an authenticator')
  await button(adding, 'action.continue').click()
  await adding.getByText(words('field.name.missing')).waitFor()
  await eye.lookAt(page, 'add an authenticator, name missing')
  await button(adding, 'action.cancel').click()

  await page.getByRole('button', { name: /^Rename / }).click()
  await dialog(page, 'authenticators.renameTitle').waitFor()
  await eye.lookAt(page, 'rename authenticator')
  await button(dialog(page, 'authenticators.renameTitle'), 'action.cancel').click()

  await page.getByRole('button', { name: /^Remove / }).click()
  await page.getByRole('dialog').waitFor()
  await eye.lookAt(page, 'remove authenticator')
  await button(page.getByRole('dialog'), 'action.cancel').click()

  await button(page, 'recoveryCodes.renew').click()
  const renewing = dialog(page, 'recoveryCodes.renewTitle')
  await renewing.waitFor()
  await eye.lookAt(page, 'new recovery codes')

  // The proof of just now stays fresh for ten minutes: the server is made to ask for another one.
  await page.route('**/api/v1/me/recovery-codes', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, code: 'second_factor.fresh_code_required', title: '', type: '', requestId: '' },
    }),
  )
  await button(renewing, 'recoveryCodes.renew').click()
  const asking = dialog(page, 'stepUp.title')
  await asking.waitFor()
  await eye.lookAt(page, 'fresh code')
  await button(asking, 'action.close').click()
  await page.unroute('**/api/v1/me/recovery-codes')
  await button(renewing, 'action.cancel').click()

  await button(page, 'twoFactor.turnOff').click()
  const question = dialog(page, 'twoFactor.turnOff.title')
  await question.waitFor()
  await eye.lookAt(page, 'turn off two-factor')
  await field(question, 'field.password').fill('not my password')
  await button(question, 'twoFactor.turnOff').click()
  await untilRefused(question, 'error.password.wrong')
  await eye.lookAt(page, 'turn off two-factor, wrong password')
  await button(question, 'action.cancel').click()

  await page.route('**/api/v1/me/authenticators', (route) => route.abort('connectionrefused'))
  await page.reload()
  await button(page, 'action.tryAgain').waitFor({ timeout: 60_000 })
  await eye.lookAt(page, 'profile, server gone')
  eye.expectNothing(52)
})
