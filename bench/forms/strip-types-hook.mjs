// Lets an older Node that runs the scorer read the runner's TypeScript: the Node 24 that npm brought strips the types.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findNode24 } from '../../cli/ground.js'

const strip = `process.stdout.write(require('node:module').stripTypeScriptTypes(require('node:fs').readFileSync(process.argv[1], 'utf8')))`

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const node = findNode24()
  if (node === undefined) throw new Error('Node 24 is missing: npm ci brings it')
  const source = execFileSync(node, ['--no-warnings', '-e', strip, fileURLToPath(url)], { encoding: 'utf8' })
  return { format: 'module', source, shortCircuit: true }
}
