// What is seen of pages, in a real Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { perceive } from './perceive.ts'
import type { PerceivedControl, Perception } from './perception.ts'
import { openPages, type Pages } from './testing/pages.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
})
afterAll(() => pages.close())

async function see(html: string, more?: Parameters<Pages['open']>[1]): Promise<Perception> {
  const page = await pages.open(html, more)
  try {
    return (await perceive(page, [])).perception
  } finally {
    await page.context().close()
  }
}

function control(perception: Perception, id: string): PerceivedControl {
  const found = perception.frames.flatMap((frame) => frame.controls).find((one) => one.id === id)
  if (found === undefined) throw new Error(`${id} was not perceived`)
  return found
}

test('a form with its fields, labels and words', async () => {
  const perception = await see(`<!doctype html><html lang="en"><title>Sign in · Example</title>
    <h1>Welcome back</h1>
    <form id="login" action="/session?token=abc" method="post">
      <h2>Sign in</h2>
      <label for="who">Email address</label><input id="who" name="user[email]" type="email" autocomplete="Username">
      <p>Your password</p><input id="pw" type="password" placeholder="At least 8" maxlength="64">
      <label><input id="stay" type="checkbox" checked> Keep me signed in</label>
      <button id="go" class="btn primary">Go on</button>
    </form><a id="lost" href="/forgot?x=1">Forgot it?</a>`)
  expect(perception).toMatchObject({
    url: `${pages.site}/`,
    origin: pages.site,
    title: 'Sign in · Example',
    status: 200,
  })
  const [frame] = perception.frames
  expect(frame).toMatchObject({
    isMain: true,
    isVisible: true,
    language: 'en',
    headings: ['Welcome back', 'Sign in'],
  })
  expect(frame?.text).toContain('Welcome back Sign in Email address Your password Keep me signed in')
  expect(frame?.forms).toMatchObject([
    { id: 'login', action: '/session', method: 'post', headings: ['Sign in'], headingBefore: 'Welcome back' },
  ])
  expect(control(perception, 'who')).toMatchObject({
    form: 0,
    tag: 'input',
    type: 'email',
    name: 'user[email]',
    autocomplete: 'username',
    label: 'Email address',
    isVisible: true,
    isFilled: false,
  })
  expect(control(perception, 'pw')).toMatchObject({
    nearby: 'Your password',
    placeholder: 'At least 8',
    maxLength: 64,
  })
  expect(control(perception, 'stay')).toMatchObject({ label: 'Keep me signed in', isChecked: true })
  expect(control(perception, 'go')).toMatchObject({ type: 'submit', label: 'Go on', hints: 'btn primary' })
  expect(control(perception, 'lost')).toMatchObject({ tag: 'a', href: '/forgot' })
})

test('no value of a field, whatever kind of field it is', async () => {
  const secret = 'CANARY-7731'
  const perception = await see(`<input value="${secret}" id="a"><input type="password" value="${secret}">
    <textarea>${secret}</textarea><select><option>${secret}</option></select><input type="hidden" value="${secret}">
    <div contenteditable>${secret}</div><div role="textbox">${secret}</div>
    <label>Name <textarea>${secret}</textarea></label><input type="tel" value="${secret}"><input type="submit" value="Send">`)
  expect(JSON.stringify(perception)).not.toContain(secret)
  expect(control(perception, 'a').isFilled).toBe(true)
  expect(perception.frames[0]?.controls.find((one) => one.type === 'submit')?.label).toBe('Send')
})

test('what a person cannot see is not visible', async () => {
  const perception =
    await see(`<style>.off { position: absolute; left: -9999px } .sr { position: absolute; width: 1px;
      height: 1px; overflow: hidden; clip: rect(0 0 0 0) }</style>
    <input id="seen">
    <input id="none" style="display: none"><div style="display: none"><input id="inside-none"></div>
    <div style="opacity: 0"><input id="transparent"></div><input id="hidden" style="visibility: hidden">
    <input id="off" class="off"><div class="sr"><input id="clipped"></div>
    <div style="height: 0; overflow: hidden"><input id="folded"></div>
    <input id="shrunk" style="transform: scale(0)"><input id="dot" style="width: 1px; height: 1px; padding: 0; border: 0">
    <div style="clip-path: inset(50%)"><input id="cut"></div>
    <div style="height: 40px; overflow: auto"><div style="height: 400px"></div><input id="scrolled"></div>
    <div style="height: 3000px"></div><input id="below">`)
  const visible = perception.frames[0]?.controls.filter((one) => one.isVisible).map((one) => one.id)
  expect(visible).toEqual(['seen', 'scrolled', 'below'])
})

