// Attack: a page takes the place of the one for which a step types the password, as a whole or in a frame of its own; a step
// types it where it can be read; a page writes what was typed into it for all screens to see. Nothing is asked for there,
// nothing typed, and nothing shown.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import sharp from 'sharp'
import type { Browsers } from '../browser/browsers.ts'
import { captureOf, loginAt, openTestPlace } from '../testing/captures.ts'
import { dashboardId, fakePlace, type FakePlace } from '../testing/fake-places.ts'
import { holdHere } from '../testing/hold-here.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'

const WAIT = { timeout: 60_000, interval: 50 }
const PASSWORD = 'copper meadow basket 41'
const CODE = '482915'

let site: Site
let foreign: Site
let browsers: Browsers
let stop: AbortController
let held: Promise<void> | undefined

const at = (x: number, y: number) => `position:absolute;left:${x}px;top:${y}px;width:200px;height:40px`
const about =
  '<h1>Open tickets</h1><p>128 are open, and 3 of them are late; last week was as good as this one.</p>'
/** A box for a password, and be it a hidden one, makes a page a sign-in: this one comes when it is asked for, and goes. */
const boxes = `<div id=boxes><input type=password id=pin aria-label=PIN style="${at(20, 300)}">
  <input id=plain aria-label=Plain style="${at(20, 350)}"><input id=otp aria-label=Otp style="${at(20, 400)}"></div>`
/** @param after what the page does with the right password, called `value` */
const page = (after: string) => `<!doctype html><title>Desk</title>${about}
  <button id=unlock style="${at(20, 250)}">Unlock</button><template id=hidden>${boxes}</template><script>
  unlock.onclick = () => {
    document.body.append(hidden.content.cloneNode(true))
    pin.focus()
    pin.oninput = () => { if (pin.value === '${PASSWORD}') { fetch('/typed'); const { value } = pin; ${after} } }
    otp.oninput = () => { if (otp.value === '${CODE}') { fetch('/coded'); pin.remove() } }
  }</script>`

beforeAll(async () => {
  foreign = await openSite({ '/': page(''), '/open': `<!doctype html><title>Desk</title>${about}${boxes}` })
  const goes = (to: string) =>
    page('').replace('</script>', `unlock.onclick = () => location.assign('${to}')</script>`)
  site = await openSite({
    '/good': page('boxes.remove(); document.body.style.background = "#0a963c"'),
    '/writes': page('boxes.remove(); document.body.append(value)'),
    '/shows': page('pin.type = "text"'),
    '/figures': page('').replace("fetch('/coded'); pin.remove()", "boxes.textContent = '48 2915'"),
    '/labels': page('boxes.remove(); unlock.textContent = value; unlock.id = ""'),
    '/leaves': goes(`${foreign.origin}/open`),
    '/frame': `<!doctype html><title>Desk</title>${about}<iframe src="${foreign.origin}/"
      style="position:absolute;left:0;top:150px;width:600px;height:320px;border:0"></iframe>`,
  })
})
afterAll(async () => {
  await site.close()
  await foreign.close()
})
beforeEach(async () => {
  site.asked.length = 0
  foreign.asked.length = 0
  stop = new AbortController()
  browsers = await openTestBrowsers([site.place, foreign.place])
})
afterEach(async () => {
  stop.abort()
  await held
  await browsers.close()
})

function hold(): FakePlace {
  const fake = fakePlace(loginAt(`${site.origin}/`))
  fake.secrets = { password: PASSWORD, code: CODE }
  held = holdHere(fake, { browsers, stop: stop.signal })
  return fake
}

const open = { do: 'press', on: { selector: '#unlock' } } as const
const typed = (selector: string, secret: 'password' | 'code') =>
  ({ do: 'type_secret', on: { selector }, secret }) as const

/** One look at a page with these steps: `frame`, or why there is none. */
async function lookAt(fake: FakePlace, path: string, steps: object[]): Promise<string> {
  fake.want({ url: `${site.origin}${path}`, capture: captureOf({ steps }) })
  await expect.poll(() => fake.frames.length + fake.troubles.length, WAIT).toBeGreaterThan(0)
  return fake.troubles[0]?.trouble ?? 'frame'
}

test('a step types the password where the service wants it, and the picture is the page after it', async () => {
  const fake = hold()
  expect(await lookAt(fake, '/good', [open, typed('#pin', 'password')])).toBe('frame')
  expect(site.asked).toContain('GET /typed')
  expect(fake.secretsAsked).toEqual([{ secret: 'password', origin: site.origin, dashboard: dashboardId(1) }])
  expect(JSON.stringify([fake.frames, fake.recorded, fake.live])).not.toContain(PASSWORD)
})

test.each([
  ['a page that went to another origin', '/leaves'],
  ['a frame of another origin', '/frame'],
])('%s is typed nothing, and nobody is asked', async (_, path) => {
  const fake = hold()
  expect(await lookAt(fake, path, [open, typed('#pin', 'password')])).not.toBe('frame')
  expect(fake.secretsAsked).toEqual([])
  expect(foreign.asked).not.toContain('GET /typed')
})

