// Every guide, done as it says: what it names is what one finds, and at its end stands what it promises.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { guideGroups } from '../console/guides/guides.ts'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import {
  acceptInvitation,
  button,
  chooseForUser,
  dialog,
  enrolAtSignIn,
  field,
  givePassword,
  heading,
  saveRecoveryCodes,
  shownKey,
  signOut,
  typeCode,
  untilAt,
  untilRefused,
  userRow,
  words,
} from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { readGuide } from './read-guide.ts'
import { ADMIN, enrol, outcomeOf, type Person } from './sign-in-by-api.ts'

const patient = { timeout: 240_000 }
const program = join(import.meta.dirname, '..', 'cli', 'countersign.js')

openOrganizationForTests()

async function nameIt(name: string): Promise<void> {
  const named = page.getByRole('dialog')
  await field(named, 'field.name').fill(name)
  await button(named, 'action.continue').click()
}

describe('for everybody', () => {
  test('turn on two-factor, another app, a new phone, new codes, and off again', patient, async () => {
    const guide = readGuide('turn-on-two-factor')
    const person = await addPerson(server, admin, 'Tina Toivonen')
    await givePassword(page, person)
    await guide.find(page, 'Profile').click()
    await untilAt(page, '/profile')
    await guide.find(page, 'Turn on two-factor').click()
    await guide.find(page, 'Open on this device').waitFor()
    await untilStepLasts(5)
    const first = await shownKey(page)
    await typeCode(page, codeOf(first))
    await guide.find(page, 'I have saved them').waitFor()
    await saveRecoveryCodes(page)

    await guide.find(page, 'Add an app').click()
    await nameIt('Tablet at home')
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    await page.getByText(words('authenticators.addedNow')).waitFor()
    await guide.find(page, 'Replace').click()
    await nameIt('New phone')
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    await page.getByText(words('authenticators.replaced')).waitFor()

    await guide.find(page, 'Make new codes').click()
    await button(dialog(page, 'recoveryCodes.renewTitle'), 'recoveryCodes.renew').click()
    await saveRecoveryCodes(page)
    await guide.find(page, 'Turn off two-factor').click()
    const turningOff = dialog(page, 'twoFactor.turnOff.title')
    await field(turningOff, 'field.password').fill(person.password)
    await button(turningOff, 'twoFactor.turnOff').click()
    await page.getByText(words('twoFactor.turnedOff')).waitFor()
    guide.expectAllFound('A second app', 'A new phone', 'Three recovery codes or fewer left', 'Off again')
  })

  test('sign in with a code, and then in a trusted browser', patient, async () => {
    const guide = readGuide('sign-in')
    await server
      .client(admin)
      .call('PATCH /api/v1/organization', { body: { policy: { trustedDeviceDays: 7 } } })
    const person = await addPerson(server, admin, 'Sven Svensson', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { secret } = await enrol(server.client(), person)
    await givePassword(page, person)
    await guide.find(page, 'Use a recovery code instead').waitFor()
    await guide.find(page, 'Trust this browser for 7 days').click()
    await untilStepLasts(5)
    await typeCode(page, codeOf(secret))
    await untilAt(page, '/profile')
    await guide.find(page, 'Profile').waitFor()
    await signOut(page)
    await givePassword(page, person)
    await untilAt(page, '/profile')
    guide.expectAllFound(
      'For the first time, and two-factor is required?',
      'A passkey?',
      'Your phone instead of a code?',
      'No phone at hand?',
    )
  })

  test('a lost phone: by oneself, and with the help of an admin', patient, async () => {
    const guide = readGuide('lost-phone')
    const person = await addPerson(server, admin, 'Lena Lund', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { recoveryCodes } = await enrol(server.client(), person)
    await givePassword(page, person)
    await guide.find(page, 'Use a recovery code instead').click()
    await field(page, 'signIn.recovery.label').fill(recoveryCodes[0] ?? '')
    await button(page, 'signIn.submit').click()
    await untilAt(page, '/profile')
    await guide.find(page, 'Profile').waitFor()
    await guide.find(page, 'Replace').click()
    await nameIt('New phone')
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    await page.getByText(words('authenticators.replaced')).waitFor()
    await guide.find(page, 'Make new codes').waitFor()
    await signOut(page)

    // Whoever calls stands at the code already; the way in by a bypass code is offered once there is one.
    const byBypassCode = (): Locator => guide.find(page, 'Use the bypass code that your admin gave you')
    await givePassword(page, person)
    await field(page, 'code.label').waitFor()
    expect(await byBypassCode().count()).toBe(0)
    const helper = (await opened.watched.visit()).page
    await givePassword(helper, ADMIN)
    await guide.find(helper, 'Users').click()
    await helper.getByRole('link', { name: person.name }).click()
    await guide.find(helper, 'Issue bypass code').click()
    const issuing = dialog(helper, 'help.bypass.title', { name: person.name })
    await field(issuing, 'help.reason').fill('Called from a known number')
    await button(issuing, 'help.bypass').click()
    const shown = issuing.getByRole('textbox')
    await expect.poll(() => shown.inputValue()).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
    const bypassCode = await shown.inputValue()
    await button(issuing, 'action.done').click()

    await page.reload()
    await givePassword(page, person)
    await byBypassCode().click()
    // As it is understood on the phone.
    await field(page, 'signIn.bypass.label').fill(bypassCode.toLowerCase().replaceAll('-', ' '))
    await button(page, 'signIn.submit').click()
    await untilAt(page, '/profile')
    await guide.find(page, 'Replace').click()
    await nameIt('Newer phone')
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    await page.getByText(words('authenticators.replaced')).waitFor()
    await signOut(page)
    await givePassword(page, person)
    await field(page, 'code.label').waitFor()
    expect(await byBypassCode().count(), 'it is good once').toBe(0)

    await guide.find(helper, 'Reset second factor').click()
    const resetting = dialog(helper, 'help.reset.title', { name: person.name })
    await field(resetting, 'help.reason').fill('Lost phone')
    await button(resetting, 'help.reset').click()
    await helper.getByText(words('help.reset.done')).waitFor()
    await helper.context().close()
    guide.expectAllFound()
    const next = await server.client().call('POST /api/v1/sign-in', {
      body: { email: person.email, password: person.password, client: 'cli' },
    })
    expect(next.step).toBe('enrol')
  })
})

describe('for admins', () => {
  beforeEach(async () => {
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
  })

  test('turn it on for your staff: somebody new, and somebody who is there', patient, async () => {
    const guide = readGuide('turn-it-on-for-your-staff')
    const there = await addPerson(server, admin, 'Already There')
    await guide.find(page, 'Users').click()
    await guide.find(page, 'Add user').click()
    const form = dialog(page, 'users.add')
    await guide.find(form, 'With a password that you set').waitFor()
    await guide.find(form, 'With an invitation link').click()
    await field(form, 'field.name').fill('Nina New')
    await field(form, 'field.email').fill('nina@northwind.example')
    await guide.find(form, 'Require two-factor').waitFor()
    await form.getByRole('switch').check({ force: true })
    await field(form, 'policy.reason').fill('Everybody who is new')
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
    await form.getByLabel(words('policy.grace')).fill(inAWeek)
    await button(form, 'users.add').click()
    const shown = dialog(page, 'invitationLink.title', { name: 'Nina New' })
    expect(await field(shown, 'invitationLink.label').inputValue()).toContain('/invitation#')
    await button(shown, 'action.done').click()
    await userRow(page, 'nina@northwind.example').getByText(words('user.secondFactor.required')).waitFor()
    await page.getByRole('link', { name: 'Nina New' }).click()
    await page.getByText(/^Required .*\(Everybody who is new\)$/).waitFor()
    await page.goBack()
    await chooseForUser(page, 'Nina New', 'users.action.edit')
    const editing = dialog(page, 'users.edit.title', { name: 'Nina New' })
    expect(await editing.getByLabel(words('policy.grace')).inputValue()).toBe(inAWeek)
    await field(editing, 'policy.reason').fill('Everybody, by now')
    await button(editing, 'action.save').click()
    await editing.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Nina New' }).click()
    await page.getByText(/^Required .*\(Everybody, by now\)$/).waitFor()
    await page.goBack()
    await chooseForUser(page, there.name, 'users.requireSecondFactor')
    await button(
      dialog(page, 'users.require.title', { name: there.name }),
      'users.requireSecondFactor',
    ).click()
    await userRow(page, there.email).getByText(words('user.secondFactor.required')).waitFor()
    await guide.find(page, 'Two-factor').click()
    await guide.find(page, 'Remind everybody').click()
    await page.getByText(/are reminded|is reminded/).waitFor()
    const openers = [
      'For somebody who is there already',
      'For everybody at once',
      'Who is late?',
      'Before you begin',
    ]
    guide.expectAllFound(...openers)
  })

  test('require it of the people: seen before it is saved, and one of them exempt', patient, async () => {
    const guide = readGuide('force-it')
    const person = await addPerson(server, admin, 'Exempt Eriksson')
    await guide.find(page, 'Two-factor').click()
    await guide.find(page, 'Required of admins').waitFor()
    await guide.find(page, 'Required of agents').waitFor()
    await page.getByRole('switch', { name: words('policy.role.agent') }).click()
    await guide.find(page, 'Whom this hits').waitFor()
    await page.getByText(person.name).waitFor()
    await field(page, 'policy.reason').fill('Our insurance asks for it')
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel(words('policy.grace')).fill(day)
    await guide.find(page, 'Ask for a ticket beside the password').waitFor()
    await guide.find(page, 'Save').click()
    await page.getByText(words('policy.saved')).waitFor()
    await guide.find(page, 'Remind everybody').waitFor()
    await page.getByRole('link', { name: words('users.title') }).click()
    await page.getByRole('link', { name: person.name }).click()
    await guide.find(page, 'Exempt').click()
    const exempting = dialog(page, 'help.exempt.title', { name: person.name })
    await field(exempting, 'help.reason').fill('On parental leave')
    await exempting.getByLabel(words('help.exempt.until')).fill(day)
    await button(exempting, 'help.exempt').click()
    await page.getByText(words('help.exempt.done', { name: person.name })).waitFor()
    guide.expectAllFound()
  })
})

describe('for whoever runs the server', () => {
  test('recover an admin: approved by a second operator, or stopped by another admin', patient, async () => {
    const guide = readGuide('recover-an-admin')
    const countersign = (args: string[]): string => {
      const { PATH, HOME } = process.env
      const env = {
        PATH,
        HOME,
        COUNTERSIGN_DATA_DIR: opened.dataDir,
        COUNTERSIGN_BASE_URL: server.baseUrl,
      }
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        encoding: 'utf8',
        env,
      })
      expect(status, stderr).toBe(0)
      return stdout
    }
    // What is set in code is what one types.
    const typed = [...guide.text.matchAll(/countersign (operator add|recover) ([^`\n]+)/g)].map(
      ({ 1: command = '', 2: rest = '' }) => [
        ...command.split(' '),
        ...[...rest.matchAll(/"([^"]+)"|(\S+)/g)].map(({ 1: quoted, 2: plain }) => quoted ?? plain ?? ''),
      ],
    )
    const [recover = [], addOperator = []] = typed
    expect([recover[0], addOperator[0]]).toEqual(['recover', 'operator'])
    const linkOf = (args: string[]): string => /https?:\/\/\S+#\S+/.exec(countersign(args))?.[0] ?? 'no link'
    const openAsOperator = async (link: string): Promise<Page> => {
      const operator = (await opened.watched.visit()).page
      await acceptInvitation(operator, link, PASSWORD)
      await guide.find(operator, 'Recoveries').click()
      return operator
    }
    // From another page: for a new fragment alone no browser loads a page anew.
    const openLink = async (link: string): Promise<void> => {
      await page.goto('/sign-in')
      await page.goto(link)
    }
    const seeThatItWaits = async (link: string, { email }: Person): Promise<void> => {
      await openLink(link)
      await page.getByText(email).first().waitFor()
      await page.getByText(/^This link works from .* on\./).waitFor()
      expect(await field(page, 'newPassword.label').count()).toBe(0)
    }
    const forOther = (args: string[], own: string, other: string): string[] =>
      args.map((word) => (word === own ? other : word))
    const olga = addOperator[2] ?? ''
    const asked = await openAsOperator(linkOf(addOperator))
    const another = await openAsOperator(linkOf(forOther(addOperator, olga, 'otto@operators.example')))

    // In a hurry: not by the operator who asked for it, and at once by another one.
    const zoe = { email: 'zoe@northwind.example', password: PASSWORD }
    const body = { ...zoe, role: 'admin', requireSecondFactor: true } as const
    await server.client(admin).call('POST /api/v1/users', { body })
    const lost = await enrol(server.client(), zoe)
    const link = linkOf(forOther(recover, ADMIN.email, zoe.email))
    await seeThatItWaits(link, zoe)
    await asked.reload()
    await guide.find(asked, 'Approve').click()
    await untilRefused(asked, 'error.recovery.needs_another_operator')
    await asked.context().close()
    await seeThatItWaits(link, zoe)
    await another.reload()
    await guide.find(another, 'Approve').click()
    await another.getByText(words('recoveries.approved')).waitFor()
    await another.getByText(words('recoveries.state.usable'), { exact: true }).waitFor()
    await eye.lookAt(another, 'recoveries, one approved')
    await eye.lookAt(page, 'recovery, waiting')
    await another.context().close()

    // The page that said to wait, when the person comes back to it.
    const recovered = { email: zoe.email, password: 'velvet harbor pencil 93' }
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await field(page, 'newPassword.label').fill(recovered.password)
    await button(page, 'recover.submit').click()
    await page.getByText(words('recover.done')).waitFor()
    const before = server.client(lost.token).call('GET /api/v1/me')
    expect(await outcomeOf(before)).toBe('session.required')
    await givePassword(page, recovered)
    await enrolAtSignIn(page)
    await untilAt(page, '/users')

    // And the one that is asked for by the command of the guide is stopped by the other admin.
    const unwanted = linkOf(recover)
    await seeThatItWaits(unwanted, ADMIN)
    const other = await page.context().newPage()
    await other.goto('/users')
    await guide.find(other, 'Recoveries').click()
    await guide.find(other, 'Stop').click()
    await other.getByText(words('recoveries.stopped')).waitFor()
    await other.close()
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await page.getByText(words('error.recovery.invalid')).waitFor()
    expect(await page.getByText(/^This link works from .* on\./).count()).toBe(0)
    await eye.lookAt(page, 'recovery, stopped')
    eye.expectNothing(12)
    guide.expectAllFound()
  })
})

test('the help pages, for everybody, signed in or not', patient, async () => {
  await page.goto('/help')
  await heading(page, 'guides.title').waitFor()
  await eye.lookAt(page, 'help')
  const links = await page.getByRole('main').getByRole('listitem').getByRole('link').all()
  expect(links).toHaveLength(Object.values(guideGroups).flat().length)
  for (const address of await Promise.all(links.map((link) => link.getAttribute('href')))) {
    await page.goto(address ?? '')
    await page.getByRole('article').waitFor()
    for (const picture of await page.getByRole('article').getByRole('img').all()) {
      await picture.scrollIntoViewIfNeeded()
      await expect
        .poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth))
        .toBeGreaterThan(0)
    }
    await eye.lookAt(page, `help, ${address?.split('/').at(-1)}`)
  }
  // From one guide to the next without loading the console anew, and a name that is none leads to the list.
  await page.goto('/help/turn-it-on-for-your-staff')
  await page.getByRole('article').getByRole('link', { name: 'When a phone is lost' }).click()
  await page.getByRole('heading', { level: 1, name: 'When a phone is lost' }).waitFor()
  await page.goto('/help/nothing-of-this-name')
  await heading(page, 'guides.title').waitFor()
  eye.expectNothing(92)
})

test('a guide is one click away from where it helps, in a window of its own', patient, async () => {
  const other = await addPerson(server, admin, 'Hanna Help')
  const follow = async (guide: string): Promise<void> => {
    const [shown] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator(`a[href="/help/${guide}"]`).first().click(),
    ])
    await shown.getByRole('article').waitFor()
    await shown.close()
  }
  await page.goto('/sign-in')
  await follow('sign-in')
  await givePassword(page, other)
  const later = button(page, 'enrolReminder.later')
  if (await later.isVisible().catch(() => false)) await later.click()
  await later.or(heading(page, 'profile.title')).first().waitFor()
  if (await later.isVisible()) await later.click()
  await untilAt(page, '/profile')
  await follow('turn-on-two-factor')
  await signOut(page)
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await page.getByRole('link', { name: other.name }).click()
  await follow('lost-phone')
  await page.getByRole('link', { name: words('policy.title') }).click()
  await follow('turn-it-on-for-your-staff')
  await follow('force-it')
  await page.getByRole('link', { name: words('recoveries.title') }).click()
  await follow('recover-an-admin')
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
