// At build time: the worker of the app in one file of its own, with the names of the files that it keeps; and the icons.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { build, type Plugin } from 'vite'

const root = path.join(import.meta.dirname, '..')

/** What is no part of how the app works: pictures of guides, and what the build says of itself. */
const isKept = (name: string): boolean => /\.(js|css|svg|woff2)$/.test(name)

/** Of files that are not in the bundle. */
const besideIt = ['theme.js', 'app.webmanifest']

const iconSizes = [180, 192, 512]

/** What a mask may cut off lies outside of the middle four fifths (Web Application Manifest, section 5.8). */
const MASKABLE_PX = 512
const SAFE_PART = 0.8

export function appWorker(): Plugin {
  return {
    name: 'app-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const icons = await makeIcons()
        for (const [fileName, source] of icons) this.emitFile({ type: 'asset', fileName, source })
        const built = Object.keys(bundle).filter(isKept).sort()
        const names = [...built, ...besideIt, ...icons.map(([name]) => name)]
        const files = names.map((name) => `/${name}`)
        const source = await buildWorker({ SHELL_FILES: files, SHELL_VERSION: await versionOf(names) })
        this.emitFile({ type: 'asset', fileName: 'app-worker.js', source })
      },
    },
  }
}

/** Names change with what is in the files; those that do not are read. */
async function versionOf(names: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(names.join())
  const unnamed = ['index.html', ...besideIt.map((name) => `public/${name}`)]
  for (const file of unnamed) hash.update(await readFile(path.join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

/** In one piece, and no module: not every browser takes a worker of several. */
async function buildWorker(written: Record<string, unknown>): Promise<string> {
  const define = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, JSON.stringify(value)]),
  )
  const built = await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: path.join(root, 'worker/app-worker.ts'),
        output: { format: 'iife', entryFileNames: 'app-worker.js' },
      },
    },
  })
  const [one] = [built].flat()
  if (one === undefined || !('output' in one)) throw new Error('The worker was not built.')
  const [{ code }] = one.output
  return code
}

/** The mark of the console, as pictures: an icon of a phone is no SVG everywhere. */
async function makeIcons(): Promise<[string, Uint8Array][]> {
  const mark = await readFile(path.join(root, 'app/favicon.svg'))
  const draw = (px: number) => sharp(mark, { density: 1200 }).resize(px)
  const plain = iconSizes.map(async (px): Promise<[string, Uint8Array]> => [
    `app-icon-${px}.png`,
    await draw(px).png().toBuffer(),
  ])
  const margin = Math.round((MASKABLE_PX * (1 - SAFE_PART)) / 2)
  const middle = await draw(MASKABLE_PX - 2 * margin).toBuffer()
  const maskable = await sharp(middle)
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: '#4253e0' })
    // The corners of the mark are round; what a mask leaves of them is of one colour.
    .flatten({ background: '#4253e0' })
    .png()
    .toBuffer()
  return [...(await Promise.all(plain)), ['app-icon-maskable.png', maskable]]
}
