// The console installed on a phone, in a real browser with touch: a session that no page holds and no cookie carries, a shell
// that comes up without a server, and a lock that a passkey opens.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { button, dialog, field, heading, saveRecoveryCodes, words } from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { startCountersign } from './countersign-process.ts'
import { addPerson, type AddedPerson } from './open-console.ts'
import {
  askAsPage,
  givePasswordInApp,
  passMinutes,
  phoneWindow,
  readKept,
  signOutInApp,
  untilAtProfile,
} from './phone.ts'
import { readGuide } from './read-guide.ts'
import { outcomeOf } from './sign-in-by-api.ts'
import { plugIn, whileThere } from './virtual-device.ts'

const patient = { timeout: 120_000 }

// Passkeys need a name.
openOrganizationForTests('localhost')

let person: AddedPerson
const guide = readGuide('app-on-your-phone')

beforeAll(async () => {
  person = await addPerson(server, admin, 'Paula Phone', {
    password: 'copper meadow basket 41',
    requireSecondFactor: true,
  })
})

/** Puts it back into the hand. */
async function look(phone: Page, name: string): Promise<void> {
  await eye.lookAt(phone, name)
  await phone.setViewportSize(phoneWindow.viewport)
}

const openPhone = async (): Promise<Page> => (await opened.watched.visit(phoneWindow)).page

/** What is in the caches of this address, and which of these addresses of the API the browser's own cache has. */
function readCaches(from: Page, api: readonly string[]) {
  return from.evaluate(async (addresses) => {
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname),
      ),
    )
    const had: string[] = []
    for (const address of addresses) {
      const answer = await fetch(address, { cache: 'only-if-cached', mode: 'same-origin' }).catch(
        () => undefined,
      )
      if (answer?.ok === true) had.push(address)
    }
    return { cached: cached.flat(), had }
  }, api)
}

test(
  'installed and signed in as the app: the session is in no page, no cookie and no cache, and outlives the app being closed',
  patient,
  async () => {
    const phone = await openPhone()
    const answers: string[] = []
    phone.on('response', (response) => {
      const isJson = response.headers()['content-type']?.includes('json') === true
      if (isJson)
        response.text().then(
          (text) => answers.push(text),
          () => undefined,
        )
    })
    await phone.goto('/app/')
    await heading(phone, 'signIn.title').waitFor()
    const devtools = await phone.context().newCDPSession(phone)
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    // A window of its own for each test counts as one of those that keep nothing.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
    const manifest = await devtools.send('Page.getAppManifest')
    expect(manifest.errors).toEqual([])
    expect(new URL(manifest.url).pathname).toBe('/app.webmanifest')
    await look(phone, 'app, sign-in')

    const device = await plugIn(phone, 'internal')
    await givePasswordInApp(phone, person)
    await button(phone, 'signIn.use.passkey').tap()
    await whileThere(device, async () => {
      await button(phone, 'enrolment.passkey.submit').tap()
      await saveRecoveryCodes(phone)
      await untilAtProfile(phone)
    })
    const me = JSON.parse(await askAsPage(phone, '/api/v1/me')) as { session: { client: string; id: string } }
    expect(me.session.client).toBe('mobile')
    const { items } = await server.client(admin).call('GET /api/v1/sign-ins')
    expect(items[0]).toMatchObject({ client: 'mobile', outcome: 'success' })

    await phone.goto('/app/profile/history')
    await phone.getByText(words('client.mobile'), { exact: false }).first().waitFor()
    await look(phone, 'app, history')
    await phone.goto('/app/notices')
    await heading(phone, 'notices.title').waitFor()
    const { token = '' } = await readKept(phone)
    expect(token).toMatch(/^[\w-]{20,}$/)
    expect(answers.length).toBeGreaterThan(5)
    expect(answers.filter((text) => text.includes(token))).toEqual([])
    const held = await phone.evaluate(() =>
      JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.documentElement.outerHTML,
      ]),
    )
    expect(held).not.toContain(token)
    expect(await phone.context().cookies()).toEqual([])

    await phone.close()
    const again = await phone.context().newPage()
    await again.goto('/app/profile')
    await untilAtProfile(again)
    await again.getByText(words('app.lockCard.byPasskey')).waitFor()
    await guide.find(again, 'Lock').waitFor()
    await look(again, 'app, profile')

    // A tab of the web console beside it has no worker and no session; it is also one that can look into every cache.
    const web = await phone.context().newPage()
    await web.goto('/profile')
    await heading(web, 'signIn.title').waitFor()
    expect(await web.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
    const { cached, had } = await readCaches(web, [
      '/api/v1/me',
      '/api/v1/me/sign-ins',
      '/api/v1/me/sessions',
    ])
    expect(had).toEqual([])
    expect(cached).toContain('/app/')
    expect(cached.filter((path) => !/^\/(app\/|assets\/|theme\.js|app[.-])/.test(path))).toEqual([])
    await web.close()

    await signOutInApp(again)
    expect((await readKept(again)).token).toBeUndefined()
    expect(await outcomeOf(server.client(token).call('GET /api/v1/me'))).toBe('session.required')
    await again.context().close()
    eye.expectNothing(12)
  },
)

