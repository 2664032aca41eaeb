// Lets Node run the TypeScript of an installed package: below node_modules it refuses to strip types by itself.
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * For the package's own files only; those of its dependencies go Node's way.
 *
 * @param {string} packageRoot
 */
export function stripOwnTypes(packageRoot) {
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
      const path = fileURLToPath(url)
      if (!isOwn(path, packageRoot)) return nextLoad(url, context)
      const source = withoutItsWarning(() => nodeModule.stripTypeScriptTypes(readFileSync(path, 'utf8')))
      return { format: 'module', source, shortCircuit: true }
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
