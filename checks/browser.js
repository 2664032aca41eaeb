// The browser of the tests: the system's Chromium or Chrome, else Debian's package where we may install it, else the
// binary of @sparticuz/chromium, unpacked below .cache/ with its own fonts.
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { canInstall, findProgram, installPackage } from './foreign-tools.js'
import { runCommand } from './run-command.js'

const root = resolve(import.meta.dirname, '..')
const programs = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * @param {(sentence: string) => void} say
 * @returns {Promise<string | undefined>} the path to start, or undefined where there is none to be had
 */
export async function ensureBrowser(say) {
  const chosen = process.env.COUNTERSIGN_TEST_BROWSER
  if (chosen !== undefined && chosen !== '') {
    if (await isBrowser(chosen)) return chosen
    throw new Error(`COUNTERSIGN_TEST_BROWSER is "${chosen}", which does not start`)
  }
  const own = await systemBrowser()
  if (own !== undefined) return own
  if (canInstall()) {
    await installPackage(['chromium'], say, ['fonts-liberation'])
    const installed = await systemBrowser()
    if (installed !== undefined) return installed
  }
  return unpackBrowser(say)
}

async function systemBrowser() {
  const found = [...programs.map(findProgram), ...places.filter((place) => existsSync(place))]
  for (const path of found) {
    if (path !== undefined && (await isBrowser(path))) return path
  }
  return undefined
}

/** Ubuntu's `chromium-browser` is a notice, not a browser: so it is started. */
async function isBrowser(/** @type {string} */ path) {
  const { exitCode, output } = await runCommand(path, ['--version'], { limitMs: 30_000 })
  return exitCode === 0 && /Chrom/.test(output)
}

/** Only the package's binary and libraries are used: its default arguments switch the sandbox and web security off. */
async function unpackBrowser(/** @type {(sentence: string) => void} */ say) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const source = join(root, 'node_modules/@sparticuz/chromium')
  if (!existsSync(source)) return undefined
  const manifest = await readFile(join(source, 'package.json'), 'utf8')
  const { version } = /** @type {{ version: string }} */ (JSON.parse(manifest))
  const folder = join(root, '.cache', `chromium-${version}`)
  const start = join(folder, 'start')
  if (existsSync(start) && (await isBrowser(start))) return start
  // The script knows its place by its full path: it is made anew when the folder was moved.
  await rm(folder, { recursive: true, force: true })

  say(`Unpacking Chromium ${version} to .cache/ …`)
  // Unpacked beside and then renamed, so that an interrupted run leaves no half browser.
  const half = `${folder}.${process.pid}`
  await mkdir(half, { recursive: true, mode: 0o755 })
  try {
    await pipeline(
      createReadStream(join(source, 'bin/chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(half, 'chromium'), { mode: 0o755 }),
    )
    for (const archive of ['al2023', 'fonts', 'swiftshader']) {
      const tar = join(half, `${archive}.tar`)
      await pipeline(
        createReadStream(join(source, 'bin', `${archive}.tar.br`)),
        createBrotliDecompress(),
        createWriteStream(tar),
      )
      const { exitCode, output } = await runCommand('tar', ['-xf', tar, '-C', half, '--no-same-owner'])
      if (exitCode !== 0) throw new Error(`unpacking ${archive}: ${output}`)
      await rm(tar)
    }
    await writeFile(join(half, 'fonts.conf'), fontsConfiguration(folder))
    await writeFile(join(half, 'start'), await startScript(half, folder))
    await chmod(join(half, 'start'), 0o755)
    await rename(half, folder)
  } finally {
    await rm(half, { recursive: true, force: true })
  }
  return (await isBrowser(start)) ? start : undefined
}

/** Without a single font the browser ends itself. Those of the system come first, where it has any. */
function fontsConfiguration(/** @type {string} */ folder) {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')]
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((path) => `  <dir>${escapeXml(path)}</dir>`),
    `  <cachedir>${escapeXml(join(folder, 'font-cache'))}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n')
}

function escapeXml(/** @type {string} */ text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/**
 * A script that starts the browser with what it needs around it, so that nothing else gets that environment. The
 * libraries that came along are for bare systems: where the system has its own, those are newer.
 */
async function startScript(/** @type {string} */ half, /** @type {string} */ folder) {
  const isComplete =
    (await runCommand(join(half, 'chromium'), ['--version'], { limitMs: 30_000 })).exitCode === 0
  const quote = (/** @type {string} */ text) => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    '#!/bin/sh',
    `export FONTCONFIG_FILE=${quote(join(folder, 'fonts.conf'))}`,
    ...(isComplete ? [] : [`export LD_LIBRARY_PATH=${quote(join(folder, 'lib'))}`]),
    `exec ${quote(join(folder, 'chromium'))} "$@"`,
    '',
  ].join('\n')
}