test(
  'locked after its minutes, open or closed, its worker restarted or not; a passkey opens it, and nothing else',
  patient,
  async () => {
    const owner = await addPerson(server, admin, 'Lotta Locked')
    // What a locked app does not answer is no trouble here.
    const { page: phone } = await opened.watchAnew().visit(phoneWindow)
    const device = await plugIn(phone, 'internal')
    await givePasswordInApp(phone, owner)
    await untilAtProfile(phone)
    await phone.getByText(words('app.lockCard.signsOut')).waitFor()
    await button(phone, 'twoFactor.turnOnWithPasskey').tap()
    await whileThere(device, async () => {
      await button(dialog(phone, 'passkeys.addTitle'), 'enrolment.passkey.submit').tap()
      await saveRecoveryCodes(phone)
    })
    await guide.find(phone, 'Add a passkey').waitFor()
    await phone.goto('/app/profile/history')
    await heading(phone, 'history.mine.title').waitFor()

    await passMinutes(phone, 5)
    await heading(phone, 'app.lock.title').waitFor()
    await guide.find(phone, 'Sign out').waitFor()
    expect(await phone.locator('body').innerText()).not.toContain(owner.email)
    await look(phone, 'app, locked')
    expect(await askAsPage(phone, '/api/v1/me')).toBe('failed')
    // A worker that begins anew has not forgotten it, and neither has a page that is opened anew.
    const devtools = await phone.context().newCDPSession(phone)
    await devtools.send('ServiceWorker.enable')
    await devtools.send('ServiceWorker.stopAllWorkers')
    expect(await askAsPage(phone, '/api/v1/me')).toBe('failed')
    await phone.goto('/app/profile/history')
    await heading(phone, 'app.lock.title').waitFor()

    // Somebody whom the phone does not know.
    await device.recognise(false)
    await whileThere(device, async () => {
      await button(phone, 'app.lock.open').tap()
      await phone.getByRole('alert').getByText(words('passkey.notUsed')).waitFor()
    })
    expect(await askAsPage(phone, '/api/v1/me')).toBe('failed')
    await device.recognise(true)
    const { token: before } = await readKept(phone)
    await whileThere(device, async () => {
      await guide.find(phone, 'Unlock').tap()
      await heading(phone, 'history.mine.title').waitFor()
    })
    const { token: after } = await readKept(phone)
    expect(after).not.toBe(before)

    // And the way out, for whom the phone does not know any more.
    await passMinutes(phone, 5)
    await heading(phone, 'app.lock.title').waitFor()
    await button(phone, 'app.lock.signOut').tap()
    await heading(phone, 'signIn.title').waitFor()
    expect(await outcomeOf(server.client(after).call('GET /api/v1/me'))).toBe('session.required')
    await phone.context().close()
    eye.expectNothing(4)
  },
)

test('without a passkey the end of the minutes signs out, at the server too', patient, async () => {
  const plain = await addPerson(server, admin, 'Nora Nopasskey')
  const phone = await openPhone()
  await givePasswordInApp(phone, plain)
  await untilAtProfile(phone)
  await phone.getByText(words('app.lockCard.signsOut')).waitFor()
  await phone.getByLabel(words('app.lockCard.after')).selectOption('1')
  const { token } = await readKept(phone)
  await passMinutes(phone, 1)
  await heading(phone, 'signIn.title').waitFor()
  expect((await readKept(phone)).token).toBeUndefined()
  await expect.poll(() => outcomeOf(server.client(token).call('GET /api/v1/me'))).toBe('session.required')
  await phone.context().close()
})

