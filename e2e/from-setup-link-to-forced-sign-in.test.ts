// The first day: from the link that the terminal prints to users who sign in with a real authenticator app.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasTool } from '../checks/foreign-tools.js'
import { codeByOathtool, untilNextStep, untilStepLasts } from './authenticator-app.ts'
import type { Visitor, Watch } from './browser.ts'
import {
  addUser,
  button,
  chooseForUser,
  dialog,
  field,
  givePassword,
  heading,
  readQrCode,
  saveRecoveryCodes,
  signOut,
  typeCode,
  untilAt,
  untilRefused,
  userRow,
  words,
} from './console-steps.ts'
import type { CountersignProcess } from './countersign-process.ts'
import { openConsole, showIfFailed, type OpenConsole } from './open-console.ts'

const ADA = { name: 'Ada Lindqvist', email: 'ada@northwind.example', password: 'lantern orchard violin 27' }
const BEN = { name: 'Ben Okafor', email: 'ben@northwind.example', password: 'copper meadow basket 41' }
const CARLA = { name: 'Carla Ruiz', email: 'carla@northwind.example', password: 'thimble harbour cactus 63' }
const ORGANIZATION = 'Northwind Help Desk'

let opened: OpenConsole
let server: CountersignProcess
let watched: Watch
/** Nothing of this may stand in an address. */
const secrets: string[] = [ADA.password, BEN.password, CARLA.password]

beforeAll(async () => {
  opened = await openConsole('')
  server = opened.server
  watched = opened.watched
})
afterAll(() => opened?.close())

test('the watch over the pages sees what it is there for', async () => {
  const other = opened.watchAnew()
  const { page, context } = await other.visit()
  await page.goto('/setup')
  await heading(page, 'setup.title').waitFor()
  expect(other.troubles).toEqual([])
  await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.wasRun = true'
    document.head.append(script)
    const picture = new Image()
    picture.src = 'http://example.com/pixel.png'
    await fetch('http://example.com/').catch(() => undefined)
    setTimeout(() => {
      throw new Error('thrown in the page')
    })
  })
  await vi.waitFor(() => expect(other.troubles.join('\n')).toContain('thrown in the page'), {
    timeout: 25_000,
  })
  const seen = other.troubles.join('\n')
  for (const trouble of [
    'policy broken: script-src',
    'policy broken: img-src',
    'policy broken: connect-src',
  ]) {
    expect(seen).toContain(trouble)
  }
  expect(await page.evaluate(() => 'wasRun' in globalThis)).toBe(false)
  await page.goto('http://example.com/').catch(() => undefined)
  expect(other.troubles.join('\n')).toContain('asked http://example.com/')
  await context.close()
})