test('what lies under something else is covered, and a label that floats over its field covers nothing', async () => {
  const perception = await see(`<div style="position: relative"><input id="floating">
      <label for="floating" style="position: absolute; left: 8px; top: 2px">Name</label></div>
    <div style="position: relative; width: 300px; height: 40px">
      <input id="below" style="position: absolute; left: 0; top: 0; width: 300px; height: 40px">
      <input id="above" style="position: absolute; left: 0; top: 0; width: 300px; height: 40px"></div>
    <input id="behind" style="position: absolute; top: 400px; left: 100px">
    <div style="position: fixed; top: 350px; left: 0; width: 800px; height: 300px; background: white">We use cookies</div>`)
  expect(control(perception, 'floating')).toMatchObject({ isVisible: true })
  expect(control(perception, 'below')).toMatchObject({ isVisible: false, isCovered: true })
  expect(control(perception, 'above')).toMatchObject({ isVisible: true })
  expect(control(perception, 'behind')).toMatchObject({ isVisible: false, isCovered: true })
})

test('a tick box that its label draws is seen', async () => {
  const perception = await see(`<input id="stay" type="checkbox" style="opacity: 0; position: absolute">
    <label for="stay">Stay signed in</label>`)
  expect(control(perception, 'stay')).toMatchObject({
    isVisible: true,
    label: 'Stay signed in',
    isChecked: false,
  })
})

test('open shadow roots, with what is slotted into them', async () => {
  const page =
    await pages.open(`<form><login-box><span slot="head">Sign in here</span></login-box></form><script>
    customElements.define('login-box', class extends HTMLElement {
      constructor() {
        super()
        const root = this.attachShadow({ mode: 'open' })
        root.innerHTML = '<h2><slot name="head"></slot></h2><label for="u">Username</label><input id="u"><inner-box></inner-box>'
      }
    })
    customElements.define('inner-box', class extends HTMLElement {
      constructor() {
        super()
        this.attachShadow({ mode: 'open' }).innerHTML = '<span id="l">Passphrase</span><input id="p" type="password" aria-labelledby="l">'
      }
    })</script>`)
  const { perception, elementOf } = await perceive(page, ['#p'])
  expect(control(perception, 'u')).toMatchObject({ form: 0, label: 'Username', isVisible: true })
  expect(control(perception, 'p')).toMatchObject({ form: 0, label: 'Passphrase', isVisible: true })
  expect(perception.frames[0]?.headings).toEqual(['Sign in here'])
  expect(perception.frames[0]?.text).toBe('Sign in here Username Passphrase')
  const [mark] = perception.frames[0]?.marks ?? []
  const handle = mark === undefined ? undefined : await elementOf(mark.ref)
  await handle?.fill('typed')
  expect(await page.locator('#p').inputValue()).toBe('typed')
})

test('frames with the origin that the browser gives them, in whatever depth', async () => {
  const page = await pages.open(
    `<iframe src="${pages.otherSite}/other" width="400" height="300"></iframe>
     <iframe src="/own" width="400" height="300" hidden></iframe>
     <iframe src="/own" width="1" height="1"></iframe>
     <iframe sandbox="allow-scripts" src="/own" width="400" height="100"></iframe>
     <iframe srcdoc="<input id=doc>" width="400" height="100"></iframe>`,
    {
      paths: {
        '/other': `<input id="foreign"><iframe src="${pages.site}/own" width="300" height="200"></iframe>`,
        '/own': '<input id="own">',
      },
    },
  )
  const { perception, elementOf } = await perceive(page, [])
  const [, ...frames] = perception.frames
  const facts = frames.map((frame) => [frame.origin, frame.url, frame.isVisible, frame.controls[0]?.id])
  const expected = [
    [pages.otherSite, `${pages.otherSite}/other`, true, 'foreign'],
    [pages.site, `${pages.site}/own`, false, 'own'],
    [pages.site, `${pages.site}/own`, false, 'own'],
    ['null', `${pages.site}/own`, true, 'own'],
    [pages.site, 'about:srcdoc', true, 'doc'],
    [pages.site, `${pages.site}/own`, true, 'own'],
  ]
  expect(facts).toHaveLength(expected.length)
  expect(facts).toEqual(expect.arrayContaining(expected))
  for (const frame of frames.filter((one) => one.isVisible)) {
    const ref = frame.controls[0]?.ref
    const handle = ref === undefined ? undefined : await elementOf(ref)
    await handle?.fill('x')
    expect(await handle?.inputValue()).toBe('x')
  }
})

