// The attack: the page that the extension asks for a passkey in is not one of the Countersign any more, or is in somebody's
// frame, at the moment when it is asked. A real page, in which asking is written down.
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { askInPage, type PasskeyJob } from '../extension/passkeys/ask-in-page.ts'
import { openPageForEachTest } from './page-for-each-test.ts'

const ORIGIN = 'https://login.northwind.example'

const prove: PasskeyJob = {
  origin: ORIGIN,
  what: 'prove',
  options: {
    challenge: 'Y2hhbGxlbmdl',
    rpId: 'login.northwind.example',
    timeout: 300_000,
    userVerification: 'required',
    allowCredentials: [{ type: 'public-key', id: '-_8', transports: ['internal'] }],
  },
}

let page: Page

openPageForEachTest((opened) => (page = opened))
beforeEach(async () => {
  await page
    .context()
    .route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Here</h1>' }))
})

/** What the page was asked, in place of the browser; it answers as a person who cancels. */
async function writeDown(inside: Pick<Page, 'evaluate'> = page): Promise<() => Promise<unknown[]>> {
  await inside.evaluate(() => {
    const asked: unknown[] = []
    Object.assign(window, { asked })
    const listen = (options: unknown) => {
      asked.push(options)
      return Promise.reject(new DOMException('No.', 'NotAllowedError'))
    }
    Object.defineProperty(navigator, 'credentials', { value: { get: listen, create: listen } })
  })
  return () => inside.evaluate(() => (window as unknown as { asked: unknown[] }).asked)
}

describe('84: no passkey is asked for', () => {
  test.each([
    ['at a longer name', 'https://login.northwind.example.evil.example/passkey-window'],
    ['at a host below it', 'https://wiki.login.northwind.example/passkey-window'],
    ['at the host above it', 'https://northwind.example/passkey-window'],
    ['without TLS', 'http://login.northwind.example/passkey-window'],
    ['at another port', 'https://login.northwind.example:8443/passkey-window'],
  ])('%s', async (_, url) => {
    await page.goto(url)
    const asked = await writeDown()
    expect(await page.evaluate(askInPage, prove)).toEqual({ failure: 'elsewhere' })
    expect(await asked()).toEqual([])
  })

  test('in somebody’s frame', async () => {
    await page.goto('https://evil.example/')
    await page.setContent(`<iframe src="${ORIGIN}/passkey-window"></iframe>`)
    const frame = page.frames()[1]
    if (frame === undefined) throw new Error('There is no frame.')
    await frame.getByText('Here').waitFor()
    const asked = await writeDown(frame)
    expect(await frame.evaluate(askInPage, prove)).toEqual({ failure: 'elsewhere' })
    expect(await asked()).toEqual([])
  })
})

test('at its own origin the browser is asked what the server asks, in bytes', async () => {
  await page.goto(`${ORIGIN}/passkey-window`)
  const asked = await writeDown()
  expect(await page.evaluate(askInPage, prove)).toEqual({ failure: 'cancelled' })
  const bytes = await page.evaluate(() => {
    const [{ publicKey }] = (
      window as unknown as { asked: [{ publicKey: PublicKeyCredentialRequestOptions }] }
    ).asked
    const textOf = (source: BufferSource) => String(new Uint8Array(source as Uint8Array<ArrayBuffer>))
    return [textOf(publicKey.challenge), textOf(publicKey.allowCredentials?.[0]?.id ?? new Uint8Array())]
  })
  expect(bytes).toEqual([String([...Buffer.from('challenge')]), '251,255'])
  expect(await asked()).toMatchObject([
    { publicKey: { rpId: 'login.northwind.example', userVerification: 'required', timeout: 300_000 } },
  ])
})