test('a box that shows what is typed gets no password', async () => {
  const fake = hold()
  expect(await lookAt(fake, '/good', [open, typed('#plain', 'password')])).toBe('step_failed')
  expect(fake.secretsAsked).toEqual([])
})

test.each([
  ['writes it as text', '/writes', [open, typed('#pin', 'password')]],
  ['turns its box into one that shows it', '/shows', [open, typed('#pin', 'password')]],
  ['still shows the code', '/good', [open, typed('#otp', 'code')]],
])('a page that %s is in no picture', async (_, path, steps) => {
  const fake = hold()
  expect(await lookAt(fake, path, steps)).not.toBe('frame')
  expect(fake.secretsAsked).toHaveLength(1)
  expect(fake.frames).toEqual([])
})

test('digits of a code that nobody takes any more are figures of the dashboard, and a password never is', async () => {
  let ahead = 0
  const monotonic = () => performance.now() + ahead
  const askSecret = (secret: 'password' | 'code') => Promise.resolve(secret === 'code' ? CODE : PASSWORD)
  const place = await openTestPlace(browsers, loginAt(`${site.origin}/`), '1', { askSecret, monotonic })
  const look = (path: string, steps: object[]) => place.capture(`${site.origin}${path}`, { steps })
  const typesCode = [open, typed('#otp', 'code')]
  expect(await look('/figures', typesCode)).toEqual({ trouble: 'step_failed' })
  ahead = 200_000
  expect((await look('/figures', typesCode)).pixels).toBeDefined()
  const typesPassword = [open, typed('#pin', 'password')]
  expect((await look('/writes', typesPassword)).pixels).toBeUndefined()
  ahead = 86_400_000
  expect((await look('/writes', typesPassword)).pixels).toBeUndefined()
})

const press = (x: number, y: number) => ({ kind: 'press', x, y }) as const
const secret = (kind: 'password' | 'code') => ({ kind: 'secret', secret: kind }) as const

async function record(fake: FakePlace, path: string): Promise<void> {
  fake.want({ url: `${site.origin}${path}`, capture: captureOf() })
  fake.record([])
  await expect.poll(() => fake.recorded.length, WAIT).toBeGreaterThan(0)
}
const stepsOf = (fake: FakePlace) => fake.recorded.at(-1)?.steps ?? []

test('a person has it typed by its name: the step says so, and no picture and no step holds it', async () => {
  const fake = hold()
  await record(fake, '/shows')
  fake.record([press(120, 270), press(120, 320), secret('password')])
  await expect
    .poll(() => stepsOf(fake), WAIT)
    .toMatchObject([{ do: 'press' }, { do: 'type_secret', on: { selector: '#pin' }, secret: 'password' }])
  expect(site.asked).toContain('GET /typed')
  await expect.poll(() => fake.recorded.at(-1)?.picture, WAIT).toBeDefined()
  // The box shows it by now; in the picture it is one flat colour.
  const { picture = '' } = fake.recorded.findLast((one) => one.picture !== undefined) ?? {}
  const box = { left: 24, top: 304, width: 190, height: 32 }
  const { channels } = await sharp(
    await sharp(Buffer.from(picture, 'base64')).extract(box).png().toBuffer(),
  ).stats()
  for (const { min, max } of channels) expect(max - min).toBeLessThan(24)
  expect(JSON.stringify(fake.recorded.map(({ steps }) => steps))).not.toContain(PASSWORD)
})

test('what is named by the password itself is named by its place alone', async () => {
  const fake = hold()
  await record(fake, '/labels')
  fake.record([press(120, 270), press(120, 320), secret('password')])
  await expect.poll(() => stepsOf(fake).length, WAIT).toBe(2)
  fake.record([press(120, 270)])
  await expect.poll(() => stepsOf(fake).at(2), WAIT).toEqual({ do: 'press', on: { x: 120, y: 270 } })
})

test('while the way is shown, too, a frame of another origin and a box for text get none, and no step says they did', async () => {
  const fake = hold()
  await record(fake, '/frame')
  // In the frame, which begins 150 pixels below.
  fake.record([press(120, 420), press(120, 470), secret('password'), { kind: 'key', key: 'Tab' }])
  await expect.poll(() => stepsOf(fake).at(-1), WAIT).toEqual({ do: 'key', key: 'Tab' })
  expect(stepsOf(fake).some((step) => step.do === 'type_secret')).toBe(false)
  expect(fake.secretsAsked).toEqual([])
})

test('a server that refuses has the last word', async () => {
  const fake = hold()
  fake.secrets = {}
  expect(await lookAt(fake, '/good', [open, typed('#pin', 'password')])).toBe('step_failed')
  expect(site.asked).not.toContain('GET /typed')
})
