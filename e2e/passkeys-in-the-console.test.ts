// Passkeys as people use them, in a real browser with a virtual authenticator (CDP, domain WebAuthn): made in a forced
// sign-in, beside the password, as the whole sign-in, before something grave, in a trusted browser, and at their end.
import { beforeAll, expect, test } from 'vitest'
import {
  button,
  dialog,
  field,
  givePassword,
  heading,
  saveRecoveryCodes,
  signOut,
  untilAt,
  untilRefused,
  words,
} from './console-steps.ts'
import { admin, eye, opened, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, type AddedPerson } from './open-console.ts'
import { readGuide } from './read-guide.ts'
import { ADMIN } from './sign-in-by-api.ts'
import { plugIn, whileThere, type KeptPasskey, type VirtualDevice } from './virtual-device.ts'

const patient = { timeout: 120_000 }

// For a number browsers make no passkeys; localhost is a name, and counts as secure.
openOrganizationForTests('localhost')

let person: AddedPerson
let recoveryCodes: string[]
/** As the first test leaves it, with its private key. */
let passkey: KeptPasskey

beforeAll(async () => {
  const policy = { trustedDeviceDays: 7 }
  await server.client(admin).call('PATCH /api/v1/organization', { body: { policy } })
  person = await addPerson(server, admin, 'Petra Paulsen', {
    password: 'copper meadow basket 41',
    requireSecondFactor: true,
  })
})

/** By password and passkey, with the device that keeps it plugged in; and out again. */
async function trustTheBrowser(): Promise<VirtualDevice> {
  const laptop = await plugIn(page, 'internal')
  await laptop.put(passkey)
  await givePassword(page, person)
  await page.getByLabel(words('signIn.trust_other', { count: 7 })).check()
  await whileThere(laptop, async () => {
    await button(page, 'signIn.passkey.submit').click()
    await untilAt(page, '/profile')
  })
  await signOut(page)
  return laptop
}

const guide = readGuide('passkeys')

const factorsOf = async (): Promise<string[]> => {
  const answer = await page.request.get('/api/v1/me')
  const { session } = (await answer.json()) as { session: { factors: { method: string }[] } }
  return session.factors.map(({ method }) => method)
}

test(
  'a passkey instead of an app where two-factor is required, and every way to sign in with it',
  patient,
  async () => {
    const laptop = await plugIn(page, 'internal')
    await givePassword(page, person)
    await guide.find(page, 'Use a passkey instead').click()
    await button(page, 'enrolment.passkey.submit').waitFor()
    await eye.lookAt(page, 'enrolment by passkey')
    await whileThere(laptop, async () => {
      await guide.find(page, 'Make a passkey').click()
      recoveryCodes = await saveRecoveryCodes(page)
      await untilAt(page, '/profile')
    })
    await page.getByText(words('passkeys.bound')).waitFor()
    await signOut(page)
    await eye.lookAt(page, 'sign-in with passkeys')

    // Beside the password: asked for first, the codes one step away.
    await givePassword(page, person)
    await heading(page, 'signIn.passkey.title').waitFor()
    await guide.find(page, 'Use a recovery code instead').waitFor()
    await eye.lookAt(page, 'second factor by passkey')
    await whileThere(laptop, async () => {
      await guide.find(page, 'Use passkey').click()
      await untilAt(page, '/profile')
    })
    expect(await factorsOf()).toEqual(['password', 'passkey'])
    await signOut(page)

    // As the whole sign-in, by the button: not by a stranger.
    await laptop.recognise(false)
    await whileThere(laptop, async () => {
      await button(page, 'signIn.passkey').click()
      await untilRefused(page, 'passkey.notUsed')
    })
    await laptop.recognise(true)
    await eye.lookAt(page, 'sign-in, no passkey used')
    await whileThere(laptop, async () => {
      await guide.find(page, 'Sign in with a passkey').click()
      await untilAt(page, '/profile')
    })
    expect(await factorsOf()).toEqual(['passkey'])
    await signOut(page)

    // And by what the browser offers where the address is typed.
    // Without a window it shows no list there: whoever is there has chosen.
    await page.locator('input[autocomplete="username webauthn"]').waitFor()
    await whileThere(laptop, async () => {
      await page.reload()
      await untilAt(page, '/profile')
    })
    expect(await factorsOf()).toEqual(['passkey'])
    passkey = await laptop.kept()
    eye.expectNothing(16)
  },
)

