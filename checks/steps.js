// The steps of `npm test`, in their order, and how each is judged. A step gives back counts and, when it failed, the text.
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isCi } from './foreign-tools.js'
import { runCommand } from './run-command.js'
import { judgeReport } from './vitest-report.js'

export const root = resolve(import.meta.dirname, '..')

/**
 * @typedef {{ passed: number, failed: number, notRun: string[], output: string }} StepResult
 * @typedef {'console' | 'browser' | 'oathtool' | 'zbarimg' | 'postgresql' | 'nginx'} Need
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly Need[]} needs what is looked for or made before; without `isVital` the step runs without it too
 * @property {boolean} [isVital] without what it needs the whole step is named as not run
 * @property {readonly Need[]} [wants] the same, but without it the step runs, and some of its tests do not
 * @property {(env: NodeJS.ProcessEnv) => Promise<StepResult>} run
 */

/** @type {readonly Step[]} */
export const steps = [
  {
    name: 'format',
    needs: [],
    run: (env) => oneCheck(env, 'prettier', ['--check', '--log-level=warn', '.']),
  },
  {
    name: 'lint',
    needs: [],
    run: (env) => oneCheck(env, 'oxlint', ['--type-aware', '--deny-warnings', '--format=unix']),
  },
  { name: 'types', needs: [], run: checkTypes },
  { name: 'otp', needs: ['oathtool'], run: (env) => runTests(env, 'otp', ['otp']) },
  { name: 'contract', needs: [], run: (env) => runTests(env, 'contract', ['contract']) },
  { name: 'ground', needs: ['console'], run: (env) => runTests(env, 'ground', ['cli', 'checks']) },
  { name: 'console', needs: ['console'], run: (env) => runTests(env, 'console', ['console']) },
  { name: 'screen', needs: ['console'], run: (env) => runTests(env, 'screen', ['screen']) },
  { name: 'extension', needs: [], run: (env) => runTests(env, 'extension', ['extension']) },
  {
    name: 'server',
    needs: ['console', 'oathtool', 'zbarimg'],
    run: (env) => runTests({ ...env, COUNTERSIGN_TEST_POSTGRES: 'embedded' }, 'server', ['server']),
  },
  {
    name: 'server-debian',
    needs: ['postgresql', 'console', 'oathtool', 'zbarimg'],
    isVital: true,
    // Once more what speaks SQL; the embedded one's own tests would only start the same programs again.
    run: (env) =>
      runTests(
        { ...env, COUNTERSIGN_TEST_POSTGRES: 'debian' },
        'server',
        ['server'],
        'server/database/embedded-',
      ),
  },
  {
    name: 'runner',
    needs: ['browser'],
    isVital: true,
    run: (env) => runTests(env, 'runner', ['runner', 'packs', 'reach']),
  },
  {
    name: 'e2e',
    needs: ['browser', 'console', 'oathtool', 'zbarimg'],
    wants: ['nginx'],
    isVital: true,
    run: (env) => runTests(env, 'e2e', ['e2e']),
  },
]

/** Runs a tool of node_modules under the Node that runs us. */
function runTool(
  /** @type {NodeJS.ProcessEnv} */ env,
  /** @type {string} */ tool,
  /** @type {readonly string[]} */ args,
) {
  return runCommand(join(root, 'node_modules/.bin', tool), args, { cwd: root, env })
}

/** @returns {Promise<StepResult>} */
async function oneCheck(
  /** @type {NodeJS.ProcessEnv} */ env,
  /** @type {string} */ tool,
  /** @type {readonly string[]} */ args,
) {
  const { exitCode, output } = await runTool(env, tool, args)
  const passed = exitCode === 0 ? 1 : 0
  return { passed, failed: 1 - passed, notRun: [], output }
}

/**
 * The root's tsconfig takes the tests and the checks, each part's its own files. One check together. The bench is a
 * package apart, with the rivals in it: it is looked at where somebody installed those.
 *
 * @returns {Promise<StepResult>}
 */
async function checkTypes(/** @type {NodeJS.ProcessEnv} */ env) {
  const parts = readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'tsconfig.json')))
    .filter((name) => name !== 'bench' || existsSync(join(root, name, 'node_modules')))
  const results = await Promise.all(
    // The worker of the app runs without a page, and is looked at without one.
    ['.', ...parts, 'console/worker'].map((part) => runTool(env, 'tsc', ['-p', part, '--pretty', 'false'])),
  )
  const failed = results.some((result) => result.exitCode !== 0) ? 1 : 0
  return { passed: 1 - failed, failed, notRun: [], output: results.map((result) => result.output).join('') }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} project vitest's
 * @param {readonly string[]} folders where its tests are
 * @param {string} [without] the beginning of paths that are left out
 * @returns {Promise<StepResult>}
 */
async function runTests(env, project, folders, without) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-report-'))
  const file = join(folder, 'report.json')
  try {
    const args = [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]
    if (without !== undefined) args.push('--exclude', `${without}*`)
    const { exitCode, output } = await runTool(env, 'vitest', args)
    const text = existsSync(file) ? await readFile(file, 'utf8') : undefined
    const report =
      text === undefined ? undefined : /** @type {import('./vitest-report.js').Report} */ (JSON.parse(text))
    const testFiles = folders
      .flatMap(findTestFiles)
      .filter((path) => without === undefined || !path.startsWith(join(root, without)))
    const verdict = judgeReport(report, exitCode, testFiles, { root, mustRunAll: isCi() })
    return { ...verdict, output: [output, ...verdict.reasons].join('\n') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function findTestFiles(/** @type {string} */ folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.tsx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(root, folder, path))
}
