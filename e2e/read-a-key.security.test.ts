// What the extension takes for the key of an authenticator on a page: what a person sees there, and nothing that is typed
// or kept out of sight.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findKeyInPage } from '../extension/connect/find-key-in-page.ts'
import { openPageForEachTest } from './page-for-each-test.ts'

let page: Page

openPageForEachTest((opened) => (page = opened))

const KEY = 'JBSWY3DPEHPK3PXP'
const LINK = `otpauth://totp/Wall?secret=${KEY}`

test.each([
  ['a password that looks like a key', `<input type="password" value="${KEY}">`],
  ['what a form carries along unseen', `<input type="hidden" value="${KEY}">`],
  ['a text that is not drawn', `<p style="display: none">${KEY}</p>`],
  ['a text in what is not drawn', `<div hidden><input value="${KEY}"></div>`],
  ['a text that is hidden', `<p style="visibility: hidden">${KEY}</p>`],
  ['a text without colour', `<p style="opacity: 0">${KEY}</p>`],
  ['a link that is not drawn', `<a hidden href="${LINK}">Open in your app</a>`],
])('%s is not read', async (_, html) => {
  await page.setContent(html)
  expect(await page.evaluate(findKeyInPage)).toMatchObject({ links: [], texts: [] })
})

test.each([
  ['a text', `<p>${KEY}</p>`, { texts: [KEY] }],
  ['a box to copy from', `<input readonly value="${KEY}">`, { texts: [KEY] }],
  ['a link', `<a href="${LINK}">Open in your app</a>`, { links: [LINK] }],
])('%s is read', async (_, html, found) => {
  await page.setContent(html)
  expect(await page.evaluate(findKeyInPage)).toMatchObject(found)
})
