// Attack: a page breaks out of the browser's own walls, or another program of the machine takes the browser over. Then the
// page is still in the sandbox, which is no user of ours; and there is no port by which a browser could be driven.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { listening, processesOfGroup, processesOfUser, statusLine } from '../testing/processes.ts'
import { findTestBrowser } from '../testing/test-browsers.ts'
import { BrowserError, explainBrowserOutput } from './browser-error.ts'
import { openEgressProxy, type EgressProxy } from './egress-proxy.ts'
import { launchBrowser, type LaunchedBrowser } from './launch.ts'
import { readAllowed } from '../../reach/reachable.ts'

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0

let proxy: EgressProxy
let path: string
let launched: LaunchedBrowser

beforeAll(async () => {
  const found = await findTestBrowser()
  if (found.kind !== 'program') throw new Error('this test starts its browser')
  path = found.path
  proxy = await openEgressProxy({ allowed: readAllowed([]), own: [] })
  process.env['COUNTERSIGN_RUNNER_TOKEN'] = 'canary'
  launched = await launchBrowser({ path, proxy: proxy.address, chance: 0.25 })
  await launched.browser.newPage()
})

afterAll(async () => {
  await launched.close()
  await proxy.close()
})

describe.runIf(isLinux)('the processes of a browser', () => {
  test('142: somebody looks for a port of the browser, and finds none', () => {
    const pids = processesOfGroup(launched.processGroup).map(({ pid }) => pid)
    expect(pids.length).toBeGreaterThan(3)
    expect(listening(pids)).toEqual([])
    const commands = processesOfGroup(launched.processGroup).map(({ command }) => command)
    expect(commands.filter((command) => command.includes('--remote-debugging-port'))).toEqual([])
  })

  it('render pages in the sandbox: system calls filtered, no new privileges, site isolation on', () => {
    const all = processesOfGroup(launched.processGroup)
    const renderers = all.filter(({ command }) => command.includes('--type=renderer'))
    expect(renderers.length).toBeGreaterThan(0)
    for (const { pid } of renderers) {
      expect(statusLine(pid, 'Seccomp')).toBe('2')
      expect(statusLine(pid, 'NoNewPrivs')).toBe('1')
    }
    const open = all.filter(({ command }) =>
      /--no-sandbox|--disable-setuid-sandbox|--disable-web-security|--single-process|site-per-process|IsolateOrigins/.test(
        command,
      ),
    )
    expect(open).toEqual([])
  })

  it('have nothing of our environment', () => {
    expect(launched.hasExited()).toBe(false)
    for (const { pid } of processesOfGroup(launched.processGroup)) {
      expect(readEnvironment(pid)).not.toMatch(/COUNTERSIGN|NODE_|VITEST/)
    }
  })

  it.runIf(isRoot)('belong to a user that nobody else is, where we are root', async () => {
    const uids = new Set(processesOfGroup(launched.processGroup).map(({ uid }) => uid))
    expect([...uids]).toEqual([launched.user?.uid])
    expect(uids.has(0)).toBe(false)
    const second = await launchBrowser({ path, proxy: proxy.address, chance: 0.25 })
    expect(second.user?.uid).not.toBe(launched.user?.uid)
    await second.close()
  })
})

test.each([
  'The setuid sandbox is not running as root. No usable sandbox! Update your kernel',
  '[1:1:ERROR:zygote_host_impl_linux.cc(101)] Running as root without --no-sandbox is not supported.',
  'FATAL:sandbox/linux/services/credentials.cc:131] Check failed: . : Operation not permitted (1)',
])('where the kernel refuses the sandbox, no browser is started, and it is said what to do', (output) => {
  const error = explainBrowserOutput('/usr/bin/chromium', output, new Error('ended'))
  expect(error.code).toBe('no_sandbox')
  expect(error.message).toContain('user namespaces')
})

it('a browser that does not start is told in words, and leaves nothing', async () => {
  const usual = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  process.env['TMPDIR'] = folder
  const start = launchBrowser({ path: '/bin/false', proxy: proxy.address, chance: 0 })
  await expect(start).rejects.toThrow(BrowserError)
  await expect(start).rejects.toThrow('/bin/false did not start')
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
  if (usual === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = usual
})

describe('the end', () => {
  it('takes every process and the folder along', async () => {
    const other = await launchBrowser({ path, proxy: proxy.address, chance: 0.5 })
    await other.browser.newPage()
    const before = processesOfGroup(other.processGroup)
    expect(before.length).toBeGreaterThan(0)
    await other.close()
    await expect.poll(() => processesOfGroup(other.processGroup)).toEqual([])
    if (other.user !== undefined) {
      const { uid } = other.user
      await expect.poll(() => processesOfUser(uid), { timeout: 10_000 }).toEqual([])
    }
  })

  it('comes also when we are killed without a word', async () => {
    const program = resolve(import.meta.dirname, '../testing/launch-and-wait.ts')
    const runner = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const line = await new Promise<string>((done) => runner.stdout.once('data', (data) => done(String(data))))
    const { processGroup, folder } = JSON.parse(line) as { processGroup: number; folder: string }
    expect(processesOfGroup(processGroup).length).toBeGreaterThan(3)
    expect(existsSync(folder)).toBe(true)
    runner.kill('SIGKILL')
    await expect.poll(() => processesOfGroup(processGroup), { timeout: 10_000 }).toEqual([])
    await expect.poll(() => existsSync(folder), { timeout: 5_000 }).toBe(false)
  })
})

function readEnvironment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return '' // it has ended in this moment, or is closed to us
  }
}
