// Which browser there is: the one that the operator named, else the system's Chromium or Chrome, else the one that came
// along with the packages, unpacked to the data folder.
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { BrowserError } from './browser-error.ts'
import { unpackBrowser } from './unpack-browser.ts'

export type FoundBrowser =
  | { kind: 'program'; path: string }
  /** Speaks the browser's protocol at this address; ws, wss, http or https. */
  | { kind: 'remote'; address: string }

export interface FindBrowserOptions {
  /** COUNTERSIGN_BROWSER: a path, or the address of a browser that runs elsewhere. */
  named: string | undefined
  /** Where the one that came along is unpacked to. Every user of the machine has to be able to reach it. */
  unpackTo: string
  say: (sentence: string) => void
}

const programs = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Throws a BrowserError whose sentence says what to do. */
export async function findBrowser(options: FindBrowserOptions): Promise<FoundBrowser> {
  const { named } = options
  if (named !== undefined && named !== '') {
    if (/^(wss?|https?):\/\//.test(named)) return { kind: 'remote', address: named }
    if (await isBrowser(named)) return { kind: 'program', path: named }
    const sentence = `COUNTERSIGN_BROWSER is "${named}", which is no Chromium or Chrome that starts.`
    throw new BrowserError('no_browser', sentence)
  }
  for (const path of candidates()) {
    if (await isBrowser(path)) return { kind: 'program', path }
  }
  const unpacked = await unpackBrowser(options.unpackTo, options.say)
  if (unpacked !== undefined && (await isBrowser(unpacked))) return { kind: 'program', path: unpacked }
  const sentence =
    'There is no browser: install Chromium (on Debian: apt-get install chromium), or name one with COUNTERSIGN_BROWSER.'
  throw new BrowserError('no_browser', sentence)
}

function candidates(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = programs.flatMap(
    (name) => folders.map((folder) => join(folder, name)).find(isExecutable) ?? [],
  )
  return [...found, ...places.filter((place) => existsSync(place))]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Ubuntu's `chromium-browser` is a notice, and not a browser: so it is started. */
async function isBrowser(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 30_000 })
    return stdout.includes('Chrom')
  } catch {
    return false
  }
}
