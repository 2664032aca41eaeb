// Slow: nothing but git, Node and npm; `npm start` in a fresh clone that only its owner may enter answers.
// It installs everything anew, so it runs in CI and where COUNTERSIGN_TEST_FRESH is set.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isCi } from '../checks/foreign-tools.js'
import { findFreePort } from './countersign-process.ts'
import { killWhenWeEnd, processesBelow, stillThere } from './process-tree.ts'

const root = resolve(import.meta.dirname, '..')
const mayInstall = isCi() || process.env.COUNTERSIGN_TEST_FRESH !== undefined

test.runIf(mayInstall)(
  'npm start leads from nothing but a clone to the setup link',
  { timeout: 900_000 },
  async () => {
    // Made with the mode 0700: nobody else gets in, and the database does not run as root.
    const folder = mkdtempSync(join(tmpdir(), 'countersign-clone-'))
    const clone = join(folder, 'countersign')
    try {
      expect(statSync(folder).mode & 0o777).toBe(0o700)
      execFileSync('git', ['clone', '--quiet', root, clone])
      await startAndStop(clone, 600_000)
      // And once more, on what is there now.
      await startAndStop(clone, 60_000)
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
    }
  },
)

async function startAndStop(clone: string, limitMs: number): Promise<void> {
  const port = await findFreePort()
  const npm = spawn('npm', ['start'], {
    cwd: clone,
    // A group of its own, so that nothing is left when the test fails.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environmentOfAPerson(),
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_RUNNER: 'off',
    },
  })
  const { pid } = npm
  if (pid === undefined) throw new Error('npm cannot be started')
  const letGo = killWhenWeEnd(-pid)
  let output = ''
  let hasExited = false
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const whenExited = new Promise<void>((done) => npm.on('close', () => done()))
  npm.on('exit', () => (hasExited = true))
  const startedAt = performance.now()
  try {
    while (!(await answers(`http://127.0.0.1:${port}/readyz`))) {
      if (hasExited || performance.now() - startedAt > limitMs) throw new Error(`npm start said:\n${output}`)
      await sleep(50)
    }
    console.log(`npm start was ready after ${Math.round(performance.now() - startedAt)} ms`)
    while (!output.includes('/setup#')) await sleep(50)
    expect(output).toContain(`Set it up here: http://127.0.0.1:${port}/setup#`)
    const page = await fetch(`http://127.0.0.1:${port}/setup`)
    expect(await page.text()).toContain('<script')
    const below = processesBelow(pid)
    npm.kill('SIGTERM')
    await whenExited
    expect(await stillThere(below, 15_000)).toEqual([])
  } finally {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It is gone, as it should be.
    }
    letGo()
  }
}

/** Without what the test's own npm and Node have put there: the machine's programs, and the person's settings. */
function environmentOfAPerson(): NodeJS.ProcessEnv {
  const ours =
    /^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|VITEST|COUNTERSIGN_)/
  const kept = Object.entries(process.env).filter(
    ([name]) => !ours.test(name) && !['NODE_ENV', 'NODE_OPTIONS', 'INIT_CWD', 'CI'].includes(name),
  )
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((one) => !one.split(sep).includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
