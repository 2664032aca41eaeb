// The log's file: every line once and in order, when many gather, when time has passed, and when the process ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLog } from './log-output.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { n: number; time: string })

test('lines stand in the file one after the other, soon after they were written', async () => {
  const file = join(folder, 'gathered.log')
  const log = openLog('info', file)
  const before = Date.now()
  for (let n = 0; n < 2000; n += 1) log.info({ n, text: 'ä'.repeat(n % 40) }, 'a line')
  log.debug({ n: -1 }, 'below the level')
  await expect.poll(() => linesOf(file).length, { timeout: 5000 }).toBe(2000)
  const lines = linesOf(file)
  expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: 2000 }, (_, n) => n))
  for (const { time } of lines) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before)
  }
})

test.each([
  ['when there is nothing more to do', '', 0],
  ['with a status', 'process.exit(3)', 3],
  ['with an error that nobody caught', 'throw new Error("unexpected")', 1],
])('a process that ends %s has written its last line', async (_, end, status) => {
  const file = join(folder, `${end.length}.log`)
  const program = `
    import { openLog } from ${JSON.stringify(new URL('log-output.ts', import.meta.url).href)}
    const log = openLog('info', ${JSON.stringify(file)})
    for (let n = 0; n < 600; n += 1) log.info({ n }, 'a line')
    await new Promise((resolve) => setTimeout(resolve, 20))
    log.info({ n: 600 }, 'the last line')
    ${end}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  expect(await once(child, 'exit')).toEqual([status, null])
  expect(linesOf(file).map(({ n }) => n)).toEqual(Array.from({ length: 601 }, (_, n) => n))
})
