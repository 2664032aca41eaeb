// Attack: somebody who may watch a sign-in, or who finds its record, reads the password or the code off a picture. Two
// sign-ins with different secrets have to give the very same picture.
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openActing, type Acting } from '../testing/acting.ts'
import { takePicture } from './picture.ts'

let acting: Acting
beforeAll(async () => {
  acting = await openActing()
})
afterAll(() => acting.close())

/** The picture of a page in which each % is the secret. */
async function pictureOf(html: string, secret: string, frames: Record<string, string> = {}): Promise<Buffer> {
  const write = (text: string) => text.replaceAll('%', secret)
  await acting.show(
    write(html),
    Object.fromEntries(Object.entries(frames).map(([path, text]) => [path, write(text)])),
  )
  const picture = await takePicture(acting.page(), [secret])
  if (picture === undefined) throw new Error('no picture was taken')
  return picture
}

const big = 'style="font:40px monospace;width:500px;height:60px;display:block"'

describe('139: a secret is in a picture', () => {
  test.each([
    ['a field', `<input ${big} value="%">`],
    ['a password', `<input ${big} type="password" value="%">`],
    ['a text area', `<textarea ${big}>%</textarea>`],
    ['an editable element', `<div contenteditable ${big}><b>%</b></div>`],
    ['text of the page', `<p style="font:40px monospace">Your code is %, thanks</p>`],
    [
      'digits one by one',
      `<p style="font:40px monospace"><i>%</i></p><script>
      const i = document.querySelector('i'); i.innerHTML = [...i.textContent].map((c) => '<b>' + c + '</b> ').join('')</script>`,
    ],
    [
      'a field that the page insists on showing',
      `<style>input#p#p#p { color: red !important; -webkit-text-fill-color: red !important }</style><input id="p" ${big} value="%">`,
    ],
    [
      'a field in a shadow root',
      `<div id="h"></div><script>h.attachShadow({mode:'open'}).innerHTML = '<input ${big} value="%">'</script>`,
    ],
  ])('139: %s', async (_, html) => {
    const one = await pictureOf(`<h1>Sign in</h1>${html}`, '123456')
    const other = await pictureOf(`<h1>Sign in</h1>${html}`, '987018')
    expect(one.equals(other)).toBe(true)
    expect(await isSeenIn(one)).toBe(true)
  })

  test.each(['', 'http://localhost'])('139: in a frame %s', async (site) => {
    const src = site === '' ? '/inner' : `${site}:${acting.site.port}/inner`
    const html = `<h1>Sign in</h1><iframe src="${src}" width="600" height="200" style="border:7px solid;padding:5px"></iframe>`
    const frames = { '/inner': `<input ${big} value="%"><p style="font:40px monospace">%</p>` }
    const one = await pictureOf(html, '123456', frames)
    const other = await pictureOf(html, '987018', frames)
    expect(one.equals(other)).toBe(true)
  })

  test('139: while the page moves', async () => {
    const html = `<div style="animation: go 0.3s infinite alternate linear"><input ${big} value="%"></div><style>@keyframes go { to { transform: translateY(300px) } }</style>`
    const picture = await pictureOf(html, '1111111111111111')
    // Dark letters would be there wherever the field was in the moment of the picture.
    expect(await darkPixels(picture)).toBe(0)
  })
})

test('what is no secret is in the picture', async () => {
  const one = await pictureOf('<h1>Wrong password</h1><input type="submit" value="Sign in">', '123456')
  const other = await pictureOf('<h1>Account locked</h1><input type="submit" value="Sign in">', '123456')
  expect(one.equals(other)).toBe(false)
})

test('a page that watches its document hears nothing of a picture, and is as it was', async () => {
  await acting.show(`<div id="h"></div><input value="123456"><script>
    h.attachShadow({ mode: 'open' }).innerHTML = '<input value="123456">'
    heard = 0
    const look = new MutationObserver(() => heard++)
    for (const root of [document, h.shadowRoot])
      look.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })</script>`)
  const pictures = [1, 2].map(() => takePicture(acting.page(), ['123456']))
  for (const picture of await Promise.all(pictures)) expect(picture).toBeDefined()
  const left = await acting.page().evaluate(() => {
    const roots = [document, document.querySelector('#h')?.shadowRoot]
    const sheets = roots.map((root) => root?.adoptedStyleSheets.length)
    return {
      heard: (globalThis as { heard?: number }).heard,
      sheets,
      style: document.querySelector('input')?.style.cssText,
    }
  })
  expect(left).toEqual({ heard: 0, sheets: [0, 0], style: '' })
})

test('a page of which nothing can be said gives no picture', async () => {
  await acting.page().close()
  expect(await takePicture(acting.page(), ['123456'])).toBeUndefined()
})

/** The heading is there: the picture is not simply empty. */
async function isSeenIn(picture: Buffer): Promise<boolean> {
  return (await darkPixels(picture)) > 50
}

async function darkPixels(picture: Buffer): Promise<number> {
  const { data } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  return data.filter((pixel) => pixel < 60).length
}