test('marks are what a person sees of the selectors that were asked for', async () => {
  const page = await pages.open(
    '<p id="error" hidden>Wrong</p><p class="note">Stay?</p><p class="note">Stay!</p>',
  )
  const { perception, elementOf } = await perceive(page, ['#error', '.note', '#not-there', ':::broken'])
  expect(perception.frames[0]?.marks.map((mark) => mark.selector)).toEqual(['.note'])
  const ref = perception.frames[0]?.marks[0]?.ref
  expect(ref && (await (await elementOf(ref))?.textContent())).toBe('Stay?')
})

test('with the scripts of pages switched off', async () => {
  const perception = await see('<input id="a"><noscript><input id="b"></noscript>', {
    options: { javaScriptEnabled: false },
  })
  expect(perception.frames[0]?.controls.map((one) => one.id)).toEqual(['a', 'b'])
})

test('an element of a page that was left is no element', async () => {
  const page = await pages.open('<input id="a">', { paths: { '/next': '<input id="a">' } })
  const { perception, elementOf } = await perceive(page, [])
  await page.goto(`${pages.site}/next`)
  expect(await elementOf(control(perception, 'a').ref)).toBeUndefined()
})

test('nor is one of a page that is left at this very moment', async () => {
  const page = await pages.open('<input id="a">', { paths: { '/next': '<input id="a">' } })
  for (let round = 0; round < 15; round += 1) {
    const { perception, elementOf } = await perceive(page, [])
    const going = page.goto(`${pages.site}/next?${round}`)
    const { ref } = control(perception, 'a')
    // Still there, or gone: whoever asks gets one of both, and no error.
    await Promise.all(Array.from({ length: 60 }, () => elementOf(ref)))
    await going
    expect(await elementOf(ref)).toBeUndefined()
  }
})

test('a frame that goes away in the middle is left out', async () => {
  const page = await pages.open(
    `<input id="main"><script>
      const add = () => { const frame = document.createElement('iframe'); frame.src = '/own'; document.body.append(frame)
        frame.onload = () => { frame.remove(); add() } }
      addEventListener('load', () => { for (let i = 0; i < 5; i++) add() })</script>`,
    { paths: { '/own': '<input id="own">' } },
  )
  for (let look = 0; look < 5; look++) {
    const { perception } = await perceive(page, [])
    expect(perception.frames[0]?.controls.map((one) => one.id)).toEqual(['main'])
  }
})

test('a mark of a field is the field itself, by every selector that meets it', async () => {
  const page = await pages.open('<label>Code <input id="code" name="otc"></label>')
  const { perception } = await perceive(page, ['#code', '[name=otc]'])
  const { ref } = control(perception, 'code')
  expect(perception.frames[0]?.marks.map((mark) => mark.ref)).toEqual([ref, ref])
  await page.context().close()
})

test('a page that goes on under the look is looked at where it arrives', async () => {
  const page = await pages.open('<script>setTimeout(() => location.href = "/next")</script>', {
    paths: { '/next': '<input id="arrived">' },
  })
  await page.waitForURL('**/next', { waitUntil: 'commit' })
  const { perception } = await perceive(page, [])
  expect(control(perception, 'arrived').isVisible).toBe(true)
})

test('a huge page is cut, and its form is still there', async () => {
  const perception = await see(`<form><input id="first" type="password"></form>
    <script>document.body.insertAdjacentHTML('beforeend', '<p>word <a href="#">link</a> <input></p>'.repeat(8000))</script>`)
  expect(control(perception, 'first').isVisible).toBe(true)
  expect(perception.frames[0]?.text.length).toBeLessThanOrEqual(20_000)
  expect(perception.frames[0]?.controls.length).toBeLessThanOrEqual(1400)
})

test('a code box for each digit', async () => {
  const perception = await see(
    `<h1>Enter the code</h1><form>${'<input maxlength="1" inputmode="numeric">'.repeat(6)}</form>`,
  )
  const boxes = perception.frames[0]?.controls ?? []
  expect(boxes.map((box) => [box.maxLength, box.inputMode, box.isVisible])).toEqual(
    Array.from({ length: 6 }, () => [1, 'numeric', true]),
  )
  expect(boxes.map((box) => box.box.x)).toEqual(boxes.map((box) => box.box.x).toSorted((a, b) => a - b))
  expect(new Set(boxes.map((box) => box.box.y)).size).toBe(1)
})
