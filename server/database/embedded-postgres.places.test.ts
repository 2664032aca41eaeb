// Where and as whom the embedded PostgreSQL runs: root and ordinary users, odd and closed folders, full disks.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { copyProgram, hold, nobody, programForEverybody, stopHolder } from '../testing/embedded-holder.ts'
import type { Holder, HolderOptions } from '../testing/embedded-holder.ts'

const isRoot = process.getuid?.() === 0
// A container may keep its root from both.
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0
const mayMakeUserNamespaces = isRoot && spawnSync('unshare', ['--user', 'true']).status === 0

let folder: string
let holders: Holder[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-'))
  holders = []
})

afterEach(async () => {
  for (const holder of holders) await stopHolder(holder)
  rmSync(folder, { recursive: true, force: true })
})

async function holdElsewhere(options: HolderOptions): Promise<Holder> {
  const holder = await hold(options)
  holders.push(holder)
  return holder
}

async function select(host: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ host, user: 'countersign', database: 'countersign' })
  await client.connect()
  try {
    return (await client.query(statement)).rows as unknown[]
  } finally {
    await client.end()
  }
}

async function expectItToWork(dataDir: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, say: () => {} })
  try {
    expect(await select(postgres.connection.host, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    await postgres.stop()
  }
}

describe('folders', () => {
  it.each([
    ['with spaces, quotes and other letters', `it's a "data" $HOME \\ folder; élan 数据 \n x`],
    ['with a long path', Array.from({ length: 6 }, () => 'd'.repeat(100)).join('/')],
    // PostgreSQL itself knows no path longer than 1,023 bytes.
    [
      'with a path longer than PostgreSQL can hold',
      Array.from({ length: 12 }, () => 'd'.repeat(100)).join('/'),
    ],
    ['with a colon, which ends a path in lists of paths', 'a:b'],
  ])('%s', async (_, name) => {
    await expectItToWork(join(folder, name))
  })

  it('given relative to where the program was started', async () => {
    const from = process.cwd()
    process.chdir(folder)
    try {
      await expectItToWork('./data')
    } finally {
      process.chdir(from)
    }
    expect(existsSync(join(folder, 'data', 'postgres', 'PG_VERSION'))).toBe(true)
  })

  it('that is a file: a clear error', async () => {
    const path = join(folder, 'data')
    writeFileSync(path, '')
    const start = startEmbeddedPostgres({ dataDir: path, say: () => {} })
    await expect(start).rejects.toThrow(/is a file and not a folder.*COUNTERSIGN_DATA_DIR/)
  })

  it('an empty folder named postgres, as a volume leaves it, is filled', async () => {
    mkdirSync(join(folder, 'postgres'))
    await expectItToWork(folder)
  })
})

describe.runIf(isRoot)('an ordinary user', () => {
  let program: string
  let programFolder: string

  beforeAll(() => {
    programFolder = mkdtempSync(join(tmpdir(), 'embedded-program-'))
    chmodSync(programFolder, 0o755)
    program = programForEverybody(programFolder)
  })

  afterAll(() => rmSync(programFolder, { recursive: true, force: true }))

  beforeEach(() => chownSync(folder, nobody.uid, nobody.gid))

  it('runs it under the own name', async () => {
    const holder = await holdElsewhere({ dataDir: join(folder, 'data'), as: nobody, program })
    expect(holder.error).toBeUndefined()
    expect(statSync(join(folder, 'data', 'postgres')).uid).toBe(nobody.uid)
    expect(statSync(join(holder.host, '..')).uid).toBe(nobody.uid)
  })

  it('gets a clear error for a folder that is not theirs', async () => {
    chownSync(folder, 0, 0)
    chmodSync(folder, 0o755)
    const unwritable = await holdElsewhere({ dataDir: folder, as: nobody, program })
    expect(unwritable.error?.message).toMatch(/Not allowed to write into .* give that folder to the user/)
    const unmakeable = await holdElsewhere({ dataDir: join(folder, 'data'), as: nobody, program })
    expect(unmakeable.error?.message).toMatch(/Not allowed to make /)
    chmodSync(folder, 0o700)
    const unreadable = await holdElsewhere({ dataDir: join(folder, 'data'), as: nobody, program })
    expect(unreadable.error?.message).toMatch(/Not allowed to make /)
  })

  it('gets a clear error for a full disk (a limit on the size of files)', async () => {
    const wrapper = ['/bin/sh', '-c', 'ulimit -f 1000; trap "" XFSZ; exec "$@"', 'limit']
    const holder = await holdElsewhere({ dataDir: join(folder, 'data'), as: nobody, program, wrapper })
    expect(holder.error?.code).toBe('embedded_postgres.no_space')
    expect(readdirSync(join(folder, 'data'))).toEqual(['postgres.lock'])
  })

  it('shares a folder with root: what the user began, root continues as that user', async () => {
    const dataDir = join(folder, 'data')
    const first = await holdElsewhere({ dataDir, as: { uid: 1, gid: 1 }, program })
    expect(first.error?.message).toMatch(/Not allowed/)
    chownSync(folder, 1, 1)
    const own = await holdElsewhere({ dataDir, as: { uid: 1, gid: 1 }, program })
    expect(own.error).toBeUndefined()
    await stopHolder(own)
    await expectItToWork(dataDir)
    expect(statSync(join(dataDir, 'postgres', 'PG_VERSION')).uid).toBe(1)
    const again = await holdElsewhere({ dataDir, as: { uid: 1, gid: 1 }, program })
    expect(again.error).toBeUndefined()
  })

  it('is told why they cannot open what root began', async () => {
    await expectItToWork(folder)
    chownSync(folder, 1, 1)
    chownSync(join(folder, 'postgres.lock'), 1, 1)
    const holder = await holdElsewhere({ dataDir: folder, as: { uid: 1, gid: 1 }, program })
    expect(holder.error?.message).toMatch(/belongs to nobody, and you are daemon.*chown -R daemon/)
  })

  it('without an entry in the password file is told what is missing', async () => {
    chownSync(folder, 54_321, 54_321)
    const holder = await holdElsewhere({ dataDir: folder, as: { uid: 54_321, gid: 54_321 }, program })
    expect(holder.error?.message).toMatch(/needs a name for user id 54321.*COUNTERSIGN_DATABASE_URL/)
  })
})

describe.runIf(isRoot)('root', () => {
  it('below a folder that only root may enter: program and data', async () => {
    chmodSync(folder, 0o700)
    const program = join(folder, 'clone')
    copyProgram(program)
    const holder = await holdElsewhere({ dataDir: join(program, 'data'), program })
    expect(holder.error).toBeUndefined()
    expect(await select(holder.host, 'select 1 as one')).toEqual([{ one: 1 }])
    await stopHolder(holder)
    const again = await holdElsewhere({ dataDir: join(program, 'data'), program })
    expect(await select(again.host, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(again.said).toEqual([])
    expect(statSync(dirname(executableOf(join(program, 'data')))).uid).toBe(0)
  })

  it.runIf(mayMount)('the same where nothing may be kept in /var/cache', async () => {
    chmodSync(folder, 0o700)
    copyProgram(folder)
    const holder = await holdElsewhere({
      dataDir: join(folder, 'data'),
      program: folder,
      wrapper: ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o ro none /var/cache && exec "$@"', 'sh'],
    })
    expect(holder.error).toBeUndefined()
    expect(await select(holder.host, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it.runIf(mayMount)('a program that somebody else could have planted in /var/cache is not run', async () => {
    chmodSync(folder, 0o700)
    copyProgram(folder)
    const plant = `mount -t tmpfs none /var/cache && mkdir -m 777 /var/cache/countersign && exec "$@"`
    const holder = await holdElsewhere({
      dataDir: join(folder, 'data'),
      program: folder,
      wrapper: ['unshare', '--mount', 'sh', '-c', plant, 'sh'],
    })
    expect(holder.error).toBeUndefined()
    expect(executableOf(join(folder, 'data'))).not.toContain('/var/cache')
  })

  it('with a folder for temporary files that is too long or closed takes another one', async () => {
    const closed = join(folder, 'closed'.repeat(20))
    mkdirSync(closed, { mode: 0o700 })
    const holder = await holdElsewhere({ dataDir: join(folder, 'data'), env: { TMPDIR: closed } })
    expect(holder.error).toBeUndefined()
    expect(holder.host).not.toContain('closed')
  })

  const expectHint = async (wrapper: string[]) => {
    const temporary = join(folder, 'tmp')
    mkdirSync(temporary)
    chmodSync(folder, 0o755)
    const env = { TMPDIR: temporary }
    const holder = await holdElsewhere({ dataDir: join(folder, 'data'), wrapper, env })
    expect(holder.error?.message).toMatch(/root may not change to nobody here.*as an ordinary user/)
    expect(readdirSync(temporary)).toEqual([])
  }

  it.each(['setuid', 'setgid', 'chown'])(
    'without the right to %s is told to start as an ordinary user',
    async (right) => {
      await expectHint(['setpriv', `--bounding-set=-${right}`])
    },
  )

  it.runIf(mayMakeUserNamespaces)('in a container with a single user id is told the same', async () => {
    await expectHint(['unshare', '--user', '--map-root-user'])
  })

  it('takes over a database that root copied back from a backup', async () => {
    await expectItToWork(folder)
    const restored = mkdtempSync(join(tmpdir(), 'embedded-'))
    try {
      cpSync(join(folder, 'postgres'), join(restored, 'postgres'), { recursive: true })
      expect(statSync(join(restored, 'postgres')).uid).toBe(0)
      await expectItToWork(restored)
    } finally {
      rmSync(restored, { recursive: true, force: true })
    }
  })
})

describe.runIf(mayMount)('a disk', () => {
  let disk: string

  beforeEach(() => {
    disk = join(folder, 'disk')
    mkdirSync(disk)
  })

  afterEach(() => {
    spawnSync('umount', ['--lazy', disk])
  })

  it('too small for a new database: a clear error, and nothing is left behind', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'none', disk])
    const start = startEmbeddedPostgres({ dataDir: disk, say: () => {} })
    await expect(start).rejects.toThrow(/No space left on the disk that holds .* make room there/)
    expect(readdirSync(disk)).toEqual(['postgres.lock'])
  })

  it('that is full later: a clear error, and it starts again when there is room', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'none', disk])
    await expectItToWork(disk)
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=64k'])
    const start = startEmbeddedPostgres({ dataDir: disk, say: () => {} })
    await expect(start).rejects.toThrow(/No space left on the disk/)
    rmSync(join(disk, 'filler'))
    await expectItToWork(disk)
  })

  it('that is read-only: a clear error', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', disk])
    const start = startEmbeddedPostgres({ dataDir: disk, say: () => {} })
    await expect(start).rejects.toThrow(/the file system is read-only/)
  })

  it('that is no place for sockets or programs does not matter to the data', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,nodev,nosuid', 'none', disk])
    await expectItToWork(disk)
  })
})

/** The program that runs on the data folder, as the kernel knows it. */
function executableOf(dataDir: string): string {
  const pid = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]
  return execFileSync('readlink', [`/proc/${pid}/exe`], { encoding: 'utf8' }).trim()
}
