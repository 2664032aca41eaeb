// A real store that speaks S3, on this machine, which checks signatures; with one bucket and one key.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseBucket, type BucketAddress } from '../settings-parsers.ts'

/** The one pair that it knows. */
const STORE_KEY = 'S3RVER'
export const STORE_SECRET = 'S3RVER'

export interface TestFrameStore {
  /** `127.0.0.1:port` */
  host: string
  /** For `COUNTERSIGN_FRAMES_URL`. */
  url(more?: { key?: string; secret?: string; path?: string }): string
  close(): Promise<void>
}

// A process of its own: it makes its page tokens with DES, which only the old algorithms of OpenSSL have. It ends with
// whoever started it.
const program = `
  import S3rver from '@20minutes/s3rver'
  const configureBuckets = [{ name: 'frames', configs: [] }]
  const place = { address: '127.0.0.1', port: 0, directory: process.argv[1] }
  const { port } = await new S3rver({ ...place, silent: true, configureBuckets }).run()
  console.log(port)
  process.stdin.on('end', () => process.exit()).resume()
`

export async function startFrameStore(): Promise<TestFrameStore> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-store-'))
  const running = spawn(
    process.execPath,
    ['--openssl-legacy-provider', '--input-type=module', '--eval', program, directory],
    { cwd: resolve(import.meta.dirname, '../..'), stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ended = once(running, 'exit')
  const port = await Promise.race([
    once(createInterface(running.stdout), 'line').then(([line]) => String(line)),
    ended.then(([code]) => {
      throw new Error(`The store did not start (exit code ${String(code)}).`)
    }),
  ])
  const host = `127.0.0.1:${port}`
  return {
    host,
    url: ({ key = STORE_KEY, secret = STORE_SECRET, path = 'frames' } = {}) =>
      `http://${key}${secret === '' ? '' : `:${secret}`}@${host}/${path}`,
    async close() {
      running.stdin.end()
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** An address as the settings read it. */
export function addressOf(url: string): BucketAddress & { secret: string } {
  const parsed = parseBucket(url)
  if (!('value' in parsed)) throw new Error(`expected ${parsed.expected}`)
  return { secret: '', ...parsed.value }
}
