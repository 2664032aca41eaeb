// A check that hangs or cannot be started must end as one that failed, and be told from one that passed.
import { expect, it } from 'vitest'
import { runCommand } from './run-command.js'

const node = process.execPath

it('gives back the exit code and what was written', async () => {
  const script = `console.log('out'); console.error('err'); process.exitCode = 3`
  const { exitCode, output, stdout } = await runCommand(node, ['-e', script])
  expect([exitCode, stdout]).toEqual([3, 'out\n'])
  expect(output).toContain('err')
})

it('takes a command that there is not for one that failed', async () => {
  const { exitCode, output } = await runCommand('countersign-no-such-command', [])
  expect(exitCode).toBe(127)
  expect(output).toContain('ENOENT')
})

it('ends what takes too long', async () => {
  const { exitCode, output } = await runCommand(node, ['-e', 'setInterval(() => {}, 1000)'], { limitMs: 300 })
  expect(exitCode).toBe(124)
  expect(output).toContain('ended after')
})

it('takes a death by signal for a failure', async () => {
  const { exitCode } = await runCommand(node, ['-e', `process.kill(process.pid, 'SIGKILL')`])
  expect(exitCode).not.toBe(0)
})
