// Reads vitest's JSON report so that a run which proves nothing counts as a failure. Source: vitest's `json` reporter.
import { isAbsolute, join, relative } from 'node:path'

/**
 * @typedef {{ fullName: string, status: string }} ReportedTest
 * @typedef {{ name: string, status: string, assertionResults: ReportedTest[] }} ReportedFile
 * @typedef {{ testResults: ReportedFile[] }} Report
 * @typedef {{ passed: number, failed: number, notRun: string[], reasons: string[] }} Verdict `reasons`: why it failed
 *   beyond what vitest prints
 */

/**
 * @param {Report | undefined} report nothing when vitest wrote none
 * @param {number} exitCode vitest's
 * @param {readonly string[]} testFiles those that there are, as full paths
 * @param {{ root: string, mustRunAll: boolean }} options
 * @returns {Verdict}
 */
export function judgeReport(report, exitCode, testFiles, { root, mustRunAll }) {
  const files = report?.testResults ?? []
  const tests = files.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  let failed = tests.filter((test) => test.status === 'failed').length
  /** @type {string[]} */
  const reasons = []
  const fail = (/** @type {string} */ reason) => {
    failed += 1
    reasons.push(reason)
  }
  const show = (/** @type {string} */ path) => (isAbsolute(path) ? relative(root, path) : path)

  if (report === undefined) fail('vitest wrote no report')
  if (testFiles.length === 0) fail('there is no test file')
  for (const file of files) {
    const hasFailedTest = file.assertionResults.some((test) => test.status === 'failed')
    if (file.status === 'failed' && !hasFailedTest) fail(`${show(file.name)} could not be run to its end`)
    else if (file.assertionResults.length === 0) fail(`${show(file.name)} has no test`)
  }
  if (report !== undefined) {
    const ran = new Set(files.map((file) => join(root, show(file.name))))
    for (const path of testFiles) if (!ran.has(path)) fail(`${show(path)} was not run`)
  }
  if (mustRunAll) for (const test of notRun) fail(`not run: ${test.fullName}`)
  // An error outside of any test: a promise that nobody waited for, a set-up that did not start.
  if (exitCode !== 0 && failed === 0) fail(`vitest ended with exit code ${exitCode}`)
  return { passed, failed, notRun: mustRunAll ? [] : notRun.map((test) => test.fullName), reasons }
}
