// Attack: whoever can read the settings of a dashboard reads a password there, because somebody typed it while they showed the
// way to it. It is typed in the page, and no step and no answer to the server holds it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browsers } from '../browser/browsers.ts'
import { captureOf } from '../testing/captures.ts'
import { fakePlace } from '../testing/fake-places.ts'
import { holdHere } from '../testing/hold-here.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'

const WAIT = { timeout: 30_000, interval: 50 }
const PASSWORD = 'copper meadow basket 41'

let site: Site
let browsers: Browsers
let stop: AbortController
let held: Promise<void> | undefined

const at = (x: number, y: number) => `position:absolute;left:${x}px;top:${y}px;width:200px;height:40px`

beforeAll(async () => {
  site = await openSite({
    '/': `<!doctype html><title>Desk</title><h1>Open tickets</h1><p>Choose what you want to see of all of them.</p>
      <button id="filter-open" style="${at(20, 150)}" onclick="fetch('/pressed')">Open ones</button>
      <input aria-label="Team" style="${at(20, 200)}">
      <button style="${at(20, 250)}" onclick="secret.hidden = false">Unlock</button>
      <div id=secret hidden><input type=password aria-label="PIN" id=pin style="${at(20, 300)}" oninput="if (this.value === '${PASSWORD}') fetch('/typed')">
      <input name="password" aria-label="Shown" style="${at(20, 350)}"></div>`,
  })
})
afterAll(() => site.close())
beforeEach(async () => {
  site.asked.length = 0
  stop = new AbortController()
  browsers = await openTestBrowsers([site.place])
})
afterEach(async () => {
  stop.abort()
  await held
  await browsers.close()
})

function holdIt(fake: ReturnType<typeof fakePlace>): void {
  held = holdHere(fake, { browsers, stop: stop.signal })
}

const press = (y: number) => ({ kind: 'press', x: 100, y }) as const
const text = (text: string) => ({ kind: 'text', text }) as const

test('what is pressed and typed is kept by name and place, and a password as a reference', async () => {
  const fake = fakePlace()
  fake.want({ url: `${site.origin}/`, capture: captureOf() })
  fake.record([])
  holdIt(fake)
  await expect.poll(() => fake.recorded.length, WAIT).toBeGreaterThan(0)
  fake.record([press(170), press(220), text('Nor'), text('th'), { kind: 'key', key: 'Tab' }, press(270)])
  await expect.poll(() => fake.recorded.at(-1)?.steps.length, WAIT).toBe(4)
  fake.record([press(320), text(PASSWORD.slice(0, 5)), text(PASSWORD.slice(5)), press(370), text(PASSWORD)])
  await expect.poll(() => fake.recorded.at(-1)?.steps.length, WAIT).toBe(6)
  expect(fake.recorded.at(-1)?.steps).toEqual([
    { do: 'press', on: { selector: '#filter-open', role: 'button', name: 'Open ones', x: 100, y: 170 } },
    {
      do: 'type',
      on: { selector: 'input[aria-label="Team"]', role: 'textbox', name: 'Team' },
      text: 'North',
    },
    { do: 'key', key: 'Tab' },
    { do: 'press', on: { role: 'button', name: 'Unlock', x: 100, y: 270 } },
    { do: 'type_secret', on: { selector: '#pin' }, secret: 'password' },
    {
      do: 'type_secret',
      on: { selector: 'input[name="password"]', role: 'textbox', name: 'Shown' },
      secret: 'password',
    },
  ])
  await expect.poll(() => site.asked, WAIT).toContain('GET /typed')
  expect(site.asked).toContain('GET /pressed')
  const told = JSON.stringify([fake.recorded.map(({ steps }) => steps), fake.frames.length])
  for (const part of [PASSWORD, PASSWORD.slice(0, 5), PASSWORD.slice(5)]) expect(told).not.toContain(part)
})

test('a recording that is over shows the page no more', async () => {
  const fake = fakePlace()
  fake.want({ url: `${site.origin}/` })
  fake.record([])
  holdIt(fake)
  await expect.poll(() => fake.recorded.length, WAIT).toBeGreaterThan(0)
  fake.endRecording()
  await expect.poll(() => fake.frames.length, WAIT).toBeGreaterThan(0)
  const before = fake.recorded.length
  fake.want({ url: `${site.origin}/`, asked: 1 })
  await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(1)
  expect(fake.recorded.length - before).toBeLessThanOrEqual(1)
})
