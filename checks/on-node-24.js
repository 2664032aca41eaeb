// Starts one of our scripts on the Node 24 that npm brought, or says what is missing. Runs on Node 18 and up.
import { findNode24, noNode } from '../cli/ground.js'
import { runInOurPlace } from './run-command.js'

/** @returns {Promise<number>} the script's exit code */
export function runOnNode24(/** @type {readonly string[]} */ args) {
  const node = findNode24()
  if (node !== undefined) return runInOurPlace(node, args)
  console.error(noNode())
  return Promise.resolve(1)
}
