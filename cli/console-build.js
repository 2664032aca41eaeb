// Builds the console of a clone and the page of its screens, and knows from what: a mark beside the output holds the hash of its sources.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const sourceFolders = ['console', 'contract', 'otp', 'screen']

/** What is built, each into its own dist. The mark lies in that of the console, which comes last. */
const builtParts = ['screen', 'console']

/** @param {string} root */
export function isConsoleBuilt(root) {
  if (!existsSync(join(root, 'console', 'index.html'))) return true // a clone without a console has nothing to build
  try {
    const isScreenThere =
      !existsSync(join(root, 'screen')) || existsSync(join(root, 'screen', 'dist', 'screen.js'))
    const builtFrom = readFileSync(join(root, 'console', 'dist', '.built-from'), 'utf8')
    return isScreenThere && builtFrom === hashSources(root)
  } catch {
    return false
  }
}

/**
 * Builds beside and then changes places, so that a build that is broken off, or a second one at the same moment,
 * leaves no half console.
 *
 * @param {string} root
 * @param {(args: string[]) => Promise<{ status: number | 'missing', output: string }>} runNode
 * @returns {Promise<string | undefined>} why it failed
 */
export async function buildConsole(root, runNode) {
  const sources = hashSources(root)
  const vite = findVite(root)
  if (vite === undefined)
    return '  vite is not installed (npm was told to leave it out): run npm ci --ignore-scripts'
  const workDir = join(root, 'node_modules', '.cache', `countersign-console-${process.pid}`)
  try {
    mkdirSync(workDir, { recursive: true })
    for (const part of builtParts.filter((name) => existsSync(join(root, name)))) {
      const fresh = join(workDir, part)
      const args = [vite, 'build', join(root, part), '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']
      const { status, output } = await runNode(args)
      if (status !== 0) return withoutStack(output)
    }
    writeFileSync(join(workDir, 'console', '.built-from'), sources)
    for (const part of builtParts.filter((name) => existsSync(join(workDir, name)))) {
      const dist = join(root, part, 'dist')
      if (existsSync(dist)) renameSync(dist, join(workDir, `${part}-old`))
      renameSync(join(workDir, part), dist)
    }
    return undefined
  } catch (error) {
    return `  ${error instanceof Error ? error.message : String(error)}`
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

// Where in the builder's own code it gave up helps nobody.
/** @param {string} output */
function withoutStack(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
  return lines.slice(0, 15).join('\n')
}

/** @param {string} root */
function findVite(root) {
  try {
    const manifest = createRequire(join(root, 'console', 'package.json')).resolve('vite/package.json')
    return join(manifest, '..', 'bin', 'vite.js')
  } catch {
    return undefined
  }
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash('sha256')
  // Another version of a library makes another console.
  hash.update(readFileSync(join(root, 'package-lock.json')))
  for (const folder of sourceFolders.filter((name) => existsSync(join(root, name)))) {
    for (const file of listSources(root, folder)) {
      hash.update(`\0${file}\0`)
      hash.update(readFileSync(join(root, file)))
    }
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} in an order that does not depend on the file system
 */
function listSources(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return entry.name === 'dist' || entry.name === 'node_modules' ? [] : listSources(root, path)
    }
    return /\.test\.tsx?$/.test(entry.name) ? [] : [path]
  })
}
