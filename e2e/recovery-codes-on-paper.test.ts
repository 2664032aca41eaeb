// The recovery codes on their way to paper: downloaded, printed, spent, and made anew when few are left.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { button, dialog, givePassword, heading, shownKey, typeCode, untilAt, words } from './console-steps.ts'
import { admin, openOrganizationForTests, page, server } from './console-under-test.ts'
import { addPerson, PASSWORD } from './open-console.ts'
import { beginChallenge, giveRecoveryCode } from './sign-in-by-api.ts'

openOrganizationForTests()

const patient = { timeout: 120_000 }

async function downloadedCodes(): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'action.download').click()])
  expect(file.suggestedFilename()).toBe(words('recoveryCodes.fileName'))
  return readFile(await file.path(), 'utf8')
}

/** A browser without a window has no dialog for printing: that it is asked for is noted. */
async function expectOnlyCodesOnPaper(account: string, codes: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    document.title = 'not printed'
    globalThis.print = () => void (document.title = 'printed')
  })
  await button(page, 'action.print').click()
  expect(await page.title()).toBe('printed')
  await page.emulateMedia({ media: 'print' })
  for (const text of [words('recoveryCodes.fileTitle', { account }), ...codes]) {
    expect(await page.getByText(text).isVisible()).toBe(true)
    const box = await page.getByText(text).boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect(box?.y).toBeGreaterThanOrEqual(0)
  }
  expect(await button(page, 'recoveryCodes.saved').isVisible()).toBe(false)
  expect(await heading(page, 'recoveryCodes.title').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
}

test(
  'downloaded and printed after the enrolment; new ones are offered when three are left',
  patient,
  async () => {
    const person = await addPerson(server, admin, 'Petra Papier', {
      password: PASSWORD,
      requireSecondFactor: true,
    })
    await givePassword(page, person)
    await heading(page, 'enrolment.title').waitFor()
    await untilStepLasts(5)
    await typeCode(page, codeOf(await shownKey(page)))
    const list = page.getByRole('list', { name: words('recoveryCodes.listLabel') })
    await list.waitFor()
    const codes = await list.getByRole('listitem').allInnerTexts()
    const file = await downloadedCodes()
    expect(file).toContain(words('recoveryCodes.fileTitle', { account: person.email }))
    expect(file.match(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/gm)).toEqual(codes)
    await expectOnlyCodesOnPaper(person.email, codes)
    await button(page, 'recoveryCodes.saved').click()
    await untilAt(page, '/profile')

    await page.getByText(words('recoveryCodes.left_other', { count: 10 })).waitFor()
    await page.getByText(words('recoveryCodes.hint')).waitFor()
    // The list of authenticators says when each was used last.
    const lastUsed = words('authenticators.lastUsed', { moment: '' }).trim()
    await page.getByText(lastUsed).first().waitFor()
    for (const code of codes.slice(0, 7)) {
      await giveRecoveryCode(server.client(), await beginChallenge(server.client(), person), code)
    }
    await page.reload()
    await page.getByText(words('recoveryCodes.left_other', { count: 3 })).waitFor()
    await page.getByText(words('recoveryCodes.few')).waitFor()
    await button(page, 'recoveryCodes.renew').click()
    await button(dialog(page, 'recoveryCodes.renewTitle'), 'recoveryCodes.renew').click()
    await list.waitFor()
    const anew = await list.getByRole('listitem').allInnerTexts()
    expect((await downloadedCodes()).match(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/gm)).toEqual(anew)
    expect(anew.filter((code) => codes.includes(code))).toEqual([])
    await expectOnlyCodesOnPaper(person.email, anew)
    await button(page, 'recoveryCodes.saved').click()
    await page.getByText(words('recoveryCodes.left_other', { count: 10 })).waitFor()
    expect(await page.getByText(words('recoveryCodes.few')).count()).toBe(0)
  },
)
