// What both places of frames promise, the folder and the bucket; the bucket is in a real store.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, startFrameStore } from '../testing/frame-store.ts'
import { createBucketClient } from './bucket-client.ts'
import { openFrameBucket } from './frame-bucket.ts'
import type { FrameFileKey, FrameFiles } from './frame-files.ts'
import { openFrameFolder } from './frame-folder.ts'

interface Opened {
  files: FrameFiles
  close: () => Promise<void>
}

async function folder(): Promise<Opened> {
  const path = await mkdtemp(join(tmpdir(), 'countersign-frames-'))
  return { files: openFrameFolder(path), close: () => rm(path, { recursive: true, force: true }) }
}

async function bucket(): Promise<Opened> {
  const store = await startFrameStore()
  const client = createBucketClient(addressOf(store.url()))
  return { files: openFrameBucket({ client, prefix: 'wall/' }), close: () => store.close() }
}

let count = 0
const keyOf = (file: FrameFileKey['file'] = 'jpeg', organizationId = randomUUID()): FrameFileKey => ({
  organizationId,
  address: `_-${String(count++).padStart(41, 'a')}`,
  file,
})

const MINUTE = 60_000
const soon = () => new Date(Date.now() + MINUTE)

describe.each([
  ['a folder', folder],
  ['a bucket', bucket],
])('frames in %s', (_name, open) => {
  let files: FrameFiles
  let close: Opened['close']
  beforeAll(async () => {
    ;({ files, close } = await open())
  })
  afterAll(() => close())

  async function listed(before: Date): Promise<FrameFileKey[]> {
    const keys: FrameFileKey[] = []
    for await (const key of files.list(before)) keys.push(key)
    return keys
  }

  test('are given back byte by byte, each under its own name', async () => {
    const organizationId = randomUUID()
    const jpeg = keyOf('jpeg', organizationId)
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    await files.write(jpeg, bytes)
    await files.write({ ...jpeg, file: 'thumbnail' }, Buffer.from('small'))
    expect(await files.read(jpeg)).toEqual(bytes)
    expect(await files.read({ ...jpeg, file: 'thumbnail' })).toEqual(Buffer.from('small'))
    expect(await files.has(jpeg)).toBe(true)
    expect(await files.has({ ...jpeg, file: 'avif' })).toBe(false)
  })

  test('that nobody wrote are nothing, and no error', async () => {
    expect(await files.read(keyOf())).toBeUndefined()
    expect(await files.has(keyOf())).toBe(false)
    await files.remove(keyOf())
  })

  test('of one organization are not those of another', async () => {
    const mine = keyOf()
    await files.write(mine, Buffer.from('mine'))
    expect(await files.read({ ...mine, organizationId: randomUUID() })).toBeUndefined()
  })

  test('without a byte count as not there: they are asked for again', async () => {
    const key = keyOf()
    await files.write(key, new Uint8Array())
    expect(await files.has(key)).toBe(false)
  })

  test('are replaced by what is written after them', async () => {
    const key = keyOf()
    await files.write(key, Buffer.alloc(300_000, 1))
    await files.write(key, Buffer.alloc(200_000, 2))
    expect((await files.read(key))?.equals(Buffer.alloc(200_000, 2))).toBe(true)
  })

  test('are removed, one by one', async () => {
    const key = keyOf('webp')
    await files.write(key, Buffer.from('webp'))
    await files.write({ ...key, file: 'avif' }, Buffer.from('avif'))
    await files.remove(key)
    expect(await files.read(key)).toBeUndefined()
    expect(await files.has({ ...key, file: 'avif' })).toBe(true)
  })

  test('are listed with all that is needed to remove them, once they are old enough', async () => {
    const key = keyOf('avif')
    await files.write(key, Buffer.from('avif'))
    expect(await listed(soon())).toContainEqual(key)
    expect(await listed(new Date(Date.now() - MINUTE))).toEqual([])
    for (const one of await listed(soon())) await files.remove(one)
    expect(await listed(soon())).toEqual([])
  })
})

test('a file is seen whole while another one takes its place', async () => {
  const { files, close } = await folder()
  const key = keyOf()
  const [dark, light] = [Buffer.alloc(300_000, 1), Buffer.alloc(200_000, 2)]
  await files.write(key, dark)
  const written = (async () => {
    for (const bytes of [light, dark, light, dark, light]) await files.write(key, bytes)
  })()
  for (let round = 0; round < 10; round++) {
    const seen = await files.read(key)
    expect(seen?.equals(dark) === true || seen?.equals(light) === true).toBe(true)
  }
  await written
  expect((await files.read(key))?.equals(light)).toBe(true)
  await close()
})