test(
  'a password is changed in the app without the page having the next token; what was typed outlives being hidden',
  patient,
  async () => {
    const changing = await addPerson(server, admin, 'Paul Password')
    const phone = await openPhone()
    await phone.clock.install()
    await givePasswordInApp(phone, changing)
    await untilAtProfile(phone)
    const { token: before } = await readKept(phone)
    await button(phone, 'password.change').tap()
    const asked = dialog(phone, 'password.change')
    await field(asked, 'password.current').fill(changing.password)
    // The page believes that it was left for long; the worker knows better.
    await phone.evaluate(() => {
      new MutationObserver((_, observer) => {
        const shown = [...document.body.children].map((one) => getComputedStyle(one).display)
        document.body.dataset.shown = String(shown.filter((display) => display !== 'none').length)
        observer.disconnect()
      }).observe(document.documentElement, { attributeFilter: ['data-curtain'] })
    })
    await phone.clock.fastForward('06:00')
    // The sign that it is being looked at.
    await expect.poll(() => phone.evaluate(() => document.body.dataset.shown)).toBe('1')
    await asked.waitFor()
    await field(asked, 'newPassword.label').fill('meadow basket copper 14')
    const answering = phone.waitForResponse((response) => response.url().endsWith('/api/v1/me/password'))
    await field(asked, 'newPassword.label').press('Enter')
    expect(await (await answering).json()).toEqual({})
    await asked.waitFor({ state: 'detached' })
    const { token: after } = await readKept(phone)
    expect(after).not.toBe(before)
    expect(JSON.parse(await askAsPage(phone, '/api/v1/me'))).toMatchObject({
      account: { email: changing.email },
    })
    await phone.context().close()
  },
)

test(
  'a push says that there is something to look at, in the language of the person, and nothing else',
  patient,
  async () => {
    const { context, page: phone } = await opened.watched.visit({ ...phoneWindow, locale: 'de-DE' })
    await context.grantPermissions(['notifications'])
    const devtools = await context.newCDPSession(phone)
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [one] }) => {
        if (one !== undefined) resolve(one.registrationId)
      })
    })
    await devtools.send('ServiceWorker.enable')
    await phone.goto('/app/')
    await phone.getByRole('heading', { name: 'Anmelden' }).waitFor()
    const registrationId = await registered
    await devtools.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(phone.url()).origin,
      registrationId,
      data: 'whatever a push service makes of it',
    })
    const told = () =>
      phone.evaluate(async () => {
        const shown = await (await navigator.serviceWorker.ready).getNotifications()
        // A second one is heard, too.
        const isHeard = (one: Notification) => 'renotify' in one && one.renotify === true
        return shown.map((one) => ({ title: one.title, body: one.body, isHeard: isHeard(one) }))
      })
    await expect.poll(told).toEqual([
      {
        title: 'Jemand meldet sich als Sie an',
        body: 'Waren Sie das? Öffnen Sie Countersign, um zu antworten.',
        isHeard: true,
      },
    ])
    await context.close()
  },
)

test('without the server the app comes up, says what works, and goes on by itself', patient, async () => {
  const plain = await addPerson(server, admin, 'Otto Offline')
  // What cannot be reached is no trouble here.
  const { page: phone } = await opened.watchAnew().visit(phoneWindow)
  await givePasswordInApp(phone, plain)
  await untilAtProfile(phone)
  await server.kill()
  await phone.close()
  const again = await phone.context().newPage()
  await again.goto('/app/profile')
  await heading(again, 'app.offline.title').waitFor()
  await look(again, 'app, offline')
  expect(await again.locator('body').innerText()).not.toContain(plain.email)
  const restarted = await startCountersign({
    dataDir: opened.dataDir,
    port: server.port,
    command: 'start',
    env: { COUNTERSIGN_BASE_URL: `http://localhost:${server.port}` },
  })
  try {
    await untilAtProfile(again)
    await again.context().close()
    eye.expectNothing(4)
  } finally {
    await restarted.kill()
  }
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(page.url()).toBe('about:blank')
  // That a cache does not have what it was asked for is as it should be.
  expect(opened.watched.troubles.filter((one) => !one.includes('ERR_CACHE_MISS'))).toEqual([])
})
