// What the extension keeps while a person shows the way to a dashboard: what that person did, and nothing of a login.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordInPage, type RecordCommand } from '../extension/record/record-in-page.ts'
import { openBrowser } from './browser.ts'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  const context = await browser.newContext()
  page = await context.newPage()
  return () => context.close()
})

const tell = (command: RecordCommand) =>
  page.evaluate<ReturnType<typeof recordInPage>, RecordCommand>(recordInPage, command)

async function begin(html: string): Promise<void> {
  await page.setContent(html)
  await tell('begin')
}

const steps = async () => (await tell('look'))?.steps

test.each([
  ['a password', '<input id="box" type="password">', 'password'],
  ['a password that is shown', '<input id="box" name="passwd">', 'password'],
  ['a password, by what the page says of it', '<input id="box" autocomplete="current-password">', 'password'],
  ['a code', '<input id="box" autocomplete="one-time-code">', 'code'],
])('%s is named, and not a letter of it is kept', async (_, html, secret) => {
  await begin(html)
  await page.locator('#box').pressSequentially('lantern')
  expect(await steps()).toEqual([{ do: 'type_secret', on: { selector: 'input[id="box"]' }, secret }])
})

test('what a script of the page does is nobody’s way', async () => {
  await begin('<button id="own">Pay</button><input id="box">')
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#own')?.click()
    document.querySelector('#own')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    document.querySelector('#box')?.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  expect(await steps()).toEqual([])
})

test('what is pressed, typed and scrolled becomes steps, each once', async () => {
  await begin(`<nav><a href="#a">One</a><a href="#b">Two</a></nav>
    <label>Late ones <input type="checkbox" id="late"></label>
    <input id="filter"><div style="height: 4000px"></div>`)
  await page.getByRole('link', { name: 'Two' }).click()
  await page.getByText('Late ones').click()
  await page.locator('#filter').click()
  await page.locator('#filter').pressSequentially('north')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await page.mouse.wheel(0, 300)
  await page.mouse.wheel(0, 200)
  await expect.poll(steps).toEqual([
    {
      do: 'press',
      on: { selector: 'body > nav > a:nth-of-type(2)', role: 'link', name: 'Two' },
    },
    { do: 'press', on: { selector: 'body > label' } },
    { do: 'type', on: { selector: 'input[id="filter"]' }, text: 'nort' },
    { do: 'key', key: 'Enter' },
    { do: 'scroll', by: 500 },
  ])
})

test('nothing is kept before it begins, after it has ended, or beyond fifty steps', async () => {
  await page.setContent('<button id="go">Go</button>')
  await page.locator('#go').click()
  expect(await tell('look')).toBeUndefined()
  await tell('begin')
  for (let press = 0; press < 52; press += 1) await page.locator('#go').click()
  expect(await steps()).toHaveLength(50)
  expect((await tell('end'))?.steps).toHaveLength(50)
  await page.locator('#go').click()
  expect(await tell('look')).toBeUndefined()
})
