// What is left in a browser afterwards, and what other people's words do in it: the back button, its stores, and texts
// that would like to be a page (attacks 64 and 149; ASVS 14.3.1, 14.3.3).
import { expect, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import {
  button,
  field,
  givePassword,
  heading,
  saveRecoveryCodes,
  shownKey,
  signOut,
  typeCode,
  untilAt,
  userRow,
} from './console-steps.ts'
import { admin, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { ADMIN } from './sign-in-by-api.ts'

const patient = { timeout: 120_000 }

openOrganizationForTests()

/** Everything that a page can keep: stores, caches, databases, workers, and the document itself. */
function readStores(): Promise<string> {
  return page.evaluate(async () => {
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => url),
      ),
    )
    return JSON.stringify({
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      cached,
      databases: await indexedDB.databases(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      document: document.documentElement.outerHTML,
    })
  })
}

test(
  '64: after the sign-out nothing is left: no key, no code, no name, on the way back neither',
  patient,
  async () => {
    const person = await addPerson(server, admin, 'Stella Still', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    await givePassword(page, person)
    await heading(page, 'enrolment.title').waitFor()
    await untilStepLasts(5)
    const key = await shownKey(page)
    const code = codeOf(key)
    await typeCode(page, code)
    const recoveryCodes = await saveRecoveryCodes(page)
    await untilAt(page, '/profile')
    const secrets = [key, key.replaceAll(' ', ''), code, ...recoveryCodes, person.password]
    const withSession = await readStores()
    for (const secret of secrets) expect(withSession).not.toContain(secret)

    await signOut(page)
    for (let back = 0; back < 6; back += 1) {
      const stores = await readStores()
      for (const secret of [...secrets, person.name]) expect(stores).not.toContain(secret)
      await page.goBack({ timeout: 5_000 }).catch(() => undefined)
      // At the very beginning there is nothing to go back to.
      if (page.url() === 'about:blank') break
      await page.getByRole('heading', { level: 1 }).waitFor()
    }
    await page.goto('/sign-in')
    const cookies = await page.context().cookies()
    // Which browser it is, for the notice about new devices: it opens nothing.
    expect(cookies.map(({ name }) => name)).toEqual(['countersign_device'])
    expect(cookies.every(({ httpOnly }) => httpOnly)).toBe(true)
    expect(JSON.parse(await readStores())).toMatchObject({
      session: [],
      cached: [],
      databases: [],
      workers: 0,
    })
  },
)

test(
  '149: names, reasons and browsers that would like to be a page are texts, everywhere they are shown',
  patient,
  async () => {
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
    const evilBrowser = `Mozilla/5.0 "><svg onload="document.title='owned'"> javascript:alert(1)`
    const asAdmin = server.client(admin)
    await asAdmin.call('PATCH /api/v1/organization', { body: { name: `${evil.slice(0, 60)} GmbH` } })
    const email = 'eve@northwind.example'
    const user = await asAdmin.call('POST /api/v1/users', {
      body: { email, name: evil.slice(0, 100), password: PASSWORD, requireSecondFactor: true },
    })
    await fetch(`${server.baseUrl}/api/v1/sign-in`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': evilBrowser,
        authorization: 'Bearer none',
      },
      body: JSON.stringify({ email, password: 'wrong password', client: 'cli' }),
    })
    await asAdmin.call('POST /api/v1/users/{id}/exemption', {
      params: { id: user.id },
      body: { reason: evil.slice(0, 100), until: new Date(Date.now() + 86_400_000).toISOString() },
    })
    await asAdmin.call('PATCH /api/v1/organization', {
      body: { policy: { requiredRoles: ['agent'], reason: evil.slice(0, 100) } },
    })

    const { id: connectionId } = await asAdmin.call('POST /api/v1/connections', {
      body: {
        service: 'any',
        name: evil.slice(0, 100),
        url: 'https://wiki.northwind.example/?x="><img%20src=x>',
        username: evil.slice(0, 100),
        password: PASSWORD,
        secret: `otpauth://totp/${encodeURIComponent(evil)}?secret=JBSWY3DPEHPK3PXP`,
      },
    })

    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
    await userRow(page, email).waitFor()
    const visited: string[] = []
    const look = async (): Promise<void> => {
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      visited.push(await page.locator('body').innerText())
      expect(await page.locator('img[src="x"], svg[onload], body script:not([src])').count()).toBe(0)
      expect(await page.title()).not.toBe('owned')
    }
    await look()
    for (const path of [
      `/users/${user.id}`,
      '/two-factor',
      '/connections',
      `/connections/${connectionId}`,
      '/history',
      '/audit-log',
      '/notices',
      '/profile',
    ]) {
      await page.goto(path)
      await look()
    }
    // It was there to be seen: as the text that it is.
    expect(visited.filter((text) => text.includes('<img src=x onerror=')).length).toBeGreaterThan(3)
    expect(opened.watched.troubles.filter((trouble) => trouble.includes('policy broken'))).toEqual([])
  },
)

test('the way out is on every page that one signs in for', patient, async () => {
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  const signedIn = [
    '/profile',
    '/profile/history',
    '/notices',
    '/users',
    '/two-factor',
    '/connections',
    '/connections/new',
    '/history',
    '/audit-log',
    '/recoveries',
  ]
  for (const path of signedIn) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await button(page, 'shell.signOut').isVisible(), path).toBe(true)
  }
})

test(
  'a password is hidden while it is typed, shown if one wants, and taken from the clipboard',
  patient,
  async () => {
    await page.goto('/sign-in')
    const password = field(page, 'field.password')
    expect(await password.getAttribute('type')).toBe('password')
    expect(await password.getAttribute('autocomplete')).toBe('current-password')
    expect(await field(page, 'field.email').getAttribute('autocomplete')).toBe('username webauthn')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate((text) => navigator.clipboard.writeText(text), ADMIN.password)
    await password.focus()
    await page.keyboard.press('ControlOrMeta+v')
    expect(await password.inputValue()).toBe(ADMIN.password)
    await button(page, 'field.password.show').click()
    expect(await password.getAttribute('type')).toBe('text')
    await field(page, 'field.email').fill(ADMIN.email)
    await button(page, 'signIn.submit').click()
    await untilAt(page, '/users')
  },
)
