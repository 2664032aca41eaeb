// `npm run test:real -- FOLDER`: signs in at real applications, on the Node 24 that npm brought.
import { fileURLToPath } from 'node:url'
import { runOnNode24 } from './on-node-24.js'

const program = fileURLToPath(new URL('../e2e/real-apps.ts', import.meta.url))
process.exitCode = await runOnNode24([program, ...process.argv.slice(2)])