describe.runIf(hasTool('oathtool') && hasTool('zbarimg'))('on the first day', () => {
  let admin: Visitor
  let forced: Visitor
  let free: Visitor
  let forcedUri: string
  let freeUri: string
  let usedCode: string
  let recoveryCodes: string[]
  let invitationLink: string

  afterEach(async (context) => {
    for (const visitor of [admin, forced, free]) await showIfFailed(context, visitor?.page)
  })

  async function oneCode(uri: string): Promise<string> {
    await untilStepLasts(5)
    const code = await codeByOathtool(uri)
    secrets.push(code)
    return code
  }

  test('the admin opens the printed link and sets the organization up', async () => {
    const printed = /^Set it up here: (\S+)$/m
    while (!printed.test(server.output())) await sleep(20)
    const link = new URL(printed.exec(server.output())?.[1] ?? '')
    secrets.push(link.hash.slice(1))
    admin = await watched.visit()
    const { page } = admin
    await page.goto(link.href)
    await heading(page, 'setup.title').waitFor()
    expect(page.url()).toBe(`${server.baseUrl}/setup`)
    await field(page, 'field.organization').fill(ORGANIZATION)
    await field(page, 'field.yourName').fill(ADA.name)
    await field(page, 'field.email').fill(ADA.email)
    await field(page, 'newPassword.label').fill(ADA.password)
    await button(page, 'setup.submit').click()
    await untilAt(page, '/users')
  })

  test('adds a user who must use two-factor', async () => {
    const { page } = admin
    await addUser(page, { ...BEN, requireSecondFactor: true })
    const row = userRow(page, BEN.email)
    await row.getByText(words('user.secondFactor.notYet')).waitFor()
    await row.getByText(words('user.secondFactor.required')).waitFor()
  })

  test('that user meets the QR code at the sign-in, scans it, and is in after the first code', async () => {
    forced = await watched.visit()
    const { page } = forced
    await givePassword(page, BEN)
    await heading(page, 'enrolment.title').waitFor()
    forcedUri = await readQrCode(page)
    const uri = new URL(forcedUri)
    expect(decodeURIComponent(uri.pathname)).toContain(`${ORGANIZATION}:${BEN.email}`)
    expect(uri.searchParams.get('issuer')).toBe(ORGANIZATION)
    secrets.push(uri.searchParams.get('secret') ?? 'no secret in the URI')
    // Before the first code there is no session of any kind.
    expect(await forced.context.cookies()).toEqual([])
    usedCode = await oneCode(forcedUri)
    await typeCode(page, usedCode)
    await heading(page, 'recoveryCodes.title').waitFor()
    recoveryCodes = await saveRecoveryCodes(page)
    secrets.push(...recoveryCodes)
    await untilAt(page, '/profile')
    await page.getByText(/An admin has required two-factor/).waitFor()
  })

  test('which the admin sees', async () => {
    await admin.page.reload()
    await userRow(admin.page, BEN.email).getByText(words('user.secondFactor.enrolled')).waitFor()
  })

  test('a user who must use two-factor finds nothing to turn it off, and the server refuses it too', async () => {
    const { page } = forced
    await button(page, 'recoveryCodes.renew').waitFor()
    expect(await button(page, 'twoFactor.turnOff').count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Remove / }).count()).toBe(0)
    const answer = await page.evaluate(async (password) => {
      const response = await fetch('/api/v1/me/second-factor/disable', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password }),
      })
      return { status: response.status, body: (await response.json()) as { code: string } }
    }, BEN.password)
    expect(answer).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
  })

  test('the next sign-in asks for a code: a used one and a wrong one are told apart, a new one is right', async () => {
    const { page } = forced
    await signOut(page)
    await givePassword(page, BEN)
    await heading(page, 'signIn.code.title').waitFor()
    await typeCode(page, usedCode)
    await untilRefused(page, 'error.second_factor.code_used')
    expect(await field(page, 'code.label').inputValue()).toBe('')
    await typeCode(page, await codeByOathtool(forcedUri, 5_000))
    await untilRefused(page, 'error.second_factor.code_wrong')
    await untilNextStep()
    await typeCode(page, await oneCode(forcedUri))
    await untilAt(page, '/profile')
  })

  test('a recovery code signs in instead, once', async () => {
    const { page } = forced
    const code = recoveryCodes[3] ?? ''
    const giveIt = async () => {
      await givePassword(page, BEN)
      await button(page, 'signIn.use.recovery_code').click()
      // As it is written on paper, and not as it was shown.
      await field(page, 'signIn.recovery.label').fill(code.toLowerCase().replaceAll('-', ' '))
      await button(page, 'signIn.submit').click()
    }
    await signOut(page)
    await giveIt()
    await untilAt(page, '/profile')
    await page.getByText(words('recoveryCodes.left_other', { count: 9 })).waitFor()
    await signOut(page)
    await giveIt()
    await untilRefused(page, 'error.recovery_code.wrong')
  })

  test('an invitation link brings in a user who need not use two-factor', async () => {
    invitationLink =
      (await addUser(admin.page, { name: CARLA.name, email: CARLA.email, requireSecondFactor: false })) ?? ''
    const link = new URL(invitationLink)
    secrets.push(link.hash.slice(1))
    await userRow(admin.page, CARLA.email).getByText(words('user.state.invited')).waitFor()
    free = await watched.visit()
    const { page } = free
    await page.goto(link.href)
    await heading(page, 'invitation.join', { organization: ORGANIZATION }).waitFor()
    expect(page.url()).toBe(`${server.baseUrl}/invitation`)
    await field(page, 'newPassword.label').fill('password')
    await button(page, 'invitation.submit').click()
    await untilRefused(page, 'error.password.common')
    await field(page, 'newPassword.label').fill(CARLA.password)
    await button(page, 'invitation.submit').click()
    await untilAt(page, '/profile')
  })

  test('and works for nobody after that', async () => {
    const stranger = await watched.visit()
    await stranger.page.goto(invitationLink)
    await untilRefused(stranger.page, 'error.invitation.invalid')
    await stranger.context.close()
  })

  test('that user turns two-factor on by choice', async () => {
    const { page } = free
    await button(page, 'twoFactor.turnOn').click()
    freeUri = await readQrCode(page)
    secrets.push(new URL(freeUri).searchParams.get('secret') ?? 'no secret in the URI')
    const enrolment = dialog(page, 'enrolment.title')
    await typeCode(enrolment, '000000')
    await untilRefused(enrolment, 'error.second_factor.code_wrong')
    await typeCode(enrolment, await oneCode(freeUri))
    secrets.push(...(await saveRecoveryCodes(dialog(page, 'recoveryCodes.title'))))
    await page.getByText(words('twoFactor.turnedOn')).waitFor()
    await button(page, 'twoFactor.turnOff').waitFor()
  })

  test('and off again with the password', async () => {
    const { page } = free
    await button(page, 'twoFactor.turnOff').click()
    const question = dialog(page, 'twoFactor.turnOff.title')
    await field(question, 'field.password').fill('not my password')
    await button(question, 'twoFactor.turnOff').click()
    await untilRefused(question, 'error.password.wrong')
    await field(question, 'field.password').fill(CARLA.password)
    await button(question, 'twoFactor.turnOff').click()
    await page.getByText(words('twoFactor.turnedOff')).waitFor()
    await button(page, 'twoFactor.turnOn').waitFor()
  })

  test('until the admin requires it: then turning it off is refused, on a page that is older than that', async () => {
    const { page } = free
    await button(page, 'twoFactor.turnOn').click()
    const uri = await readQrCode(page)
    secrets.push(new URL(uri).searchParams.get('secret') ?? 'no secret in the URI')
    await typeCode(dialog(page, 'enrolment.title'), await oneCode(uri))
    secrets.push(...(await saveRecoveryCodes(dialog(page, 'recoveryCodes.title'))))
    await button(page, 'twoFactor.turnOff').click()

    await admin.page.reload()
    await chooseForUser(admin.page, CARLA.name, 'users.action.require')
    await button(
      dialog(admin.page, 'users.require.title', { name: CARLA.name }),
      'users.action.require',
    ).click()
    await userRow(admin.page, CARLA.email).getByText(words('user.secondFactor.required')).waitFor()

    const question = dialog(page, 'twoFactor.turnOff.title')
    await field(question, 'field.password').fill(CARLA.password)
    await button(question, 'twoFactor.turnOff').click()
    await untilRefused(question, 'error.second_factor.required_by_admin')
    await page.reload()
    await page.getByText(/An admin has required two-factor/).waitFor()
    expect(await button(page, 'twoFactor.turnOff').count()).toBe(0)
  })

  test('a disabled user is out at once', async () => {
    await chooseForUser(admin.page, CARLA.name, 'users.action.disable')
    await button(
      dialog(admin.page, 'users.disable.title', { name: CARLA.name }),
      'users.action.disable',
    ).click()
    await userRow(admin.page, CARLA.email).getByText(words('user.state.disabled')).waitFor()
    await free.page.reload()
    await heading(free.page, 'signIn.title').waitFor()
    await givePassword(free.page, CARLA)
    await untilRefused(free.page, 'error.sign_in.refused')
  })

  test('and all the while no other host was asked, nothing complained, and no secret stood in an address', () => {
    expect(watched.troubles).toEqual([])
    expect(watched.addresses.length).toBeGreaterThan(50)
    // The part behind "#" stays in the browser: a link's token is allowed there.
    const sent = watched.addresses.filter((address) => !address.startsWith('data:')).map(withoutFragment)
    expect(sent.filter((address) => secrets.some((secret) => address.includes(secret)))).toEqual([])
    expect(secrets.length).toBeGreaterThan(30)
  })
})

function withoutFragment(address: string): string {
  return decodeURIComponent(address.split('#', 1)[0] ?? '')
}
