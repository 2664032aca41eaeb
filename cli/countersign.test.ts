// The command as a person meets it: words, mistakes, start, stop, and every way a start can fail.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databaseProcesses, findOlderNode, freePort, pause, run } from './testing/run-countersign.js'
import type { Running } from './testing/run-countersign.js'

const olderNode = findOlderNode()

let dataDir: string
let port: number
let started: Running[]

// A migrated database, to be copied: making one takes most of a test's time.
let made: string

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'countersign-cli-made-'))
  await run(['migrate', '--data-dir', made]).ended
})

afterAll(() => rmSync(made, { recursive: true, force: true }))

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  cpSync(made, dataDir, { recursive: true })
  port = await freePort()
  started = []
})

afterEach(async () => {
  for (const running of started) running.child.kill('SIGTERM')
  for (const running of started) await running.ended
  rmSync(dataDir, { recursive: true, force: true })
})

function start(args: string[], options: Parameters<typeof run>[1] = {}): Running {
  const running = run(args, options)
  started.push(running)
  return running
}

function startServer(options: Parameters<typeof run>[1] = {}): Running {
  return start(['server', '--data-dir', dataDir, '--listen', `127.0.0.1:${port}`], options)
}

async function isReady(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  return answer?.status === 200
}

async function expectFailure(running: Running, sentence: RegExp): Promise<void> {
  const { code } = await running.ended
  expect(running.output()).toMatch(sentence)
  expect(running.output().trim().split('\n')).toHaveLength(1)
  expect(running.output()).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
}

describe('words', () => {
  const nodes = [process.execPath, ...(olderNode === undefined ? [] : [olderNode])]

  it.each(nodes)('says its version and its help, with %s', async (node) => {
    const version = start(['--version'], { node })
    expect(await version.ended).toEqual({ code: 0, signal: null })
    expect(version.output()).toBe('countersign 0.1.0\n')
    for (const args of [['--help'], ['help'], ['start', '--help']]) {
      const help = start(args, { node })
      expect(await help.ended).toEqual({ code: 0, signal: null })
      expect(help.output()).toContain('countersign migrate')
      expect(help.output()).toContain('--session-idle-minutes <minutes>')
      expect(help.output()).toContain('Default: 60 minutes')
    }
  })

  it('without a command shows the help and fails', async () => {
    const running = start([])
    expect((await running.ended).code).toBe(1)
    expect(running.output()).toContain('countersign start')
  })

  it('refuses a command that there is not', async () => {
    await expectFailure(start(['serve']), /There is no command "serve": countersign --help/)
  })
})

describe('settings', () => {
  it('a wrong one, an unknown one and an unknown flag are told together, before anything is started', async () => {
    const env = { COUNTERSIGN_RUNNER: 'perhaps', COUNTERSIGN_LISTN: 'x' }
    const running = start(['server', '--data-dir', join(dataDir, 'new'), '--colour', 'red'], { env })
    expect((await running.ended).code).toBe(1)
    expect(running.output()).toContain('COUNTERSIGN_RUNNER is "perhaps": expected on or off.')
    expect(running.output()).toContain('did you mean COUNTERSIGN_LISTEN?')
    expect(running.output()).toContain('--colour is not a flag of Countersign')
    expect(existsSync(join(dataDir, 'new'))).toBe(false)
  })

  it('does not run with certificates unchecked', async () => {
    const running = start(['server'], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect((await running.ended).code).toBe(1)
    expect(running.output()).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
  })
})

describe('a server', () => {
  it('starts on an empty folder, prints the setup link, and stops in order on SIGTERM', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    const running = startServer()
    const link = await running.says(/(http:\S+\/setup\S*)/)
    expect(link).toContain(`http://127.0.0.1:${port}/setup`)
    expect(await isReady()).toBe(true)
    expect(databaseProcesses(dataDir).length).toBeGreaterThan(0)
    running.child.kill('SIGTERM')
    expect(await running.ended).toEqual({ code: 0, signal: null })
    expect(databaseProcesses(dataDir)).toEqual([])
  })

  it('writes nothing but JSON and the setup link', async () => {
    const running = startServer()
    await running.says(/\/setup/)
    running.child.kill('SIGTERM')
    await running.ended
    const lines = running.output().trim().split('\n')
    for (const line of lines.filter((text) => !text.includes('/setup'))) {
      expect(() => JSON.parse(line) as unknown).not.toThrow()
    }
  })

  it('takes the interrupt key once, though it comes twice (from the terminal and from npm)', async () => {
    const running = startServer()
    await running.says(/\/setup/)
    running.child.kill('SIGINT')
    running.child.kill('SIGINT')
    expect(await running.ended).toEqual({ code: 0, signal: null })
    expect(databaseProcesses(dataDir)).toEqual([])
  })

  it('stops in order when it is told so in the middle of starting', async () => {
    const running = startServer()
    while (databaseProcesses(dataDir).length === 0) await pause()
    running.child.kill('SIGTERM')
    expect(await running.ended).toEqual({ code: 0, signal: null })
    expect(databaseProcesses(dataDir)).toEqual([])
  })

  it('ends with a reason when its database ends', async () => {
    const running = startServer()
    await running.says(/\/setup/)
    const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
    const { code } = await running.ended
    expect(code).toBe(1)
    expect(running.output()).toMatch(/The embedded PostgreSQL has ended.*Countersign stops, because/)
  })

  it('leaves no database behind when it is killed', async () => {
    const running = startServer()
    await running.says(/\/setup/)
    running.child.kill('SIGKILL')
    await running.ended
    for (let waitedMs = 0; databaseProcesses(dataDir).length > 0 && waitedMs < 10_000; waitedMs += 20)
      await pause()
    expect(databaseProcesses(dataDir)).toEqual([])
  })
})

