// Every pack that comes with the product is one, is called as its file is, and finds what it includes.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joinPacks, parseServicePack } from '../../contract/service-pack.ts'

const folder = resolve(import.meta.dirname, '../../packs')
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const packs = files.map((file) => ({
  file,
  read: parseServicePack(JSON.parse(readFileSync(resolve(folder, file), 'utf8'))),
}))
const find = (id: string) =>
  packs.flatMap(({ read }) => ('pack' in read ? [read.pack] : [])).find((pack) => pack.id === id)

describe.each(packs)('packs/$file', ({ file, read }) => {
  it('is a service pack, and bears the name of its file', () => {
    expect(read).toMatchObject({ pack: { id: file.replace('.json', '') } })
  })

  it('finds what it includes', () => {
    if (!('pack' in read)) throw new Error('no pack')
    expect(() => joinPacks(read.pack, find)).not.toThrow()
  })
})

it('the pack that docs/service-packs.md explains is one', () => {
  const page = readFileSync(resolve(folder, '../docs/service-packs.md'), 'utf8')
  const [, json = ''] = /```json\n(.*?)\n```/s.exec(page) ?? []
  expect(parseServicePack(JSON.parse(json))).toMatchObject({ pack: { id: 'wiki' } })
})
