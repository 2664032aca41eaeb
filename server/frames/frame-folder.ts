// The pictures of frames as files in a folder, which is where they lie unless the operator names a bucket.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { frameFileName, readFrameFileName, type FrameFileKey, type FrameFiles } from './frame-files.ts'

export function openFrameFolder(folder: string): FrameFiles {
  const pathOf = (key: FrameFileKey) => join(folder, frameFileName(key))

  return {
    async write(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
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
            const key = readFrameFileName(`${organizationId}/${part}/${name}`)
            if (key !== undefined) yield key
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
