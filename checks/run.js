// `npm test`: installs what is missing, then runs checks/all.js on the Node 24 that npm brought. Runs on Node 18 and up.
import { fileURLToPath } from 'node:url'
import { ensureInstalled, findNode24 } from '../cli/ground.js'
import { runInOurPlace } from './run-command.js'

await ensureInstalled((/** @type {string} */ sentence) => console.log(`  ${sentence}`))
const all = fileURLToPath(new URL('all.js', import.meta.url))
process.exitCode = await runInOurPlace(findNode24(), [all, ...process.argv.slice(2)])
