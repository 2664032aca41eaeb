// Attack: the page behind a login is malicious, or was taken over. It eats memory or the processor, opens windows and
// dialogs, downloads files, asks for the camera; and the pages of others, of the same organization and of another one, go
// on as if nothing were.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { Browsers } from './browsers.ts'
import type { OpenConnection } from './open-connection.ts'

const isLinux = process.platform === 'linux'

let site: Site
let browsers: Browsers
let bad: OpenConnection
let neighbour: OpenConnection

beforeAll(async () => {
  site = await openSite({
    '/': '<title>fine</title><h1>fine</h1>',
    '/download': (_, answer) =>
      answer
        .writeHead(200, {
          'content-type': 'application/octet-stream',
          'content-disposition': 'attachment; filename=x.exe',
        })
        .end('MZ'),
    '/worker.js': 'for (;;) {}',
    '/cookie': (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'who=the-first' }).end('x'),
    '/echo': (request, answer) => answer.end(`cookies: ${request.headers.cookie ?? 'none'}`),
  })
  browsers = await openTestBrowsers([site.place], {
    scriptHeapMegabytes: 128,
    emptyBrowserMs: 100,
    pageLimits: {
      lookEveryMs: 200,
      answerWithinMs: 20_000,
      // Long enough that what a page takes to open, on a slow machine, is no such share of it.
      busyForMs: 6_000,
      busyShare: 0.3,
      memoryMegabytes: 600,
    },
  })
})

beforeEach(async () => {
  neighbour = await browsers.openConnection({ organizationId: 'a', connectionId: 'neighbour' })
  await neighbour.page.goto(`${site.origin}/`)
})

afterAll(async () => {
  await browsers.close()
  await site.close()
})

async function openBad(followsWindows = false): Promise<void> {
  bad = await browsers.openConnection({ organizationId: 'a', connectionId: 'bad', followsWindows })
  await bad.page.goto(`${site.origin}/`)
}

afterEach(async () => {
  await bad.close()
  const title = await Promise.race([neighbour.whenEnded, neighbour.page.title()])
  await neighbour.close()
  expect(title).toBe('fine')
})

describe('143: a page takes the machine for itself', () => {
  test('143: its script fills its heap', async () => {
    await openBad()
    const filling = bad.page.evaluate(() => {
      const kept: unknown[] = []
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })))
    })
    await expect(filling).rejects.toThrow()
    expect(await bad.whenEnded).toBe('page_ended')
    expect(bad.isAlive()).toBe(false)
  })

  test.runIf(isLinux)('143: it fills memory beside its heap', async () => {
    await openBad()
    const filling = bad.page.evaluate(async () => {
      const kept: Uint8Array[] = []
      for (;;) {
        kept.push(new Uint8Array(32 * 1024 * 1024).fill(kept.length + 1))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })
    await expect(filling).rejects.toThrow()
    expect(await bad.whenEnded).toBe('page_ended')
  })

  test('143: it never answers again', async () => {
    await openBad()
    const looping = bad.page.evaluate(() => {
      for (;;);
    })
    await expect(looping).rejects.toThrow()
    expect(await bad.whenEnded).toBe('page_ended')
  })

  test.runIf(isLinux)('143: a worker of it computes for somebody else', async () => {
    await openBad()
    await bad.page.evaluate(() => {
      for (let count = 0; count < 4; count++) new Worker('/worker.js')
    })
    expect(await bad.whenEnded).toBe('page_ended')
  })
})

describe('143: a page asks a person who is not there', () => {
  test('143: by dialogs, one after the other', async () => {
    await openBad()
    const answers = await bad.page.evaluate(() => {
      for (let count = 0; count < 20; count++) alert('look')
      return [confirm('sure?'), prompt('password?')]
    })
    expect(answers).toEqual([false, null])
  })

  test('143: not to be left', async () => {
    await openBad()
    await bad.page.evaluate(() => {
      addEventListener('beforeunload', (event) => event.preventDefault())
    })
    await bad.page.mouse.click(5, 5)
    await bad.page.goto(`${site.origin}/?left`)
    expect(bad.page.url()).toBe(`${site.origin}/?left`)
  })

  test('143: for permissions, a passkey, a file', async () => {
    await openBad()
    await bad.page.setContent('<input type="file" id="file"><p>text</p>')
    await bad.page.click('#file')
    const answers = await bad.page.evaluate(async () => {
      const name = (error: unknown) => (error instanceof Error ? error.name : String(error))
      const named = (asked: Promise<unknown> | undefined) =>
        asked === undefined ? 'not there' : asked.then(() => 'given', name)
      return {
        camera: await named(navigator.mediaDevices?.getUserMedia({ video: true })),
        clipboard: await named(navigator.clipboard?.readText()),
        notifications: await Notification.requestPermission(),
        passkeys: typeof Reflect.get(window, 'PublicKeyCredential'),
        place: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            () => resolve('refused'),
          ),
        ),
        file: document.querySelector<HTMLInputElement>('#file')?.files?.length,
      }
    })
    expect(answers).toMatchObject({
      notifications: 'denied',
      passkeys: 'undefined',
      place: 'refused',
      file: 0,
    })
    expect(answers.camera).not.toBe('given')
    expect(answers.clipboard).not.toBe('given')
  })
})