test(
  'in a trusted browser the password is enough, but for what is grave: asked for by passkey',
  patient,
  async () => {
    const laptop = await trustTheBrowser()
    await givePassword(page, person)
    await untilAt(page, '/profile')
    expect(await factorsOf()).toEqual(['password', 'trusted_device'])
    await heading(page, 'trust.title').waitFor()

    await button(page, 'recoveryCodes.renew').click()
    await button(dialog(page, 'recoveryCodes.renewTitle'), 'recoveryCodes.renew').click()
    const question = dialog(page, 'stepUp.title')
    await button(question, 'signIn.passkey.submit').waitFor()
    await eye.lookAt(page, 'step-up by passkey')
    await whileThere(laptop, async () => {
      await button(question, 'signIn.passkey.submit').click()
      recoveryCodes = await saveRecoveryCodes(page)
    })

    // A second one, on a key; the laptop has its own already and makes no other.
    await guide.find(page, 'Profile').waitFor()
    await guide.find(page, 'Add a passkey').click()
    const adding = dialog(page, 'passkeys.addTitle')
    await whileThere(laptop, async () => {
      await button(adding, 'enrolment.passkey.submit').click()
      await untilRefused(adding, 'passkey.alreadyHere')
    })
    const key = await plugIn(page, 'usb')
    await field(adding, 'field.name').fill('Blue key')
    await eye.lookAt(page, 'add a passkey')
    await whileThere(key, async () => {
      await button(adding, 'enrolment.passkey.submit').click()
      await page.getByText(words('passkeys.added')).waitFor()
    })
    await page.getByText('Blue key').waitFor()
    await button(page, 'authenticators.renameNamed', { name: 'Passkey' }).click()
    const renaming = dialog(page, 'authenticators.renameTitle')
    await field(renaming, 'field.name').fill('Laptop')
    await button(renaming, 'action.save').click()
    await page.getByText('Laptop').waitFor()
    await eye.lookAt(page, 'profile with passkeys')
    await guide.find(page, 'Remove').waitFor()
    await button(page, 'authenticators.removeNamed', { name: 'Blue key' }).click()
    const removing = dialog(page, 'authenticators.removeTitle', { name: 'Blue key' })
    await button(removing, 'authenticators.removeConfirm').click()
    await page.getByText(words('authenticators.removed', { name: 'Blue key' })).waitFor()
    expect(await button(page, 'authenticators.removeNamed', { name: 'Laptop' }).count(), 'the last one').toBe(
      0,
    )
    // The counter has gone on since the first test.
    passkey = await laptop.kept()
    eye.expectNothing(12)
  },
)

test('an admin sees which browsers of a user are trusted, and ends it', patient, async () => {
  const laptop = await trustTheBrowser()
  const helper = (await opened.watched.visit()).page
  await givePassword(helper, ADMIN)
  await untilAt(helper, '/users')
  await helper.getByRole('link', { name: person.name }).click()
  await heading(helper, 'trust.title').waitFor()
  await eye.lookAt(helper, 'user with a trusted browser')
  await helper.getByRole('button', { name: /^Trust no longer/ }).click()
  await helper.getByText(words('trust.ended')).waitFor()
  await helper.context().close()
  await givePassword(page, person)
  await heading(page, 'signIn.passkey.title').waitFor()
  passkey = await laptop.kept()
  eye.expectNothing(4)
})

test('in a browser without passkeys: said so, and let in by another way', patient, async () => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  await givePassword(page, person)
  await page.getByText(words('passkey.browser')).waitFor()
  await eye.lookAt(page, 'second factor, no passkeys here')
  await button(page, 'signIn.use.recovery_code').click()
  await field(page, 'signIn.recovery.label').fill(recoveryCodes[0] ?? '')
  await button(page, 'signIn.submit').click()
  await untilAt(page, '/profile')
  expect(await button(page, 'passkeys.add').count()).toBe(0)
  eye.expectNothing(4)
})

test('by choice, where nobody requires it, and off again without an app', patient, async () => {
  const free = await addPerson(server, admin, 'Fritz Frei')
  const laptop = await plugIn(page, 'internal')
  await givePassword(page, free)
  await untilAt(page, '/profile')
  await guide.find(page, 'Use a passkey instead of an app').click()
  // The codes are shown this once, also to whoever is impatient while they are under way.
  await page.route('**/passkey/confirm', async (route) => {
    const response = await route.fetch()
    await page.keyboard.press('Escape')
    await route.fulfill({ response })
  })
  await whileThere(laptop, async () => {
    await button(dialog(page, 'passkeys.addTitle'), 'enrolment.passkey.submit').click()
    await saveRecoveryCodes(page)
    await page.unroute('**/passkey/confirm')
    await page.getByText(words('twoFactor.turnedOn')).waitFor()
  })
  await button(page, 'twoFactor.turnOff').click()
  const turningOff = dialog(page, 'twoFactor.turnOff.title')
  await field(turningOff, 'field.password').fill(free.password)
  await button(turningOff, 'twoFactor.turnOff').click()
  await page.getByText(words('twoFactor.turnedOff')).waitFor()
  guide.expectAllFound('Two-factor is required, and you have none yet?')
})

test('a copy, whose counter was set back, is refused', patient, async () => {
  const copy = await plugIn(page, 'internal')
  await copy.put({ ...passkey, signCount: 0 })
  await page.goto('/sign-in')
  await whileThere(copy, async () => {
    await button(page, 'signIn.passkey').click()
    await untilRefused(page, 'error.passkey.refused')
  })
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
