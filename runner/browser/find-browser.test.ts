// Which browser is taken: the one that was named, the one that came along with the packages, one that runs elsewhere.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowserElsewhere } from '../testing/browser-elsewhere.ts'
import { openSite, type Site } from '../testing/site.ts'
import { findTestBrowser, openTestBrowsers } from '../testing/test-browsers.ts'
import { BrowserError } from './browser-error.ts'
import { findBrowser } from './find-browser.ts'
import { unpackBrowser } from './unpack-browser.ts'

const hasPackage = process.platform === 'linux' && process.arch === 'x64'
const say = () => {}

let folder: string
let site: Site

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  chmodSync(folder, 0o755)
  site = await openSite({ '/': '<title>hello</title><p style="font-size:40px">Hello</p>' })
})

afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the one that was named', () => {
  it('is taken, and nothing else in its place', async () => {
    const found = await findTestBrowser()
    if (found.kind !== 'program') throw new Error('this test starts its browser')
    expect(await findBrowser({ named: found.path, unpackTo: folder, say })).toEqual(found)
    const wrong = findBrowser({ named: '/bin/true', unpackTo: folder, say })
    await expect(wrong).rejects.toThrow(BrowserError)
    await expect(wrong).rejects.toThrow('COUNTERSIGN_BROWSER is "/bin/true"')
  })

  it.each(['ws://browser:3000/devtools', 'https://browser.example/?token=x'])(
    'may be an address: %s',
    async (address) => {
      expect(await findBrowser({ named: address, unpackTo: folder, say })).toEqual({
        kind: 'remote',
        address,
      })
    },
  )
})

it.runIf(hasPackage)('the one that came along is unpacked once, and starts in its sandbox', async () => {
  const said: string[] = []
  const path = await unpackBrowser(folder, (sentence) => said.push(sentence))
  expect(await unpackBrowser(folder, (sentence) => said.push(sentence))).toBe(path)
  expect(said).toHaveLength(1)
  const browsers = await openTestBrowsers([site.place], {
    find: () => Promise.resolve({ kind: 'program', path: path ?? '' }),
  })
  const { page } = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
  await page.goto(`${site.origin}/`)
  expect(await page.title()).toBe('hello')
  expect((await page.screenshot()).length).toBeGreaterThan(0)
  await browsers.close()
})

it('one that runs elsewhere is driven over the network, through our proxy all the same', async () => {
  const inside = await openSite({ '/': 'inside' })
  const remote = await startBrowserElsewhere(join(folder, 'remote'))
  try {
    const browsers = await openTestBrowsers([site.place], {
      find: () => Promise.resolve({ kind: 'remote', address: remote.address }),
    })
    const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
    await connection.page.goto(`${site.origin}/`)
    expect(await connection.page.title()).toBe('hello')
    const refused = await connection.page.goto(`${inside.origin}/`)
    expect(refused?.status()).toBe(403)
    expect(inside.asked).toEqual([])
    await browsers.close()
    expect(remote.isThere()).toBe(true)
  } finally {
    remote.kill()
    await inside.close()
  }
})

it('one that runs elsewhere and is not there is told without what may stand in its address', async () => {
  const address = 'ws://127.0.0.1:1/?token=canary'
  const opening = openTestBrowsers([], { find: () => Promise.resolve({ kind: 'remote', address }) })
  await expect(opening).rejects.toThrow('The browser at 127.0.0.1:1 cannot be reached.')
  await expect(opening).rejects.not.toThrow('canary')
})