describe.runIf(olderNode !== undefined)('started by an older Node', () => {
  const node = olderNode ?? ''

  it('runs with the one from npm, passes SIGTERM on and gives its exit code back', async () => {
    const running = startServer({ node })
    await running.says(/\/setup/)
    running.child.kill('SIGTERM')
    expect(await running.ended).toEqual({ code: 0, signal: null })
    await expectFailure(start(['serve'], { node }), /There is no command "serve"/)
  })

  it('ends, database and all, when only the launcher is killed', async () => {
    const running = startServer({ node })
    await running.says(/\/setup/)
    running.child.kill('SIGKILL')
    for (let waitedMs = 0; databaseProcesses(dataDir).length > 0 && waitedMs < 10_000; waitedMs += 20)
      await pause()
    expect(databaseProcesses(dataDir)).toEqual([])
    expect(await isReady()).toBe(false)
  })
})

describe('a start that fails says why in one sentence', () => {
  it('the port is taken', async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    try {
      await expectFailure(startServer(), /127\.0\.0\.1:\d+ is in use by another program.*COUNTERSIGN_LISTEN/)
      expect(databaseProcesses(dataDir)).toEqual([])
    } finally {
      other.close()
    }
  })

  it('the address is not of this machine', async () => {
    const args = [
      'server',
      '--data-dir',
      dataDir,
      '--listen',
      '192.0.2.1:80',
      '--base-url',
      'https://a.example',
    ]
    await expectFailure(start(args), /not an address of this machine/)
  })

  it('the folder is a file', async () => {
    writeFileSync(join(dataDir, 'file'), '')
    const args = ['server', '--data-dir', join(dataDir, 'file'), '--listen', `127.0.0.1:${port}`]
    await expectFailure(start(args), /is a file and not a folder/)
  })

  it('another Countersign has the folder', async () => {
    const first = startServer()
    await first.says(/\/setup/)
    const args = ['server', '--data-dir', dataDir, '--listen', `127.0.0.1:${await freePort()}`]
    await expectFailure(start(args), new RegExp(`process ${first.pid} has its database open`))
    expect(await isReady()).toBe(true)
  })

  it('a database of one’s own does not answer', async () => {
    const env = { COUNTERSIGN_DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/countersign' }
    const running = start(['server', '--listen', `127.0.0.1:${port}`, '--data-dir', dataDir], { env })
    await expectFailure(running, /COUNTERSIGN_DATABASE_URL does not let us in: connect ECONNREFUSED/)
    expect(running.output()).not.toContain('hunter2')
  })

  it('the database was made by a newer version', async () => {
    const first = startServer()
    await first.says(/\/setup/)
    const lock = JSON.parse(readFileSync(join(dataDir, 'postgres.lock'), 'utf8')) as { runDir: string }
    const client = new pg.Client({
      host: join(lock.runDir, 's'),
      user: 'countersign',
      database: 'countersign',
    })
    await client.connect()
    await client.query(`insert into kysely_migration values ('9999-from-the-future', '2099-01-01')`)
    await client.end()
    first.child.kill('SIGTERM')
    await first.ended
    await expectFailure(startServer(), /made by a newer version of Countersign.*9999-from-the-future/)
  })

  it('and with its inner workings when they are asked for', async () => {
    const env = { COUNTERSIGN_LOG_LEVEL: 'debug', COUNTERSIGN_DATABASE_URL: 'postgres://127.0.0.1:1/x' }
    const running = start(['server', '--listen', `127.0.0.1:${port}`, '--data-dir', dataDir], { env })
    expect((await running.ended).code).toBe(1)
    expect(running.output()).toMatch(/\n\s+at /)
  })
})

describe('migrate', () => {
  it('says what it did, and that nothing is left to do', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    const first = start(['migrate', '--data-dir', dataDir])
    expect((await first.ended).code).toBe(0)
    expect(first.output()).toMatch(/The database was brought to this version: 0001-/)
    const second = start(['migrate', '--data-dir', dataDir])
    expect((await second.ended).code).toBe(0)
    expect(second.output()).toBe('Nothing to do: the database is at this version.\n')
    expect(databaseProcesses(dataDir)).toEqual([])
  })
})
