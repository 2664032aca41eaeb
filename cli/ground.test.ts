// What `start` does in a clone before the server: installing and building, once, in words, and not again.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeFlags } from './ground.js'
import { cleanEnv, findOlderNode, watch } from './testing/run-countersign.js'

const repository = join(import.meta.dirname, '..')
const olderNode = findOlderNode()
// npm is found beside some Node; the one that runs the tests may come without.
const nodesWithNpm = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => existsSync(join(folder, 'npm')))

let clone: string

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'countersign-clone-'))
  cpSync(join(repository, 'cli'), join(clone, 'cli'), { recursive: true })
  // A dependency that npm can install without a network.
  write('thing/package.json', { name: 'thing', version: '1.0.0' })
  write('package.json', {
    name: 'clone',
    version: '1.0.0',
    type: 'module',
    dependencies: { thing: 'file:thing' },
  })
  writeLock('1.0.0')
})

afterEach(() => rmSync(clone, { recursive: true, force: true }))

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(clone, file)), { recursive: true })
  writeFileSync(join(clone, file), typeof content === 'string' ? content : JSON.stringify(content))
}

function writeLock(version: string): void {
  const packages = {
    '': { name: 'clone', version: '1.0.0', dependencies: { thing: 'file:thing' } },
    'node_modules/thing': { resolved: 'thing', link: true },
    thing: { name: 'thing', version },
  }
  write('package-lock.json', { name: 'clone', version: '1.0.0', lockfileVersion: 3, packages })
}

interface Outcome {
  said: string[]
  result?: unknown
  error?: string
}

