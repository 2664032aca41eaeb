// The console with the keyboard alone, and in other languages on a phone.
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { dialog, field, givePassword, heading, shownKey, untilAt, words } from './console-steps.ts'
import { admin, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { ADMIN, enrol } from './sign-in-by-api.ts'

openOrganizationForTests()

describe('with the keyboard alone', () => {
  test('one signs in, with a password and a code', async () => {
    const person = await addPerson(server, admin, 'Mikko Virtanen', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    const { secret } = await enrol(server.client(), person)
    await page.goto('/sign-in')
    await field(page, 'field.email').waitFor()
    await page.keyboard.type(person.email)
    await tabTo(page, words('field.password'))
    await page.keyboard.type(person.password)
    await page.keyboard.press('Enter')
    await heading(page, 'signIn.code.title').waitFor()
    await page.keyboard.type(codeOf(secret))
    await untilAt(page, '/profile')
  })

  test('one enrols, and signs out', async () => {
    const person = await addPerson(server, admin, 'Noor Hassan', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    await page.goto('/sign-in')
    await field(page, 'field.email').waitFor()
    await page.keyboard.type(person.email)
    await tabTo(page, words('field.password'))
    await page.keyboard.type(person.password)
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: words('enrolment.qr.alt') }).waitFor()
    await untilStepLasts(5)
    await tabTo(page, words('code.label'))
    await page.keyboard.type(codeOf(await shownKey(page)))
    await heading(page, 'recoveryCodes.title').waitFor()
    await tabTo(page, words('recoveryCodes.saved'))
    await page.keyboard.press('Enter')
    await untilAt(page, '/profile')
    await tabTo(page, words('shell.skip'))
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    await page.reload()
    await heading(page, 'profile.title').waitFor()
    await tabTo(page, words('shell.signOut'))
    await page.keyboard.press('Enter')
    await page.getByText(words('signIn.signedOut')).waitFor()
  })

  test('an admin opens the menu of a user and a dialog, leaves both, and is where it began', async () => {
    const { name } = await addPerson(server, admin, 'Olga Novak')
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    const menu = words('users.actionsFor', { name })
    await page.getByRole('button', { name: menu }).waitFor()
    await tabTo(page, menu)
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    expect(await focused(page)).toBe(menu)

    await tabTo(page, words('users.add'), 'backwards')
    await page.keyboard.press('Enter')
    await dialog(page, 'users.add').waitFor()
    await page.keyboard.press('Escape')
    await dialog(page, 'users.add').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe(words('users.add'))
  })
})

/** Presses Tab until the element of that name has the focus. */
async function tabTo(
  from: Page,
  name: string,
  direction: 'forwards' | 'backwards' = 'forwards',
): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused(from)) === name) return
    await from.keyboard.press(direction === 'forwards' ? 'Tab' : 'Shift+Tab')
  }
  throw new Error(`Tab never comes to "${name}"`)
}

/** The name of what has the focus, as a screen reader says it; for the kinds of elements that are looked for here. */
function focused(from: Page): Promise<string> {
  return from.evaluate(() => {
    const element = document.activeElement
    if (element instanceof HTMLInputElement) return element.labels?.[0]?.textContent.trim() ?? ''
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })
}

test.each(['de-DE', 'es-ES'])('no page is wider than a phone in %s', async (locale) => {
  const { context, page: phone } = await opened.watched.visit({
    locale,
    viewport: { width: 360, height: 740 },
  })
  const tooWide: string[] = []
  const check = async (name: string) => {
    await phone.waitForLoadState('networkidle')
    const width = await phone.evaluate(() => document.documentElement.scrollWidth)
    if (width > 360) tooWide.push(`${name}: ${width} px`)
  }
  await phone.goto('/sign-in')
  await phone.getByRole('heading', { level: 1 }).waitFor()
  expect(await phone.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2))
  await check('sign-in')
  await phone.locator('[name=email]').fill(ADMIN.email)
  await phone.locator('[name=password]').fill(ADMIN.password)
  await phone.keyboard.press('Enter')
  await phone.waitForURL('**/users')
  await phone.getByRole('heading', { level: 1 }).waitFor()
  await check('users')
  await phone.goto('/profile')
  await phone.getByRole('heading', { level: 1 }).waitFor()
  await check('profile')
  await phone.goto('/setup')
  await phone.getByRole('heading', { level: 1 }).waitFor()
  await check('setup')
  await phone.goto('/invitation')
  await phone.getByRole('heading', { level: 1 }).waitFor()
  await check('invitation')
  expect(tooWide).toEqual([])
  await context.close()
})
