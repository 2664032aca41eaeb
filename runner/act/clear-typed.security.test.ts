// Attack: an admin who may not read the password of a connection takes the page over and presses the button of the service
// that shows what stands in the field.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openActing, type Acting } from '../testing/acting.ts'
import { clearTyped } from './clear-typed.ts'

let acting: Acting
beforeAll(async () => {
  acting = await openActing()
})
afterAll(() => acting.close())

const secret = 'copper meadow basket 41'
const values = (selector = 'input, textarea') =>
  acting
    .page()
    .locator(selector)
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))

test('what the machine typed stands in no field, and what somebody else typed stays', async () => {
  await acting.show(`<input type="password" value="${secret}"><input value="${secret}"><textarea>${secret}</textarea>
    <input name="user" value="wall@northwind.example"><div id="h"></div>
    <script>h.attachShadow({ mode: 'open' }).innerHTML = '<input value="${secret}">'</script>`)
  expect(await clearTyped(acting.page(), [secret])).toBe(true)
  expect(await values()).toEqual(['', '', '', 'wall@northwind.example', ''])
})

test('a password of which a part was typed is one, too', async () => {
  await acting.show('<input type="password" value="copper mea">')
  expect(await clearTyped(acting.page(), [secret])).toBe(true)
  expect(await values()).toEqual([''])
})

test('in a frame as well', async () => {
  await acting.show('<iframe src="/inner"></iframe>', {
    '/inner': `<input type="password" value="${secret}">`,
  })
  expect(await clearTyped(acting.page(), [secret])).toBe(true)
  const [, inner] = acting.page().frames()
  expect(await inner?.locator('input').inputValue()).toBe('')
})

test('a page that keeps a copy of its field hears that it is empty', async () => {
  await acting.show(`<input type="password" value="${secret}"><output></output>
    <script>const [i] = document.getElementsByTagName('input'); let kept = i.value
    i.addEventListener('input', () => { kept = i.value })
    const show = () => { document.querySelector('output').textContent = kept }</script>`)
  await clearTyped(acting.page(), [secret])
  await acting.page().evaluate('show()')
  expect(await acting.page().locator('output').textContent()).toBe('')
})

test('where nothing was typed, nothing is touched', async () => {
  await acting.show('<input type="password" value="of the browser">')
  expect(await clearTyped(acting.page(), [])).toBe(true)
  expect(await values()).toEqual(['of the browser'])
})

test('a page that gives no answer is not taken for an empty one', async () => {
  await acting.show(`<input type="password" value="${secret}">
    <script>Object.getOwnPropertyDescriptor = () => { throw new Error('not here') }</script>`)
  expect(await clearTyped(acting.page(), [secret])).toBe(false)
})
