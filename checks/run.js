// `npm test`: installs what is missing, then runs checks/all.js on the Node 24 that npm brought. Runs on Node 18 and up.
import { fileURLToPath } from 'node:url'
import { ensureInstalled, GroundError } from '../cli/ground.js'
import { runOnNode24 } from './on-node-24.js'

// With "production" in it npm would leave out what the checks are made of, and React would leave out its warnings.
delete process.env.NODE_ENV

try {
  await ensureInstalled((/** @type {string} */ sentence) => console.log(`  ${sentence}`))
  const all = fileURLToPath(new URL('all.js', import.meta.url))
  process.exitCode = await runOnNode24([all, ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof GroundError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
