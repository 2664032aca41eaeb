// The embedded PostgreSQL in ordinary use: it starts, keeps what it was given, is closed to others, and stops.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { makeDataFolder } from '../testing/embedded-holder.ts'
import { startEmbeddedPostgres, type DatabaseConnection, type EmbeddedPostgres } from './embedded-postgres.ts'

const isRoot = process.getuid?.() === 0
const debianBinDir = '/usr/lib/postgresql/15/bin'

let dataDir: string
let said: string[]
let running: EmbeddedPostgres[]

let made: string

beforeAll(async () => {
  made = await makeDataFolder()
})

afterAll(() => rmSync(made, { recursive: true, force: true }))

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'embedded '))
  said = []
  cpSync(made, dataDir, { recursive: true })
  running = []
})

afterEach(async () => {
  for (const postgres of running) await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(options: { binDir?: string; maxConnections?: number; dataDir?: string } = {}) {
  const postgres = await startEmbeddedPostgres({ dataDir, say: (line) => said.push(line), ...options })
  running.push(postgres)
  return postgres
}

async function ask(connection: DatabaseConnection, statement: string): Promise<unknown[][]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows as unknown[][]
  } finally {
    await client.end()
  }
}

describe('a start', () => {
  it('makes a database in an empty folder, and the next start finds what was written', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    const first = await start()
    expect(said).toEqual([`Making a new database in ${join(dataDir, 'postgres')} …`])
    await ask(first.connection, `create table note as select 'kept' as text`)
    await first.stop()
    const second = await start()
    expect(await ask(second.connection, 'select text from note')).toEqual([['kept']])
    expect(said).toHaveLength(1)
  })

  it('runs a durable PostgreSQL 18 in UTF-8, whose order of letters does not hang on the machine', async () => {
    const { connection } = await start({ maxConnections: 17 })
    expect(
      await ask(
        connection,
        `select current_setting('server_version_num')::int / 10000, current_setting('fsync'),
                current_setting('synchronous_commit'), current_setting('server_encoding'),
                current_setting('data_checksums'), current_setting('max_connections'), datlocprovider, datlocale
         from pg_database where datname = current_database()`,
      ),
    ).toEqual([[18, 'on', 'on', 'UTF8', 'on', '17', 'b', 'C.UTF-8']])
    expect(await ask(connection, `select upper('äé')`)).toEqual([['ÄÉ']])
  })

  it('gives the application a login that may make databases, but is no superuser', async () => {
    const { connection } = await start()
    const [row] = await ask(
      connection,
      `select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user`,
    )
    expect(row).toEqual([false, true, false])
    await expect(ask(connection, `copy (select 1) to program 'true'`)).rejects.toThrow(/permission denied/)
  })

  it('refuses the same folder a second time in one process, and says who has it', async () => {
    await start()
    await expect(start()).rejects.toThrow(`already runs in this process (${process.pid})`)
  })

  it.runIf(existsSync(debianBinDir))('runs another PostgreSQL when told so, from 15 on', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    const { connection } = await start({ binDir: debianBinDir })
    expect(await ask(connection, 'show server_encoding')).toEqual([['UTF8']])
    expect(await ask(connection, `select upper('äé')`)).toEqual([['ÄÉ']])
  })
})

describe('closed to others', () => {
  it('listens on no address, only on a socket in a folder of its own', async () => {
    const { connection } = await start()
    expect(await ask(connection, 'show listen_addresses')).toEqual([['']])
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    expect(Buffer.byteLength(join(connection.host, '.s.PGSQL.5432'))).toBeLessThan(104)
  })

  it('keeps data and lock unreadable for others', async () => {
    await start({ dataDir: join(dataDir, 'new') })
    expect(statSync(join(dataDir, 'new')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'new', 'postgres')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'new', 'postgres.lock')).mode & 0o777).toBe(0o600)
  })

  // The database's own user, whom other services may share (nobody), is not let in through the socket.
  it.runIf(isRoot)('lets in nobody but the user who started it', async () => {
    const { connection } = await start()
    const { uid, gid } = statSync(connection.host)
    const { spawnSync } = await import('node:child_process')
    const knock = `
      const client = new (require('pg').Client)(${JSON.stringify(connection)})
      process.setgroups([]); process.setgid(${gid}); process.setuid(${uid})
      client.connect().then(() => console.log('let in'), (error) => console.log(error.message)).finally(() => process.exit())`
    const child = spawnSync(process.execPath, ['-e', knock], { encoding: 'utf8', cwd: import.meta.dirname })
    expect(child.stdout).toContain('Peer authentication failed')
  })

  it.runIf(isRoot)('runs as an unprivileged user', async () => {
    const { connection } = await start()
    const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
    expect(status).toMatch(/^Groups:\s*$/m)
    expect(await ask(connection, 'select 1')).toEqual([[1]])
  })
})

describe('a stop', () => {
  it('removes the socket and lets the next one start; a second stop is the same one', async () => {
    const first = await start()
    const stops = [first.stop(), first.stop()]
    await Promise.all(stops)
    expect(existsSync(first.connection.host)).toBe(false)
    expect(await first.whenExited).toBe('The embedded PostgreSQL has shut down.')
    await start()
  })

  it('does not wait for transactions that nobody ends', async () => {
    const postgres = await start()
    const client = new pg.Client(postgres.connection)
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    await postgres.stop()
    await expect(client.query('select 1')).rejects.toThrow()
  })
})

describe('data of another kind', () => {
  it('refuses a database of another PostgreSQL, and says which', async () => {
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '19\n')
    await expect(start()).rejects.toThrow(/made by PostgreSQL 19.*brings PostgreSQL 18/)
  })

  it('refuses a folder with foreign files and leaves them alone', async () => {
    rmSync(join(dataDir, 'postgres', 'PG_VERSION'))
    const before = readdirSync(join(dataDir, 'postgres'))
    await expect(start()).rejects.toThrow(/holds files, but no PostgreSQL database/)
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual(before)
  })

  it('tells the cases apart by code', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres'), 'a file')
    const error = await start().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(EmbeddedPostgresError)
    expect(error).toMatchObject({ code: 'embedded_postgres.no_access' })
  })
})
