// The packs that come with the product, joined as the server joins them.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  joinPacks,
  parseServicePack,
  type JoinedPack,
  type ServicePack,
} from '../../contract/service-pack.ts'

const folder = resolve(import.meta.dirname, '../../packs')

const packs = new Map<string, ServicePack>(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const read = parseServicePack(JSON.parse(readFileSync(resolve(folder, file), 'utf8')))
      if ('mistakes' in read) throw new Error(`${file}: ${JSON.stringify(read.mistakes)}`)
      return [read.pack.id, read.pack]
    }),
)

export function packOnDisk(id: string): JoinedPack {
  const pack = packs.get(id)
  if (pack === undefined) throw new Error(`no pack ${id}`)
  return joinPacks(pack, (other) => packs.get(other))
}
