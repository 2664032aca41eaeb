// Attack: a page breaks out of its browser, or the browser hands the runner a picture that was made to break the one who
// reads it. Where root has started the runner, the machine would be theirs.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findTestBrowser } from './testing/test-browsers.ts'

test.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
  'a runner that root has started is nobody, for good, and its browsers cannot look into it',
  async () => {
    const found = await findTestBrowser()
    if (found.kind !== 'program') throw new Error('this test starts its browser')
    const program = resolve(import.meta.dirname, 'testing/give-up-root-and-look.ts')
    const runner = spawn(process.execPath, [program, found.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, COUNTERSIGN_RUNNER_TOKEN: 'canary' },
    })
    let said = ''
    runner.stdout.on('data', (data) => (said += String(data)))
    await new Promise((done) => runner.once('exit', done))
    expect(JSON.parse(said)).toEqual({
      isOrdinary: true,
      groups: 0,
      takesRootBack: false,
      browserIsOfUs: true,
      environmentForOthers: 'refused',
      seccomp: '2',
    })
  },
)
