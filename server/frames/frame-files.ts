// Where the pictures of frames lie: files in a folder, one for each format. The database says which there are; what is
// missing here is asked for again, so that none of it needs a backup.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureFormat } from '../../contract/frames.ts'

/** The thumbnail is a JPEG as well. */
export type FrameFile = PictureFormat | 'thumbnail'

export interface FrameFileKey {
  organizationId: string
  address: string
  file: FrameFile
}

export interface FrameFiles {
  /** All of it or nothing: whoever reads meanwhile has what was there before. */
  write(key: FrameFileKey, bytes: Uint8Array): Promise<void>
  /** Nothing for what is not there. */
  read(key: FrameFileKey): Promise<Buffer | undefined>
  has(key: FrameFileKey): Promise<boolean>
  remove(key: FrameFileKey): Promise<void>
  /** Every one that is older than that, of every organization. */
  list(before: Date): AsyncGenerator<FrameFileKey, void, void>
}

const NAME = /^([\w-]{43})\.(avif|webp|jpeg|thumbnail)$/

export function openFrameFolder(folder: string): FrameFiles {
  const folderOf = ({ organizationId, address }: Pick<FrameFileKey, 'organizationId' | 'address'>) =>
    // A folder of ten thousand files is slow to look through.
    join(folder, organizationId, address.slice(0, 2))
  const pathOf = (key: FrameFileKey) => join(folderOf(key), `${key.address}.${key.file}`)

  return {
    async write(key, bytes) {
      await mkdir(folderOf(key), { recursive: true, mode: 0o700 })
      const path = pathOf(key)
      const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
      try {
        const file = await open(temporary, 'wx', 0o600)
        try {
          await file.writeFile(bytes)
          // The database says that it is there before the system may have written it: a power cut would leave half.
          await file.datasync()
        } finally {
          await file.close()
        }
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    read: (key) => readFile(pathOf(key)).catch(nothingIfMissing),
    has: async (key) => ((await stat(pathOf(key)).catch(nothingIfMissing))?.size ?? 0) > 0,
    remove: (key) => rm(pathOf(key), { force: true }),
    async *list(before) {
      for (const organizationId of await namesIn(folder)) {
        for (const part of await namesIn(join(folder, organizationId))) {
          for (const name of await namesIn(join(folder, organizationId, part))) {
            const path = join(folder, organizationId, part, name)
            const facts = await stat(path).catch(nothingIfMissing)
            if (facts === undefined || facts.mtime >= before) continue
            const [, address, file] = NAME.exec(name) ?? []
            if (address !== undefined) yield { organizationId, address, file: file as FrameFile }
            // Left by a server that was killed while it wrote.
            else if (name.endsWith('.new')) await rm(path, { force: true })
          }
        }
      }
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nothingIfMissing)) ?? []
}

function nothingIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
