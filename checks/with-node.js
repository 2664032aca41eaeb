// Runs a command of node_modules/.bin under the Node 24 that npm brought: `node checks/with-node.js vite build console`.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runOnNode24 } from './on-node-24.js'

const [command, ...args] = process.argv.slice(2)
if (command === undefined) {
  console.error('usage: node checks/with-node.js COMMAND [ARGUMENT ...]')
  process.exitCode = 2
} else {
  // The link leads to the package's own script; Node takes it by its real place.
  const script = realpathSync(fileURLToPath(new URL(`../node_modules/.bin/${command}`, import.meta.url)))
  process.exitCode = await runOnNode24([script, ...args])
}
