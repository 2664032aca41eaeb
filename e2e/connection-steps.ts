// What admins do with connections in the console, step by step.
import type { Locator, Page } from 'playwright-core'
import { button, field, heading, words } from './console-steps.ts'

export interface NewLogin {
  service: string
  name?: string
  url?: string
  username: string
  password: string
}

/** From anywhere signed in: the navigation, the page of connections, and the form to add one. */
export async function openNewConnection(page: Page): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: words('connections.title') })
    .click()
  await heading(page, 'connections.title').waitFor()
  const first = button(page, 'connections.none.add')
  await first.or(button(page, 'connections.add')).click()
  await heading(page, 'connections.add').waitFor()
}

export async function fillLogin(page: Page, login: NewLogin): Promise<void> {
  await page.getByRole('radio', { name: login.service, exact: true }).check({ force: true })
  if (login.name !== undefined) await field(page, 'connection.name').fill(login.name)
  if (login.url !== undefined) await field(page, 'connection.address').fill(login.url)
  await field(page, 'connection.username').fill(login.username)
  await field(page, 'connection.password').fill(login.password)
}

/** The six digits that are shown as the code of now, and those that come after them. */
export async function shownCodes(inside: Page | Locator): Promise<{ code: string; nextCode: string }> {
  const now = inside.locator('[data-code]')
  await now.waitFor()
  const code = (await now.getAttribute('data-code')) ?? ''
  const nextCode = (await inside.locator('[data-next-code]').getAttribute('data-next-code')) ?? ''
  return { code, nextCode }
}

export interface GivenFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** As if they were let go over the box. */
export async function dropFiles(
  inside: Page | Locator,
  page: Page,
  files: readonly GivenFile[],
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }))
  const transfer = await page.evaluateHandle(makeTransfer, given)
  await field(inside, 'secretBox.label').dispatchEvent('drop', { dataTransfer: transfer })
}

/** As if a screenshot was in the clipboard, with the cursor anywhere on the page. */
export async function pastePicture(page: Page, file: GivenFile): Promise<void> {
  const { name, mimeType, buffer } = file
  const transfer = await page.evaluateHandle(makeTransfer, [
    { name, mimeType, base64: buffer.toString('base64') },
  ])
  await page.evaluate((data) => {
    window.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, transfer)
}

/** Runs in the page. */
function makeTransfer(files: readonly { name: string; mimeType: string; base64: string }[]): DataTransfer {
  const transfer = new DataTransfer()
  for (const { name, mimeType, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], name, { type: mimeType }))
  }
  return transfer
}
