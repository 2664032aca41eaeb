// Sign-in approval as people use it: a desk and a phone, each a window of its own; the phone is registered in its profile, and
// says yes, types a wrong number, and says that it was not its owner; the admin reads of that.
import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Answer } from '../contract/client.ts'
import { codeOf, untilNextStep, untilStepLasts } from './authenticator-app.ts'
import { button, dialog, field, givePassword, heading, signOut, untilAt, words } from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, type AddedPerson } from './open-console.ts'
import { askAsPage, givePasswordInApp, phoneWindow, signOutInApp, untilAtProfile } from './phone.ts'
import { readGuide } from './read-guide.ts'
import { ADMIN, enrol } from './sign-in-by-api.ts'

// A number has no passkeys, which the lock of the phone wants.
openOrganizationForTests('localhost', {
  COUNTERSIGN_VAPID_KEY: randomBytes(32).toString('base64url'),
})

const guide = readGuide('approve-on-the-phone')

let person: AddedPerson
let secret: string
beforeAll(async () => {
  person = await addPerson(server, admin, 'Nora Nyberg', {
    password: 'copper meadow basket 41',
    requireSecondFactor: true,
  })
  secret = (await enrol(server.client(), person)).secret
})

const openPhone = async (): Promise<Page> =>
  (
    await opened.watched.visit({
      ...phoneWindow,
      userAgent:
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    })
  ).page

/** Runs in the page: a browser without a window has no push service, so subscriptions come from here. */
function bringPushService(): void {
  const text = (bytes: ArrayBuffer | Uint8Array): string => {
    const letters = btoa(String.fromCharCode(...new Uint8Array(bytes)))
    return letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }
  let made: PushSubscription | null = null
  PushManager.prototype.getSubscription = () => Promise.resolve(made)
  PushManager.prototype.subscribe = async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
      'deriveBits',
    ])
    const p256dh = text(await crypto.subtle.exportKey('raw', publicKey))
    const auth = text(crypto.getRandomValues(new Uint8Array(16)))
    made = {
      toJSON: () => ({ endpoint: 'https://push.example/phone', keys: { p256dh, auth } }),
      unsubscribe: () => {
        made = null
        return Promise.resolve(true)
      },
    } as unknown as PushSubscription
    return made
  }
}

/** Runs in the page: while it is told to, the list of authenticators does not come. What the worker asks passes by a route. */
function breakList(): void {
  const fetchAnything = window.fetch.bind(window)
  window.fetch = (asked, how) =>
    sessionStorage.getItem('list') === 'broken' && asked === '/api/v1/me/authenticators'
      ? Promise.reject(new TypeError('Failed to fetch'))
      : fetchAnything(asked, how)
}

async function signInOnPhone(phone: Page): Promise<void> {
  await givePasswordInApp(phone, person)
  await field(phone, 'code.label').waitFor()
  await untilStepLasts(5)
  await field(phone, 'code.label').fill(codeOf(secret))
  await untilAtProfile(phone)
}

async function daysOfSession(phone: Page): Promise<number> {
  const { session } = JSON.parse(await askAsPage(phone, '/api/v1/me')) as Answer<'GET /api/v1/me'>
  return (Date.parse(session.expiresAt) - Date.parse(session.startedAt)) / 86_400_000
}

/** Puts it back into the hand. */
async function look(phone: Page, name: string): Promise<void> {
  await eye.lookAt(phone, name)
  await phone.setViewportSize(phoneWindow.viewport)
}

/** The password at the desk, and the phone asked; the two digits. */
async function askAtDesk(): Promise<string> {
  await givePassword(page, person)
  await guide.find(page, 'Approve on your phone instead').click()
  const number = page.getByRole('status', { name: words('signIn.approval.number') })
  await number.waitFor()
  return (await number.innerText()).trim()
}

async function untilEnded(): Promise<void> {
  await page.getByRole('alert').getByText(words('error.approval.refused')).waitFor()
}

const another = (number: string): string => String((Number(number) + 1) % 100).padStart(2, '0')

