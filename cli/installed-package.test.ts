// The package as npm delivers it, installed somewhere else without scripts, works like the clone. Slow: a real install.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseProcesses, findOlderNode, freePort, run } from './testing/run-countersign.js'

const repository = join(import.meta.dirname, '..')
const nodes = [process.execPath, findOlderNode()].filter((node) => node !== undefined)

let folder: string
let script: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-package-'))
  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], repository)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"private":true}')
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  npm(['install', ...flags, join(folder, tarball)], project)
  script = join(project, 'node_modules', '.bin', 'countersign')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(nodes)('with %s', (node) => {
  it('says its version, starts, answers, and stops', async () => {
    const version = run(['--version'], { node, script })
    await version.ended
    expect(version.output()).toBe('countersign 0.1.0\n')
    const port = await freePort()
    const dataDir = mkdtempSync(join(folder, 'data-'))
    const running = run(['start', '--data-dir', dataDir, '--listen', `127.0.0.1:${port}`], { node, script })
    await running.says(/Set it up here: http/)
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    expect(answer.status).toBe(200)
    running.child.kill('SIGTERM')
    expect(await running.ended).toEqual({ code: 0, signal: null })
    expect(running.output()).not.toContain('Warning')
    expect(running.output()).not.toContain('Installing')
    expect(databaseProcesses(dataDir)).toEqual([])
  })
})

it('brings no tests along', () => {
  const files = readdirSync(join(folder, 'project', 'node_modules', 'countersign'), { recursive: true })
  expect(files.map(String).filter((file) => /\.test\.tsx?$/.test(file))).toEqual([])
  expect(existsSync(join(folder, 'project', 'node_modules', 'countersign', 'server', 'main.ts'))).toBe(true)
})
