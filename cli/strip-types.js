// Runs the package's TypeScript, each file stripped of its types once. Node would do it for a clone at every start, and
// refuses to below node_modules. Its compile cache, which keeps that too, keeps all of itself in memory for as long as
// the process lives (8 MB), and a start with it is no shorter than with this.
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * For the package's own files only; those of its dependencies go Node's way.
 *
 * @param {string} packageRoot
 * @param {string} keepIn the folder for what has been stripped; where it cannot be written, each start strips anew
 */
export function stripOwnTypes(packageRoot, keepIn) {
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
      const path = fileURLToPath(url)
      if (!isOwn(path, packageRoot)) return nextLoad(url, context)
      const source = readFileSync(path, 'utf8')
      const kept = join(keepIn, `${relative(packageRoot, path)}.js`)
      return { format: 'module', source: readKept(kept, source) ?? strip(source, kept), shortCircuit: true }
    },
  })
}

/**
 * @param {string} path
 * @param {string} packageRoot
 */
function isOwn(path, packageRoot) {
  return path.startsWith(packageRoot) && !/[\\/]node_modules[\\/]/.test(path.slice(packageRoot.length))
}

/**
 * @param {string} file
 * @param {string} source
 */
function readKept(file, source) {
  try {
    const code = readFileSync(file, 'utf8')
    return code.endsWith(lastLineFor(source)) ? code : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} source
 * @param {string} keepAs
 */
function strip(source, keepAs) {
  const code = withoutItsWarning(() => nodeModule.stripTypeScriptTypes(source)) + lastLineFor(source)
  try {
    mkdirSync(dirname(keepAs), { recursive: true })
    // Two may start at once, and either may be killed: a file is there whole or not at all.
    const own = `${keepAs}.${process.pid}`
    writeFileSync(own, code)
    renameSync(own, keepAs)
  } catch {
    // The next start takes half a second longer.
  }
  return code
}

/**
 * Says what the code was made of. At the end, so that lines and columns stay those of the source.
 *
 * @param {string} source
 */
function lastLineFor(source) {
  return `\n// ${hash('sha256', source)} ${process.version}\n`
}

/**
 * Node warns that the function is experimental; the stripping itself is what it does to every clone. An operator
 * could do nothing about the warning.
 *
 * @template Result
 * @param {() => Result} work
 */
function withoutItsWarning(work) {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning')
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    if (own !== undefined) Object.defineProperty(process, 'emitWarning', own)
  }
}
