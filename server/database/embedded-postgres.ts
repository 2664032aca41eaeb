// The embedded PostgreSQL: a real server from npm as a child process, its files below the data folder.
//
// Reachable through a Unix socket only, and only for the operating-system user who started it: the kernel tells
// PostgreSQL who knocks (peer authentication), so there is no password to keep, to leak or to lose.
import { chmodSync, closeSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { prepareBinaries, type PostgresBinaries } from './embedded-binaries.ts'
import { ensureCluster, makeDataFolder, openCluster } from './embedded-cluster.ts'
import { EmbeddedPostgresError, explainDatabaseOutput } from './embedded-error.ts'
import { lockDataFolder } from './embedded-lock.ts'
import { protectAuditLog } from './audit-log-owner.ts'
import { runPostgres, type PostgresProcess } from './embedded-process.ts'
import {
  makeRunFolder,
  removeRunFolder,
  removeStaleRunFolder,
  type RunFolder,
} from './embedded-run-folder.ts'
import { forgetEarlierServer, waitForEarlierServer } from './embedded-stale-server.ts'
import { chooseDatabaseUser, ourOwnName } from './embedded-user.ts'

export interface EmbeddedPostgresOptions {
  /** The database's files go to `<dataDir>/postgres`. Made when it is missing. */
  dataDir: string
  /** What a person at the terminal should know: only said when something takes time or goes wrong. */
  say: (sentence: string) => void
  /** The `bin` folder of another PostgreSQL (15 to 18) than the one from npm. */
  binDir?: string
  maxConnections?: number
}

export interface DatabaseConnection {
  /** The folder of the socket. */
  host: string
  user: string
  /** Empty: the kernel vouches for us. */
  password: string
  database: string
}

export interface EmbeddedPostgres {
  /** The owner of the application's database, who may also make further databases, but is no superuser. */
  connection: DatabaseConnection
  /** After the migrations: from then on the server's role can add to the audit log, and not change it. */
  protectAuditLog(): Promise<void>
  /** Ends it within 8 s and removes the socket. Everything committed is on the disk. */
  stop(): Promise<void>
  /** Resolves with a sentence when it has ended, by `stop` or by itself. */
  whenExited: Promise<string>
}

const name = 'countersign'
// Crash recovery replays at most max_wal_size (512 MB) of log.
const startLimitMs = 300_000
const retryMs = 8

/** Starts it, or throws an EmbeddedPostgresError with a sentence that says what to do. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { say } = options
  makeDataFolder(options.dataDir)
  const dataDir = realpathSync(options.dataDir)
  const clusterDir = join(dataDir, 'postgres')
  const lock = await lockDataFolder(dataDir, say)
  let runFolder: RunFolder | undefined
  let postgres: PostgresProcess | undefined
  const close = async () => {
    await postgres?.stop()
    if (runFolder !== undefined) removeRunFolder(runFolder.path)
    lock.release()
  }
  try {
    if (lock.previous?.runDir !== undefined) removeStaleRunFolder(lock.previous.runDir)
    const user = chooseDatabaseUser(clusterDir)
    runFolder = makeRunFolder(user)
    lock.record(runFolder.path)
    const binaries = prepareBinaries(runFolder.path, user, say, options.binDir)
    await ensureCluster(clusterDir, binaries, user, lock.fd, say)
    if (lock.isKernelLock) forgetEarlierServer(clusterDir)
    else await waitForEarlierServer(clusterDir)
    writeAccessRules(runFolder.path)
    const cluster = openCluster(clusterDir, user)
    const args = serverArguments(cluster.path, runFolder, binaries, options.maxConnections ?? 100)
    postgres = runPostgres(binaries, args, user, cluster.fd, lock.fd, say)
    closeSync(cluster.fd)
    await waitUntilReady(postgres, runFolder.socketDir, clusterDir, say)
  } catch (error) {
    await close()
    throw error
  }
  const { socketDir } = runFolder
  let stopping: Promise<void> | undefined
  return {
    connection: { host: socketDir, user: name, password: '', database: name },
    protectAuditLog: () => asSuperuser(socketDir, name, (client) => protectAuditLog(client, name)),
    stop: () => (stopping ??= close()),
    whenExited: postgres.whenExited,
  }
}

// Given anew on each start: who started it this time may be somebody else (root after an ordinary user).
function writeAccessRules(runDir: string): void {
  const self = ourOwnName()
  writeFileSync(join(runDir, 'hba.conf'), `local all all peer map=${name}\n`)
  writeFileSync(join(runDir, 'ident.conf'), `${name} "${self}" postgres\n${name} "${self}" ${name}\n`)
  for (const file of ['hba.conf', 'ident.conf']) chmodSync(join(runDir, file), 0o644)
}

function serverArguments(
  clusterPath: string,
  runFolder: RunFolder,
  { majorVersion }: PostgresBinaries,
  maxConnections: number,
): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '',
    unix_socket_directories: runFolder.socketDir,
    unix_socket_permissions: '0700',
    port: 5432,
    hba_file: join(runFolder.path, 'hba.conf'),
    ident_file: join(runFolder.path, 'ident.conf'),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    max_connections: maxConnections,
    shared_buffers: '48MB',
    max_wal_size: '512MB',
    jit: 'off', // our statements are short: compiling them costs more than it saves
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    // Failed statements go to the caller, who decides what of them may be logged; here only the server's own news.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    // Three worker processes for asynchronous reads are more than an application of this size can use.
    ...(majorVersion >= 18 ? { io_method: 'sync' } : {}),
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  return ['-D', clusterPath, ...flags]
}

async function waitUntilReady(
  postgres: PostgresProcess,
  host: string,
  clusterDir: string,
  say: (sentence: string) => void,
): Promise<void> {
  const startedAt = performance.now()
  let hasSaid = false
  for (;;) {
    if (postgres.hasExited()) throw explainDatabaseOutput(postgres.output(), 'open', clusterDir)
    const code = await tryToConnect({ host, user: name, database: name })
    if (code === undefined) return
    if (code === missingDatabase || code === missingRole) await makeApplicationDatabase(host)
    const waitedMs = performance.now() - startedAt
    if (waitedMs > startLimitMs) {
      const sentence = `The embedded PostgreSQL did not become ready within ${startLimitMs / 60_000} minutes (${code}).`
      throw new EmbeddedPostgresError('failed', sentence)
    }
    if (waitedMs > 3_000 && !hasSaid) {
      say('The database is recovering from an unclean end …')
      hasSaid = true
    }
    await sleep(retryMs)
  }
}

// SQLSTATE: invalid_catalog_name and invalid_authorization_specification.
const missingDatabase = '3D000'
const missingRole = '28000'

/** Nothing when it worked, else the error's code. */
async function tryToConnect(config: pg.ClientConfig): Promise<string | undefined> {
  const client = new pg.Client(config)
  client.on('error', () => {}) // the connection may break after the answer
  try {
    await client.connect()
    await client.end()
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

// Not a part of initdb, so that a start that was interrupted in between is made good by the next one.
function makeApplicationDatabase(host: string): Promise<void> {
  return asSuperuser(host, 'postgres', async (client) => {
    const roles = await client.query('select 1 from pg_roles where rolname = $1', [name])
    if (roles.rowCount === 0) await client.query(`create role ${name} login createdb`)
    const databases = await client.query('select 1 from pg_database where datname = $1', [name])
    if (databases.rowCount === 0) await client.query(`create database ${name} owner ${name}`)
  })
}

async function asSuperuser(
  host: string,
  database: string,
  run: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ host, user: 'postgres', database })
  client.on('error', () => {})
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}
