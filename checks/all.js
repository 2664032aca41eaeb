// Everything that `npm test` checks, on Node 24: gets what the steps need, runs them one after the other, adds up.
import { delimiter, dirname, join } from 'node:path'
import { ensureConsoleBuilt, GroundError } from '../cli/ground.js'
import { ensureBrowser } from './browser.js'
import { ensureTool, foreignTools, isCi } from './foreign-tools.js'
import { root, steps } from './steps.js'

/** @typedef {import('./steps.js').Need} Need */
/** @typedef {import('./steps.js').Step} Step */

const say = (/** @type {string} */ sentence) => console.log(`  ${sentence}`)
/** @type {NodeJS.ProcessEnv} */
const env = {
  ...process.env,
  // Its text is kept and shown later, where nobody knows of what kind the terminal is.
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  PATH: [dirname(process.execPath), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
}
const total = { passed: 0, failed: 0 }
/** @type {string[]} */
const notRun = []

const chosen = chooseSteps(process.argv.slice(2))
/** @type {Map<Need, string>} what could not be had */
const missing = new Map()
try {
  await prepare(chosen)
  for (const step of chosen) await runStep(step)
} catch (error) {
  // A check that could not be made is one that failed, and the sum is said all the same.
  total.failed += 1
  console.error(error instanceof GroundError ? error.message : error)
}

if (notRun.length > 0)
  console.log(`\nNot run on this machine:\n${notRun.map((line) => `  ${line}`).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function chooseSteps(/** @type {readonly string[]} */ names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0) {
    console.error(
      `There is no step ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}.`,
    )
    process.exit(2)
  }
  return steps.filter((step) => names.length === 0 || names.includes(step.name))
}

/** Gets what the steps need. */
async function prepare(/** @type {readonly Step[]} */ wanted) {
  const needs = new Set(wanted.flatMap((step) => [...step.needs, ...(step.wants ?? [])]))
  if (needs.has('console')) {
    try {
      await ensureConsoleBuilt(say)
    } catch (error) {
      // Only the steps that need it fail; the linter and the compiler may say why.
      if (!(error instanceof GroundError)) throw error
      console.error(error.message)
      missing.set('console', 'the built console')
    }
  }
  for (const need of /** @type {const} */ (['oathtool', 'zbarimg', 'postgresql', 'nginx'])) {
    const tool = foreignTools[need]
    if (needs.has(need) && !(await ensureTool(tool, say))) missing.set(need, tool.name)
  }
  if (needs.has('browser')) {
    const browser = await ensureBrowser(say)
    if (browser === undefined) missing.set('browser', 'a browser')
    else {
      env.COUNTERSIGN_TEST_BROWSER = browser
      say(`Browser: ${browser}`)
    }
  }
}

async function runStep(/** @type {Step} */ step) {
  const lacking = step.needs.flatMap((need) => missing.get(need) ?? [])
  const start = performance.now()
  process.stdout.write(`${step.name.padEnd(14)} `)
  const tell = (/** @type {string} */ verdict, /** @type {string} */ counts) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`${verdict.padEnd(7)} ${seconds.padStart(6)} s   ${counts}`)
  }

  if (step.needs.includes('console') && missing.has('console')) {
    total.failed += 1
    return tell('FAILED', 'needs the built console')
  }
  if (step.isVital === true && lacking.length > 0 && !isCi()) {
    notRun.push(`${step.name}: needs ${lacking.join(', ')}`)
    return tell('not run', `needs ${lacking.join(', ')}`)
  }
  const result = await step.run(env)
  total.passed += result.passed
  total.failed += result.failed
  notRun.push(...result.notRun.map((name) => `${step.name}: ${name}`))
  if (lacking.length > 0 && isCi()) {
    // Where everything must run, a check that was quietly left out is one that failed.
    total.failed += 1
    result.failed += 1
    result.output += `\nnot to be had here: ${lacking.join(', ')}\n`
  }
  const counts = [`${result.passed} passed`, `${result.failed} failed`]
  if (result.notRun.length > 0) counts.push(`${result.notRun.length} not run`)
  tell(result.failed === 0 ? 'ok' : 'FAILED', counts.join(', '))
  if (result.failed > 0) console.log(`\n${result.output.trim()}\n`)
}