/** Runs one function of the clone's own ground.js, in a process of its own. */
async function ground(
  call: string,
  options: { node?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const code = `
    const ground = await import(${JSON.stringify(join(clone, 'cli', 'ground.js'))})
    const said = []
    const say = (sentence) => said.push(sentence)
    try {
      const result = await ground.${call}
      console.log(JSON.stringify({ said, result }))
    } catch (error) {
      console.log(JSON.stringify({ said, error: error.message }))
    }
  `
  const env = cleanEnv({ npm_config_cache: join(clone, '.npm'), ...options.env })
  const child = spawn(options.node ?? process.execPath, ['--input-type=module', '-e', code], { env })
  const running = watch(child)
  await running.ended
  try {
    return JSON.parse(running.output()) as Outcome
  } catch {
    throw new Error(`not one line of JSON: ${running.output()}`)
  }
}

describe.runIf(nodesWithNpm.length > 0)('installing', () => {
  it('happens when nothing is installed, says so, and does not happen again', async () => {
    const first = await ground('ensureInstalled(say)')
    expect(first).toEqual({
      said: [expect.stringContaining('Installing what Countersign is made of (npm ci)')],
    })
    expect(existsSync(join(clone, 'node_modules', 'thing', 'package.json'))).toBe(true)
    // Without npm on the path: nothing is started to find out that nothing is missing.
    expect(await ground('ensureInstalled(say)', { env: { PATH: '/nowhere' } })).toEqual({ said: [] })
  })

  it('does not happen again when the lock file is only dated anew, as by a checkout', async () => {
    await ground('ensureInstalled(say)')
    const later = Date.now() / 1000 + 60
    utimesSync(join(clone, 'package-lock.json'), later, later)
    expect(await ground('ensureInstalled(say)')).toEqual({ said: [] })
  })

  it('happens again when the lock file asks for something else', async () => {
    await ground('ensureInstalled(say)')
    write('other/package.json', { name: 'other', version: '1.0.0' })
    const manifest = {
      name: 'clone',
      version: '1.0.0',
      type: 'module',
      dependencies: { other: 'file:other' },
    }
    write('package.json', manifest)
    write('package-lock.json', {
      lockfileVersion: 3,
      packages: {
        '': manifest,
        'node_modules/other': { resolved: 'other', link: true },
        other: { version: '1.0.0' },
      },
    })
    const later = Date.now() / 1000 + 60
    utimesSync(join(clone, 'package-lock.json'), later, later)
    expect((await ground('ensureInstalled(say)')).said).toHaveLength(1)
    expect(readdirSync(join(clone, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'other',
    ])
  })

  it('happens again after one that was broken off', async () => {
    await ground('ensureInstalled(say)')
    rmSync(join(clone, 'node_modules', '.package-lock.json'))
    expect((await ground('ensureInstalled(say)')).said).toHaveLength(1)
  })

  it('runs no script of a package', async () => {
    write('thing/package.json', {
      name: 'thing',
      version: '1.0.0',
      scripts: { install: 'touch ../ran', postinstall: 'touch ../ran' },
    })
    await ground('ensureInstalled(say)')
    expect(existsSync(join(clone, 'ran'))).toBe(false)
  })

  it('without a network says what cannot be reached, without the password in its address', async () => {
    const manifest = {
      name: 'clone',
      version: '1.0.0',
      type: 'module',
      dependencies: { 'left-out': '1.0.0' },
    }
    write('package.json', manifest)
    const packages = { '': manifest, 'node_modules/left-out': { version: '1.0.0' } }
    write('package-lock.json', { name: 'clone', version: '1.0.0', lockfileVersion: 3, packages })
    const env = { npm_config_registry: 'http://me:hunter2@127.0.0.1:1/', npm_config_fetch_retries: '0' }
    const { error } = await ground('ensureInstalled(say)', { env })
    expect(error).toContain('npm ci failed: the package registry (127.0.0.1:1) cannot be reached.')
    expect(error).not.toContain('hunter2')
  })

  it('without npm says where it comes from', async () => {
    const { error } = await ground('ensureInstalled(say)', { env: { PATH: '/nowhere' } })
    expect(error).toMatch(/^npm is not found.*nodejs\.org/)
  })
})

describe('an installed package', () => {
  it('neither installs nor builds anything', async () => {
    const installed = join(clone, 'node_modules', 'countersign')
    cpSync(join(clone, 'cli'), join(installed, 'cli'), { recursive: true })
    writeFileSync(join(installed, 'package.json'), '{"type":"module"}')
    writeFileSync(join(installed, 'package-lock.json'), '{}')
    mkdirSync(join(installed, 'console'))
    writeFileSync(join(installed, 'console', 'index.html'), '')
    clone = installed
    try {
      const env = { PATH: '/nowhere' }
      expect(await ground('ensureInstalled(say)', { env })).toEqual({ said: [] })
      expect(await ground('ensureConsoleBuilt(say)', { env })).toEqual({ said: [] })
    } finally {
      clone = join(installed, '..', '..')
    }
  })
})

describe('a Node 24', () => {
  it('is the one that runs, when it is new enough', async () => {
    expect(await ground('findNode24()')).toEqual({ said: [], result: process.execPath })
  })

  it.runIf(olderNode !== undefined)(
    'is the one from npm for an older one, and nothing where it is missing',
    async () => {
      const node = olderNode ?? ''
      expect(await ground('findNode24()', { node })).toEqual({ said: [] })
      symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'))
      const { result } = await ground('findNode24()', { node })
      expect(result).toMatch(/node_modules\/node-[a-z0-9-]+\/bin\/node$/)
    },
  )
})

describe('building the console', () => {
  const dist = (file: string) => join(clone, 'console', 'dist', file)

  beforeEach(() => {
    write('console/package.json', { name: 'console', type: 'module' })
    write('console/index.html', '<script type="module" src="./page.js"></script>')
    write('console/page.js', 'document.title = "first"')
    write('contract/paths.ts', '')
    write('otp/code.ts', '')
    mkdirSync(join(clone, 'node_modules'), { recursive: true })
    symlinkSync(join(repository, 'node_modules', 'vite'), join(clone, 'node_modules', 'vite'))
  })

  const built = () =>
    readdirSync(dist('assets'))
      .map((name) => readFileSync(dist(`assets/${name}`), 'utf8'))
      .join()

  it('happens once, and again when a source has changed', async () => {
    expect(await ground('ensureConsoleBuilt(say)')).toEqual({ said: ['Building the console …'] })
    expect(built()).toContain('first')
    expect(await ground('ensureConsoleBuilt(say)')).toEqual({ said: [] })
    write('console/page.js', 'document.title = "second"')
    expect((await ground('ensureConsoleBuilt(say)')).said).toHaveLength(1)
    expect(built()).toContain('second')
    write('contract/paths.ts', 'export const changed = true')
    expect((await ground('ensureConsoleBuilt(say)')).said).toHaveLength(1)
    expect(readdirSync(join(clone, 'node_modules', '.cache'))).toEqual([])
  })

  it('does not happen for a test that has changed', async () => {
    await ground('ensureConsoleBuilt(say)')
    write('console/page.test.ts', 'changed')
    expect(await ground('ensureConsoleBuilt(say)')).toEqual({ said: [] })
  })

  it('that fails is told in the words of the builder, and the former console stays', async () => {
    await ground('ensureConsoleBuilt(say)')
    write('console/page.js', 'import "./missing.js"')
    const { error } = await ground('ensureConsoleBuilt(say)')
    expect(error).toMatch(/The console could not be built:\n[^]*missing\.js/)
    expect(built()).toContain('first')
  })

  it('without the builder says how to get it', async () => {
    rmSync(join(clone, 'node_modules', 'vite'))
    const { error } = await ground('ensureConsoleBuilt(say)')
    expect(error).toContain('vite is not installed')
  })
})

it('starts Node with the same flags by hand, by npm and by itself', () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const [firstLine] = readFileSync(join(repository, 'cli/countersign.js'), 'utf8').split('\n')
  expect(firstLine).toBe(`#!/usr/bin/env -S node ${nodeFlags.join(' ')}`)
  expect(scripts.start).toBe(`exec node ${nodeFlags.join(' ')} cli/countersign.js start`)
})
