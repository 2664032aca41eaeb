// What the extension types into, in a real page: the one box that is for a code, at the one origin, where a person sees it.
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { secretBoxWords as words } from '../contract/secret-boxes.ts'
import { fillInPage } from '../extension/fill/fill-in-page.ts'
import { openPageForEachTest } from './page-for-each-test.ts'

const ORIGIN = 'https://wall.example'
const job = { origin: ORIGIN, digits: 6, words, code: '123456' }

let page: Page
let body: string

openPageForEachTest((opened) => (page = opened))
beforeEach(async () => {
  await page.context().route('**/*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: new URL(route.request().url()).pathname === '/frame' ? box : body,
    }),
  )
})

const box = '<label>Verification code <input name="otp"></label>'

async function open(html: string, url = `${ORIGIN}/login`): Promise<void> {
  body = html
  await page.goto(url)
}

/** Everything that was typed into any box, in the order of the boxes. */
const typed = () =>
  page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value).join('|'))

describe('135: nothing is typed', () => {
  test.each([
    ['at a longer name', 'https://wall.example.evil.example/login'],
    ['at a host below it', 'https://app.wall.example/login'],
    ['without TLS', 'http://wall.example/login'],
    ['at another port', 'https://wall.example:8443/login'],
  ])('%s, into a box that looks the same', async (_, url) => {
    await open(box, url)
    expect(await page.evaluate(fillInPage, job)).toBe('elsewhere')
    expect(await typed()).toBe('')
  })

  test('into the page of the service in somebody’s frame', async () => {
    await open(`<iframe src="${ORIGIN}/frame"></iframe>`, 'https://evil.example/')
    const frame = page.frames()[1]!
    await frame.locator('input').waitFor()
    expect(await frame.evaluate(fillInPage, job)).toBe('elsewhere')
    expect(await frame.locator('input').inputValue()).toBe('')
  })

  test('into a page that the service keeps apart from itself', async () => {
    await page.context().unroute('**/*')
    await page.context().route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': 'sandbox allow-scripts' },
        body: box,
      }),
    )
    await page.goto(`${ORIGIN}/upload`)
    expect(await page.evaluate(fillInPage, job)).toBe('elsewhere')
  })

  test.each([
    ['a password', '<label>Security code <input type="password" name="code"></label>'],
    ['what nobody sees', '<input name="otp" style="opacity: 0">'],
    ['what is hidden', '<input name="otp" type="hidden">'],
    ['what is not drawn', '<div style="display: none"><input name="otp"></div>'],
    ['what is drawn beside the page', '<input name="otp" style="position: absolute; left: -9999px">'],
    ['a point', '<input name="otp" style="width: 1px; height: 1px; padding: 0; border: 0">'],
    ['what cannot be changed', '<input name="otp" readonly>'],
    ['a form that sends it elsewhere', `<form action="https://evil.example/take">${box}</form>`],
    [
      'a form that hides where it sends it',
      `<form action="https://evil.example/take">${box}<input name="action" type="hidden"><input name="getAttribute" type="hidden"></form>`,
    ],
    [
      'a form whose button sends it elsewhere',
      `<form>${box}<button formaction="//evil.example/take">Go on</button></form>`,
    ],
    [
      'a form with a button elsewhere that sends it elsewhere',
      `<form id="f">${box}</form><button form="f" formaction="//evil.example/take">Go on</button>`,
    ],
    ['a form behind another base', `<base href="https://evil.example/"><form action="/take">${box}</form>`],
    ['a box for something else', '<label>Postal code <input name="zip"></label>'],
    ['a box for a printed code', '<label>Backup code <input name="backup_code"></label>'],
    ['a box that is too short', '<input name="otp" maxlength="4">'],
  ])('into %s', async (_, html) => {
    await open(html)
    expect(await page.evaluate(fillInPage, job)).toBe('no_box')
    expect((await typed()).replaceAll('|', '')).toBe('')
  })

  test('where two boxes could be meant, until the person has clicked into one', async () => {
    await open('<input name="otp" id="a"><input name="token" id="b">')
    expect(await page.evaluate(fillInPage, job)).toBe('several')
    expect(await typed()).toBe('|')
    await page.locator('#b').focus()
    expect(await page.evaluate(fillInPage, job)).toBe('typed')
    expect(await typed()).toBe('|123456')
  })

  test('into the box of a name, though the cursor is in it', async () => {
    await open('<input name="who" autocomplete="username">')
    await page.locator('input').focus()
    expect(await page.evaluate(fillInPage, job)).toBe('no_box')
  })

  test('before there is a code', async () => {
    await open(box)
    expect(await page.evaluate(fillInPage, { origin: ORIGIN, digits: 6, words })).toBe('ready')
    expect(await typed()).toBe('')
  })
})

describe('a code is typed', () => {
  test.each([
    [
      'into the box that says it is for one',
      '<input name="a"><input autocomplete="section-x one-time-code">',
      '|123456',
    ],
    ['into a box that is called so', '<input name="email" type="email"><input id="mfa-token">', '|123456'],
    ['into a box whose label says so', `<form action="/verify">${box}</form>`, '123456'],
    ['into a box that speaks German', '<label>Sicherheitscode <input></label>', '123456'],
    [
      'digit by digit',
      Array.from({ length: 6 }, () => '<input maxlength="1" inputmode="numeric">').join(''),
      '1|2|3|4|5|6',
    ],
  ])('%s', async (_, html, values) => {
    await open(html)
    expect(await page.evaluate(fillInPage, job)).toBe('typed')
    expect(await typed()).toBe(values)
  })

  test('where the cursor is, when nothing else says which box it is', async () => {
    await open('<input name="x"><input name="y">')
    expect(await page.evaluate(fillInPage, job)).toBe('no_box')
    await page.locator('[name=y]').focus()
    expect(await page.evaluate(fillInPage, job)).toBe('typed')
    expect(await typed()).toBe('|123456')
  })

  test('in a part of the page that a script has drawn, and the script hears of it', async () => {
    await open(`<div id="host"></div><script>
      const shadow = document.querySelector('#host').attachShadow({ mode: 'open' })
      shadow.innerHTML = '<input name="otp">'
      shadow.addEventListener('input', (event) => (document.title = event.target.value))
    </script>`)
    expect(await page.evaluate(fillInPage, job)).toBe('typed')
    expect(await page.title()).toBe('123456')
  })
})