test(
  'a phone is registered, says yes with the number, ends a sign-in with another one, and says no',
  { timeout: 180_000 },
  async () => {
    const phone = await openPhone()
    await phone.context().grantPermissions(['notifications'])
    await phone.addInitScript(bringPushService)
    await phone.addInitScript(breakList)
    await signInOnPhone(phone)
    await guide.find(phone.getByRole('main'), 'Profile').waitFor()
    await guide.find(phone, 'Add a passkey').waitFor()
    await guide.find(phone, 'Approve sign-ins on this phone').tap()
    const registering = dialog(phone, 'approvals.phone.register')
    expect(await field(registering, 'field.name').inputValue()).toBe('Android')
    await guide.find(registering, 'Register this phone').tap()
    await phone.getByText(words('approvals.phone.added')).waitFor()
    await phone.getByText(words('approvals.phone.registered'), { exact: true }).waitFor()
    await guide.find(phone, 'Tell me while the app is closed, too').tap()
    await phone.getByText(words('approvals.push.on')).waitFor()
    await look(phone, 'profile of a registered phone')

    // Removed and registered anew: what rang it was for the one before.
    const named = { name: 'Android' }
    await button(phone, 'authenticators.removeNamed', named).tap()
    await button(dialog(phone, 'authenticators.removeTitle', named), 'authenticators.removeConfirm').tap()
    await button(phone, 'approvals.phone.register').tap()
    await button(registering, 'approvals.phone.registerConfirm').tap()
    await phone.getByText(words('approvals.push.off')).waitFor()
    await button(phone, 'approvals.push.turnOn').tap()
    await phone.getByText(words('approvals.push.on')).waitFor()
    await button(phone, 'approvals.push.turnOff').tap()
    await phone.getByText(words('approvals.push.off')).waitFor()

    const number = await askAtDesk()
    await guide.find(phone, 'A sign-in waits for your answer').waitFor()
    await look(phone, 'banner of a sign-in that waits')
    await guide.find(phone, 'A sign-in waits for your answer').tap()
    await heading(phone, 'approvals.question').waitFor()
    await look(phone, 'approve on the phone')
    await field(phone, 'approvals.number').fill(number)
    await button(phone, 'approvals.yes').tap()
    await phone.getByText(words('approvals.approved')).waitFor()
    await untilAt(page, '/profile')
    await heading(page, 'approvals.phone.title').waitFor()
    await guide.find(page, 'Countersign on your phone').waitFor()
    await guide.find(page, 'Remove').waitFor()
    await eye.lookAt(page, 'profile with a phone')
    const answer = await page.request.get('/api/v1/me')
    const { session } = (await answer.json()) as { session: { factors: { method: string }[] } }
    expect(session.factors.map(({ method }) => method)).toEqual(['password', 'approval'])
    await signOut(page)

    // Nobody waits for it at the desk any more: the yes is taken back, from wherever on the phone one was meanwhile.
    const left = await askAtDesk()
    await page.goto('about:blank')
    await field(phone, 'approvals.number').fill(left)
    await button(phone, 'approvals.yes').tap()
    await phone.getByText(words('approvals.approved')).waitFor()
    await phone.goto('/app/profile')
    await untilAtProfile(phone)
    await phone.getByText(words('approvals.phone.registered'), { exact: true }).waitFor()
    expect(await phone.getByText(words('approvals.banner')).count()).toBe(0)
    await phone.goto('/app/approve')
    await heading(phone, 'approvals.approved').waitFor()
    await look(phone, 'a yes that can be taken back')
    await button(phone, 'approvals.no').tap()
    await button(dialog(phone, 'approvals.no.title'), 'approvals.no.confirm').tap()
    await phone.getByText(words('approvals.denied')).waitFor()

    // The phone does not know what it is: it can say no, and ask again.
    await phone.evaluate(() => sessionStorage.setItem('list', 'broken'))
    await phone.reload()
    const shown = await askAtDesk()
    await heading(phone, 'approvals.question').waitFor()
    await button(phone, 'action.tryAgain').waitFor()
    await button(phone, 'approvals.no').waitFor()
    await look(phone, 'a phone that does not know what it is')
    await phone.evaluate(() => sessionStorage.removeItem('list'))
    await button(phone, 'action.tryAgain').tap()
    await field(phone, 'approvals.number').fill(another(shown))
    await guide.find(phone, 'Approve').tap()
    await phone.getByText(words('error.approval.number_wrong')).waitFor()
    await untilEnded()
    await button(page, 'signIn.approval.startAgain').click()

    await askAtDesk()
    await guide.find(phone, 'It was not me').tap()
    const denying = dialog(phone, 'approvals.no.title')
    await denying.waitFor()
    await look(phone, 'it was not me')
    await guide.find(denying, 'End the sign-in').tap()
    await phone.getByText(words('approvals.denied')).waitFor()
    await untilEnded()
    await look(phone, 'a sign-in that was refused')

    // Signed in anew, it keeps its session open by itself: its key is still here.
    await signOutInApp(phone)
    await untilNextStep()
    await signInOnPhone(phone)
    await phone.getByText(new RegExp(words('approvals.phone.kept', { moment: '.+' }))).waitFor()
    expect(await daysOfSession(phone)).toBe(30)

    await phone.context().close()
    const helper = (await opened.watched.visit()).page
    await givePassword(helper, ADMIN)
    await untilAt(helper, '/users')
    await helper.goto('/notices')
    // The yes that was taken back, and the no.
    await expect.poll(() => helper.getByText(words('notice.sign_in_denied')).count()).toBe(2)
    await helper.context().close()
    guide.expectAllFound()
    eye.expectNothing(32)
  },
)

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  // A line that a page closes goes through the worker, where it fails as one that broke.
  const isClosed = (trouble: string) => trouble.endsWith('/me/approvals/events failed: net::ERR_FAILED')
  expect(opened.watched.troubles.filter((trouble) => !isClosed(trouble))).toEqual([])
})
