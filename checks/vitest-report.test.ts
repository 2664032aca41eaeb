// A run of the tests that proves nothing must not look like one that does.
import { describe, expect, it } from 'vitest'
import { judgeReport } from './vitest-report.js'

const root = '/project'
const options = { root, mustRunAll: false }
const file = (name: string, ...statuses: string[]) => ({
  name: `${root}/${name}`,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ fullName: `${name} ${index + 1}`, status })),
})
const a = `${root}/otp/a.test.ts`
const b = `${root}/otp/b.test.ts`

it('adds up what passed and failed', () => {
  const report = { testResults: [file('otp/a.test.ts', 'passed', 'failed'), file('otp/b.test.ts', 'passed')] }
  expect(judgeReport(report, 1, [a, b], options)).toEqual({ passed: 2, failed: 1, notRun: [], reasons: [] })
})

it('names tests that were not run, and counts them as failed where all must run', () => {
  const report = { testResults: [file('otp/a.test.ts', 'passed', 'skipped', 'todo')] }
  const names = ['otp/a.test.ts 2', 'otp/a.test.ts 3']
  expect(judgeReport(report, 0, [a], options)).toMatchObject({ failed: 0, notRun: names })
  expect(judgeReport(report, 0, [a], { root, mustRunAll: true })).toMatchObject({ failed: 2, notRun: [] })
})

describe('fails although no test failed', () => {
  it.each([
    ['vitest wrote nothing', undefined, 1, [a], 'vitest wrote no report'],
    ['there is no test file', { testResults: [] }, 0, [], 'there is no test file'],
    [
      'a test file was not run',
      { testResults: [file('otp/a.test.ts', 'passed')] },
      0,
      [a, b],
      'otp/b.test.ts was not run',
    ],
    ['a test file is empty', { testResults: [file('otp/a.test.ts')] }, 0, [a], 'otp/a.test.ts has no test'],
    [
      'a test file does not load',
      { testResults: [{ ...file('otp/a.test.ts'), status: 'failed' }] },
      1,
      [a],
      'otp/a.test.ts could not be run to its end',
    ],
    [
      'an error came from outside of the tests',
      { testResults: [file('otp/a.test.ts', 'passed')] },
      1,
      [a],
      'vitest ended with exit code 1',
    ],
  ])('when %s', (_, report, exitCode, files, reason) => {
    const verdict = judgeReport(report, exitCode, files, options)
    expect(verdict.failed).toBe(1)
    expect(verdict.reasons).toEqual([reason])
  })
})
