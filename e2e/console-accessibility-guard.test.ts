// The pages of Guard for people who cannot see or use a mouse, and on a phone: help for one user, the policy with its
// preview, sign-ins, sessions, notices, passwords. With COUNTERSIGN_TEST_PICTURES naming a folder, a picture of each goes there.
import { expect, test } from 'vitest'
import { codeOf, untilNextStep } from './authenticator-app.ts'
import {
  button,
  dialog,
  field,
  givePassword,
  heading,
  signOut,
  typeCode,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { ADMIN, enrol } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const LONG = 'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Second of Aachen'

openOrganizationForTests()

test('one user, for whoever helps', patient, async () => {
  const person = await addPerson(server, admin, LONG, { password: PASSWORD, requireSecondFactor: true })
  await enrol(server.client(), person)
  await addPerson(server, admin, 'Late Larsson', { password: PASSWORD, requireSecondFactor: true })
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await page.getByRole('link', { name: LONG }).click()
  await heading(page, 'help.title').waitFor()
  await page.getByText(words('help.recoveryCodes_other', { count: 10 })).waitFor()
  await eye.lookAt(page, 'user, enrolled')

  await button(page, 'help.bypass').click()
  const bypass = dialog(page, 'help.bypass.title', { name: LONG })
  await bypass.waitFor()
  await button(bypass, 'help.bypass').click()
  await bypass.getByText(words('help.reason.missing')).waitFor()
  await eye.lookAt(page, 'bypass code, reason missing')
  await field(bypass, 'help.reason').fill('Lost phone, answered the questions')
  await button(bypass, 'help.bypass').click()
  await bypass.getByRole('textbox').waitFor()
  await expect.poll(() => bypass.getByRole('textbox').inputValue()).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  await eye.lookAt(page, 'bypass code')
  await button(bypass, 'action.done').click()
  await page.getByText('Lost phone, answered the questions').waitFor()
  await eye.lookAt(page, 'user, bypass code pending')

  await button(page, 'user.sessions.end').click()
  await eye.lookAt(page, 'end all sessions')
  await button(dialog(page, 'user.sessions.end'), 'action.cancel').click()
  await button(page, 'help.exempt').click()
  const exempting = dialog(page, 'help.exempt.title', { name: LONG })
  await exempting.waitFor()
  await eye.lookAt(page, 'exempt')
  await button(exempting, 'action.cancel').click()
  await button(page, 'help.reset').click()
  const reset = dialog(page, 'help.reset.title', { name: LONG })
  await field(reset, 'help.reason').fill('Lost phone')
  await button(reset, 'help.reset').click()
  await page.getByText(words('help.reset.done')).waitFor()
  await page.getByText(words('help.none')).waitFor()
  await eye.lookAt(page, 'user, reset')
  await button(page, 'help.ticket').click()
  const ticket = dialog(page, 'help.ticket.title', { name: LONG })
  await button(ticket, 'help.ticket').click()
  await expect.poll(() => ticket.getByRole('textbox').inputValue()).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  await eye.lookAt(page, 'enrolment ticket')
  await button(ticket, 'action.done').click()
  eye.expectNothing(32)
})

test(
  'two-factor in the organization: the preview says whom it hits before it is saved',
  patient,
  async () => {
    for (const name of ['Anouk Meyer', 'Bao Nguyen', 'Chiara Rossi']) await addPerson(server, admin, name)
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    await page.getByRole('link', { name: words('policy.title') }).click()
    await heading(page, 'policy.progress').waitFor()
    await page.getByText(words('policy.preview')).waitFor()
    await eye.lookAt(page, 'policy, nobody has to')
    await page.getByRole('switch', { name: words('policy.role.agent') }).click()
    await page.getByText('Anouk Meyer').waitFor()
    await eye.lookAt(page, 'policy, preview')
    await field(page, 'policy.reason').fill('Our insurance asks for it from next month on')
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel(words('policy.grace')).fill(day)
    await page.getByText(words('policy.preview.inGrace_other', { count: 3 })).waitFor()
    await button(page, 'action.save').first().click()
    await page.getByText(words('policy.saved')).waitFor()
    await eye.lookAt(page, 'policy, saved')
    await button(page, 'policy.remind').click()
    await page.getByText(/are reminded|is reminded/).waitFor()
    await page.getByRole('link', { name: '3', exact: true }).click()
    await page.getByRole('link', { name: 'Bao Nguyen' }).waitFor()
    await eye.lookAt(page, 'users, in grace')
    eye.expectNothing(16)

    // Whoever signs in until then is reminded, and may go on.
    const other = (await opened.watched.visit()).page
    const person = await addPerson(server, admin, 'Dana Dorn')
    await givePassword(other, person)
    await heading(other, 'enrolReminder.title').waitFor()
    await eye.lookAt(other, 'sign-in, reminder')
    await button(other, 'enrolReminder.later').click()
    await untilAt(other, '/profile')
    eye.expectNothing(20)
    await other.context().close()
  },
)

test(
  'a browser is trusted for a week, signs in with the password alone, and is trusted no longer',
  patient,
  async () => {
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    await page.getByRole('link', { name: words('policy.title') }).click()
    await page.getByLabel(words('policy.trust')).selectOption('7')
    await button(page, 'action.save').first().click()
    await page.getByText(words('policy.saved')).waitFor()

    const person = await addPerson(server, admin, 'Tove Trygg', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { secret } = await enrol(server.client(), person)
    const own = (await opened.watched.visit()).page
    await givePassword(own, person)
    await own.getByLabel(words('signIn.trust_other', { count: 7 })).check()
    await eye.lookAt(own, 'sign-in, trust this browser')
    await untilNextStep()
    await typeCode(own, codeOf(secret))
    await untilAt(own, '/profile')
    await heading(own, 'trust.title').waitFor()
    await eye.lookAt(own, 'profile, a trusted browser')
    await signOut(own)
    await givePassword(own, person)
    await untilAt(own, '/profile')

    await own.getByRole('button', { name: /^Trust no longer: / }).click()
    await own.getByText(words('trust.ended')).waitFor()
    await heading(own, 'trust.title').waitFor({ state: 'detached' })
    await signOut(own)
    await givePassword(own, person)
    await heading(own, 'signIn.code.title').waitFor()
    eye.expectNothing(8)
    await own.context().close()
  },
)

test('sign-ins, sessions, notices, the password and one’s own data', patient, async () => {
  const person = await addPerson(server, admin, 'Emil Ekström', { password: PASSWORD })
  await givePassword(page, { ...person, password: 'not my password' })
  await untilRefused(page, 'error.sign_in.refused')
  await givePassword(page, person)
  await button(page, 'enrolReminder.later').click()
  await untilAt(page, '/profile')
  await heading(page, 'sessions.title').waitFor()
  await page.getByText(words('sessions.current')).waitFor()
  await eye.lookAt(page, 'profile, whole')

  await button(page, 'password.change').click()
  const changing = dialog(page, 'password.change')
  await field(changing, 'password.current').fill('not my password')
  await field(changing, 'newPassword.label').fill('velvet harbor pencil 93')
  await button(changing, 'password.change').click()
  await untilRefused(changing, 'error.password.wrong')
  await eye.lookAt(page, 'change password, wrong')
  await field(changing, 'password.current').fill(person.password)
  await button(changing, 'password.change').click()
  await page.getByText(words('password.changed')).waitFor()

  await page.getByRole('link', { name: words('sessions.history') }).click()
  await heading(page, 'history.mine.title').waitFor()
  await page.getByText(words('error.sign_in.refused')).first().waitFor()
  await eye.lookAt(page, 'your sign-ins')
  await page.getByRole('link', { name: words('notices.title') }).click()
  await page.getByText(words('notice.password_changed')).waitFor()
  await eye.lookAt(page, 'notices')

  await page.getByRole('link', { name: words('profile.title') }).click()
  await button(page, 'account.delete').click()
  const leaving = dialog(page, 'account.delete.title')
  await leaving.waitFor()
  await eye.lookAt(page, 'delete account')
  await field(leaving, 'field.password').fill('velvet harbor pencil 93')
  await button(leaving, 'account.delete').click()
  await heading(page, 'signIn.title').waitFor()
  eye.expectNothing(20)
})

test('the sign-ins of the organization, and a forgotten password', patient, async () => {
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await page.getByRole('link', { name: words('history.title'), exact: true }).click()
  await heading(page, 'history.title').waitFor()
  await page.getByText(words('history.success')).first().waitFor()
  await eye.lookAt(page, 'sign-ins of the organization')
  await page.getByRole('link', { name: words('audit.title') }).click()
  await page.getByText(words('audit.action.user.added')).first().waitFor()
  await eye.lookAt(page, 'audit log')
  await page.goto(`${server.baseUrl}/forgot-password`)
  await heading(page, 'reset.title').waitFor()
  await eye.lookAt(page, 'forgot password')
  await field(page, 'field.email').fill(ADMIN.email)
  await button(page, 'reset.submit').click()
  await untilRefused(page, 'error.password.no_mail')
  await page.goto(`${server.baseUrl}/reset-password#${'a'.repeat(43)}`)
  await field(page, 'newPassword.label').fill('velvet harbor pencil 93')
  await eye.lookAt(page, 'reset password')
  await button(page, 'reset.save').click()
  await untilRefused(page, 'error.password.reset_invalid')
  eye.expectNothing(16)
})
