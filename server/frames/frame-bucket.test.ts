// What a bucket does beside what a folder does: pages, limits, further tries, and what the start says about it. The store is
// a real one; where it has to fail in a way of its own, a server on this machine stands in front of it.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MOST_FRAME_BYTES } from '../../contract/frames.ts'
import type { Settings } from '../settings.ts'
import { addressOf, startFrameStore, STORE_SECRET, type TestFrameStore } from '../testing/frame-store.ts'
import { addDashboard, frameOf, takePlace, tellPlace } from '../testing/places.ts'
import { addTestRunner } from '../testing/runner.ts'
import { ADMIN, startTestApp } from '../testing/test-app.ts'
import { parseKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import { createBucketClient, type BucketLimits } from './bucket-client.ts'
import { listPage, openFrameBucket } from './frame-bucket.ts'
import type { FrameFileKey, FrameFiles } from './frame-files.ts'
import { openFrameFiles } from './open-frame-files.ts'
import { sweepOrphanedFrames, sweepSupersededFrames } from './sweep-frames.ts'

let store: TestFrameStore
beforeAll(async () => {
  store = await startFrameStore()
})
afterAll(() => store.close())

const quick: BucketLimits = { attempts: 3, attemptMillis: 5_000, pauseMillis: 1 }

function open(url: string, more: { limits?: BucketLimits; listedAtATime?: number } = {}): FrameFiles {
  const { limits = quick, ...options } = more
  const address = addressOf(url)
  return openFrameBucket({ client: createBucketClient(address, limits), prefix: address.prefix, ...options })
}

const keyOf = (letter: string): FrameFileKey => ({
  organizationId: randomUUID(),
  address: letter.repeat(43),
  file: 'jpeg',
})

async function addressesIn(files: FrameFiles): Promise<string> {
  let letters = ''
  for await (const { address } of files.list(new Date(Date.now() + 60_000))) letters += address[0]
  return [...letters].toSorted().join('')
}

const failing: Server[] = []
afterEach(async () => {
  for (const server of failing.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

/** Its host and port. */
async function serverThat(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  failing.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const urlAt = (host: string) => `http://KEY:hunter2@${host}/frames`

describe('a bucket', () => {
  test('is listed page by page to its end, and nothing of another prefix', async () => {
    const mine = open(store.url({ path: 'frames/mine' }), { listedAtATime: 3 })
    const other = open(store.url({ path: 'frames/mine-too' }))
    for (const letter of 'abcdefgh') await mine.write(keyOf(letter), Buffer.from(letter))
    await other.write(keyOf('z'), Buffer.from('z'))
    expect(await addressesIn(mine)).toBe('abcdefgh')
    expect(await addressesIn(other)).toBe('z')
  })

  test('takes no picture that is larger than one may be, and none is read from it', async () => {
    const files = open(store.url())
    await expect(files.write(keyOf('a'), new Uint8Array(MOST_FRAME_BYTES + 1))).rejects.toThrow('too large')
    const endless = await serverThat((_request, response) => {
      response.writeHead(200)
      const chunk = Buffer.alloc(1024 * 1024)
      const go = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', go)
      go()
    })
    await expect(open(urlAt(endless)).read(keyOf('a'))).rejects.toThrow(`more than the ${MOST_FRAME_BYTES}`)
  })

  test('is asked again while the store is overloaded, and then no longer', async () => {
    let asked = 0
    const busy = await serverThat((_request, response) => {
      asked++
      response.writeHead(asked < 3 ? 503 : 200).end(asked < 3 ? '<Error><Code>SlowDown</Code></Error>' : 'x')
    })
    expect(await open(urlAt(busy)).read(keyOf('a'))).toEqual(Buffer.from('x'))
    asked = -100
    await expect(open(urlAt(busy)).read(keyOf('a'))).rejects.toThrow(
      `at ${busy} answered 503 (SlowDown) to GET`,
    )
    expect(asked).toBe(-97)
  })

  test('whose store says nothing is given up', async () => {
    const silent = await serverThat(() => undefined)
    const files = open(urlAt(silent), { limits: { attempts: 2, attemptMillis: 100, pauseMillis: 1 } })
    await expect(files.read(keyOf('a'))).rejects.toThrow(`at ${silent} does not answer (too slow)`)
  })

  test('that is gone is no picture that is gone', async () => {
    const files = open(store.url({ path: 'nowhere' }))
    await expect(files.read(keyOf('a'))).rejects.toThrow('404 (NoSuchBucket)')
    await expect(files.write(keyOf('a'), Buffer.from('a'))).rejects.toThrow('404 (NoSuchBucket)')
  })
})

describe('a server whose frames are in a bucket', () => {
  test('keeps them there, shows them, and sweeps what nobody is shown any more', async () => {
    const frameFiles = open(store.url({ path: 'frames/served' }))
    const app = await startTestApp({ frameFiles })
    try {
      const admin = await app.setUp()
      const runner = await addTestRunner(app)
      const dashboard = await addDashboard(app, admin)
      const place = await takePlace(app, runner)
      const show = (looks: string, more: object = {}) =>
        tellPlace(app, runner, place, 'frames', frameOf(dashboard, looks, more))
      const names = async () => (await addressesIn(frameFiles)).length
      expect((await show('a')).body).toEqual({ isKept: true })
      expect((await app.get(`/api/v1/dashboards/${dashboard}/frame`, { cookie: admin })).status).toBe(200)
      expect((await show('a', { pictures: undefined })).body).toEqual({ isKept: true })
      await show('b')
      expect(await names()).toBe(4)
      await sweepSupersededFrames(app.services, new Date(app.now().getTime() + 11 * 60_000))
      expect(await names()).toBe(2)
      await sweepOrphanedFrames(app.services, new Date(Date.now() + 2 * 3_600_000))
      expect(await names()).toBe(2)
      await app.request('DELETE', `/api/v1/dashboards/${dashboard}`, { cookie: admin })
      await sweepOrphanedFrames(app.services, new Date(Date.now() + 2 * 3_600_000))
      expect(await names()).toBe(0)
    } finally {
      await app.close()
    }
  })

  test('serves everything else while the store is away, and says that it is busy where a picture is asked for', async () => {
    const gone = await serverThat((_request, response) => response.writeHead(503).end())
    const there = open(store.url({ path: 'frames/away' }))
    const app = await startTestApp({ frameFiles: there })
    try {
      const admin = await app.setUp()
      const runner = await addTestRunner(app)
      const dashboard = await addDashboard(app, admin)
      const place = await takePlace(app, runner)
      await tellPlace(app, runner, place, 'frames', frameOf(dashboard, 'a'))
      app.services.frameFiles = open(urlAt(gone))
      const picture = await app.get(`/api/v1/dashboards/${dashboard}/frame`, { cookie: admin })
      expect(picture.body.code).toBe('server.busy')
      expect(picture.headers['retry-after']).toBe('5')
      const frame = await tellPlace(app, runner, place, 'frames', frameOf(dashboard, 'b'))
      expect(frame.body.code).toBe('server.busy')
      const signIn = { email: ADMIN.email, password: ADMIN.password, client: 'web' }
      expect((await app.post('/api/v1/sign-in', signIn)).status).toBe(200)
      expect((await app.get('/readyz')).status).toBe(200)
      expect(app.logs.join()).toContain(`The store of frames at ${gone} answered 503`)
      expect(app.logs.join()).not.toContain('hunter2')
      app.services.frameFiles = there
      const again = await app.get(`/api/v1/dashboards/${dashboard}/frame`, { cookie: admin })
      expect(again.status).toBe(200)
    } finally {
      await app.close()
    }
  })
})

describe('the start', () => {
  const vault = createVault(
    parseKeyring(`k1 ${Buffer.alloc(32, 7).toString('base64')}`, 'the test'),
    randomBytes,
  )
  const warnings: string[] = []
  const start = (url: string, more: Partial<Settings> = {}) => {
    warnings.length = 0
    const { secret, ...address } = addressOf(url)
    const framesUrl = secret === '' ? address : { ...address, secret }
    return openFrameFiles({ dataDir: '/nowhere', framesUrl, ...more }, vault, (said) => warnings.push(said))
  }

  test('finds out that all is well, and leaves nothing behind', async () => {
    const files = await start(store.url({ path: 'frames/start' }))
    expect(warnings).toEqual([])
    const client = createBucketClient(addressOf(store.url()))
    const names = async () =>
      (await listPage(client, 'start/', 100, undefined)).objects.map(({ name }) => name)
    expect(await names()).toEqual([])
    await files.write(keyOf('s'), Buffer.from('s'))
    // In a folder of this installation: the sweeping of another one does not come there.
    expect(await names()).toEqual([expect.stringMatching(/^start\/[0-9a-f]{16}\/[^/]+\/ss\/s{43}\.jpeg$/)])
    expect(await addressesIn(open(store.url({ path: 'frames/start' })))).toBe('')
  })

  test('takes the secret from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-secret-'))
    try {
      const framesSecretFile = join(folder, 'secret')
      await writeFile(framesSecretFile, `${STORE_SECRET}\n`)
      await start(store.url({ secret: '' }), { framesSecretFile })
      await writeFile(framesSecretFile, ' \n')
      await expect(start(store.url({ secret: '' }), { framesSecretFile })).rejects.toThrow('nothing else')
      const missing = { framesSecretFile: join(folder, 'missing') }
      await expect(start(store.url({ secret: '' }), missing)).rejects.toThrow('cannot be read (ENOENT)')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test.each([
    [
      'a wrong secret',
      { secret: 'hunter2' },
      'SignatureDoesNotMatch',
      'The secret is not that of the access key',
    ],
    ['a wrong key', { key: 'hunter2' }, 'InvalidAccessKeyId', 'does not know the access key'],
    ['a wrong bucket', { path: 'nowhere' }, 'NoSuchBucket', 'There is no bucket nowhere'],
  ])('ends with words at %s, and repeats no secret', async (_name, wrong, word, sentence) => {
    const { message } = await start(store.url(wrong)).then(
      () => new Error('It started.'),
      (thrown: unknown) => thrown as Error,
    )
    expect(message).toContain(`The store of frames at ${store.host} answered`)
    expect(message).toContain(word)
    expect(message).toContain(sentence)
    expect(message).not.toContain('hunter2')
  })

  test('goes on where the store is away, and says so', async () => {
    const gone = await serverThat(() => undefined)
    for (const server of failing.splice(0)) await new Promise((done) => server.close(done))
    const files = await start(urlAt(gone))
    expect(warnings.join()).toContain(`The store of frames at ${gone} does not answer (ECONNREFUSED)`)
    expect(warnings.join()).not.toContain('hunter2')
    await expect(files.read(keyOf('a'))).rejects.toThrow('does not answer')
  })
})

test('the bytes are a part of what is signed, so that nobody in between changes them', async () => {
  const seen: { signed: string; hash: string | undefined; hashOfBytes: string }[] = []
  const listening = await serverThat((asked, response) => {
    const hash = createHash('sha256')
    asked.on('data', (chunk: Buffer) => hash.update(chunk))
    asked.on('end', () => {
      const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(asked.headers.authorization ?? '') ?? []
      seen.push({
        signed,
        hash: asked.headers['x-amz-content-sha256']?.toString(),
        hashOfBytes: hash.digest('hex'),
      })
      response.end()
    })
  })
  await open(urlAt(listening)).write(keyOf('m'), Buffer.from('a picture'))
  expect(seen).toHaveLength(1)
  expect(seen[0]?.signed.split(';')).toContain('x-amz-content-sha256')
  expect(seen[0]?.hash).toBe(seen[0]?.hashOfBytes)
})
