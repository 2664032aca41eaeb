// The attack: a page changes the globals and prototypes that a look at it would use, or names its elements like them, so
// that a decoy is seen as the sign-in form, a foreign frame as its own, or the look ends with an error.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { perceive } from './perceive.ts'
import { openPages, type Pages } from './testing/pages.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
})
afterAll(() => pages.close())

test('what a page overwrites changes nothing of what is seen', async () => {
  const page =
    await pages.open(`<form><input id="real"><input id="decoy" style="display: none"></form><script>
    const lie = () => { throw new Error('no') }
    for (const name of ['getAttribute', 'hasAttribute', 'getBoundingClientRect', 'checkVisibility', 'matches', 'closest', 'querySelector', 'querySelectorAll'])
      Element.prototype[name] = lie
    Object.defineProperty(Node.prototype, 'firstChild', { get: () => null })
    Object.defineProperty(HTMLInputElement.prototype, 'type', { get: () => 'password' })
    Object.defineProperty(window, 'origin', { get: () => 'https://bank.example' })
    Document.prototype.querySelectorAll = lie; Document.prototype.createElement = lie
    window.getComputedStyle = lie; window.JSON = { stringify: lie, parse: lie }; Array.prototype.map = lie
    window.Map = lie; window.Element = lie; decodeURIComponent = lie
  </script>`)
  const { perception, elementOf } = await perceive(page, ['#real', '#decoy'])
  const [frame] = perception.frames
  expect(frame?.origin).toBe(pages.site)
  expect(frame?.controls.map((one) => [one.id, one.type, one.isVisible])).toEqual([
    ['real', 'text', true],
    ['decoy', 'text', false],
  ])
  expect(frame?.marks.map((mark) => mark.selector)).toEqual(['#real'])
  const ref = frame?.controls[0]?.ref
  expect(ref === undefined ? undefined : await elementOf(ref)).toBeDefined()
})

test('elements named like properties of their form or document hide nothing', async () => {
  const page =
    await pages.open(`<img name="querySelectorAll"><img name="documentElement"><img name="createElement">
    <form id="login" action="/in"><input name="id" id="a"><input name="getAttribute"><input name="action">
    <input name="firstChild"><input name="childNodes"><input name="shadowRoot"><input name="parentNode">
    <input name="getBoundingClientRect"><input name="checkVisibility"><input name="closest"></form>`)
  const { perception } = await perceive(page, ['#a'])
  expect(perception.frames[0]?.forms).toMatchObject([{ id: 'login', action: '/in', isVisible: true }])
  expect(perception.frames[0]?.controls.filter((one) => one.isVisible)).toHaveLength(10)
  expect(perception.frames[0]?.marks).toHaveLength(1)
})

test('the look leaves nothing that the page could find', async () => {
  const page = await pages.open(`<input id="a"><script>
    window.changes = 0
    new MutationObserver((list) => { window.changes += list.length }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    window.before = Object.getOwnPropertyNames(window).length</script>`)
  await perceive(page, ['#a'])
  expect(await page.evaluate('window.changes')).toBe(0)
  expect(await page.evaluate('Object.getOwnPropertyNames(window).length - window.before - 1')).toBe(0)
})
