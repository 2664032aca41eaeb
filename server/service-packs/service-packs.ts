// The service packs of this server: those that come with it, and those that the operator keeps in the data folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  joinPacks,
  parseServicePack,
  type JoinedPack,
  type ServicePack,
} from '../../contract/service-pack.ts'
import { StartError } from '../start-errors.ts'

export interface ServicePacks {
  /** In the order of their names, `any` last. */
  list(): ServicePack[]
  /** With everything that it includes. */
  find(id: string): JoinedPack | undefined
}

const OWN_FOLDER = fileURLToPath(new URL('../../packs', import.meta.url))

/**
 * A pack of the operator's takes the place of one of ours with the same id.
 *
 * @throws {StartError} for a file that is no pack, with everything that is wrong in it
 */
export function readServicePacks(dataDir: string): ServicePacks {
  const packs = new Map<string, ServicePack>()
  for (const folder of [OWN_FOLDER, join(dataDir, 'packs')]) {
    for (const pack of readFolder(folder)) packs.set(pack.id, pack)
  }
  const joined = new Map<string, JoinedPack>()
  for (const pack of packs.values()) {
    try {
      joined.set(
        pack.id,
        joinPacks(pack, (id) => packs.get(id)),
      )
    } catch (error) {
      throw new StartError(`${(error as Error).message}.`, { cause: error })
    }
  }
  const rank = ({ id, name }: ServicePack) => (id === 'any' ? '\uffff' : name.toLowerCase())
  const inOrder = [...packs.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  return { list: () => inOrder, find: (id) => joined.get(id) }
}

function readFolder(folder: string): ServicePack[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readPack(join(folder, name)))
}

function readPack(file: string): ServicePack {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new StartError(`The service pack ${file} is no JSON: ${(error as Error).message}`, { cause: error })
  }
  const read = parseServicePack(json)
  if ('pack' in read) return read.pack
  const mistakes = read.mistakes.map(({ path, message }) => `${path || 'the whole'}: ${message}`)
  throw new StartError(`The service pack ${file} cannot be used. ${mistakes.join(' ')}`)
}