describe('143: a page opens and stores things', () => {
  test('143: a download is not taken', async () => {
    await openBad()
    const offered = bad.page.waitForEvent('download')
    await bad.page.evaluate(() => {
      location.href = '/download'
    })
    const download = await offered
    expect(await download.failure()).not.toBeNull()
    await expect(download.path()).rejects.toThrow()
  })

  test('143: windows are closed', async () => {
    await openBad()
    const opened = bad.context.waitForEvent('page')
    await bad.page.setContent('<button onclick="for (let i = 0; i < 5; i++) window.open(\'/\')">Go</button>')
    await bad.page.click('button')
    const window = await opened
    if (!window.isClosed()) await window.waitForEvent('close')
    await expect.poll(() => bad.context.pages().length).toBe(1)
    expect(bad.activePage()).toBe(bad.page)
  })

  test('a sign-in window is followed where the service has one, and the page again when it closes', async () => {
    await openBad(true)
    const opened = bad.context.waitForEvent('page')
    await bad.page.setContent('<button onclick="window.open(\'/\')">Go</button>')
    await bad.page.click('button')
    const window = await opened
    await expect.poll(() => bad.activePage()).toBe(window)
    await window.close()
    await expect.poll(() => bad.activePage()).toBe(bad.page)
  })
})

test('144: two organizations at the same site know nothing of one another, and share no process', async () => {
  await openBad()
  await bad.page.goto(`${site.origin}/cookie`)
  await bad.page.evaluate(() => localStorage.setItem('who', 'the first'))
  const other = await browsers.openConnection({ organizationId: 'b', connectionId: '1' })
  const sister = await browsers.openConnection({ organizationId: 'a', connectionId: '2' })
  for (const { page } of [other, sister]) {
    await page.goto(`${site.origin}/echo`)
    expect(await page.textContent('body')).toBe('cookies: none')
    expect(await page.evaluate(() => localStorage.getItem('who'))).toBeNull()
  }
  expect(browsers.count()).toMatchObject({ browsers: 2 })
  expect(other.context.browser()).not.toBe(bad.context.browser())
  expect(sister.context.browser()).toBe(bad.context.browser())
  await sister.close()
  await other.close()
  await expect.poll(() => browsers.count().browsers).toBe(1)
})

test('144: what a connection left behind is gone when it is opened again without its session', async () => {
  await openBad()
  await bad.page.goto(`${site.origin}/cookie`)
  await bad.close()
  await openBad()
  await bad.page.goto(`${site.origin}/echo`)
  expect(await bad.page.textContent('body')).toBe('cookies: none')
})

test('143: a browser that ends takes its own connections along and no other, and is started again after a pause', async () => {
  await openBad()
  let now = Date.now()
  const apart = await openTestBrowsers([site.place], { clock: () => new Date(now) })
  const first = await apart.openConnection({ organizationId: 'a', connectionId: '1' })
  const other = await apart.openConnection({ organizationId: 'b', connectionId: '1' })
  const devtools = await first.context.browser()?.newBrowserCDPSession()
  await devtools?.send('Browser.crash').catch(() => {})
  expect(await first.whenEnded).toBe('browser_ended')
  expect(first.isAlive()).toBe(false)
  expect(other.isAlive()).toBe(true)
  await expect.poll(() => apart.count().browsers, { timeout: 10_000 }).toBe(1)
  await expect(apart.openConnection({ organizationId: 'a', connectionId: '1' })).rejects.toMatchObject({
    code: 'resting',
  })
  now += 2_000
  const again = await apart.openConnection({ organizationId: 'a', connectionId: '1' })
  expect(again.isAlive()).toBe(true)
  await apart.close()
})
