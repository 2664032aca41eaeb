// The commands start, server, migrate and help: from settings to a running server, and to an orderly end.
import { inspect } from 'node:util'
import type { DatabaseConnection } from './database/database.ts'
import { keepHeapSmall } from './heap-size.ts'
import { openLifetime, Stopped, type Lifetime } from './lifetime.ts'
import { describeSettings } from './settings-help.ts'
import { readSettings, type Settings } from './settings.ts'
import { explainStart } from './start-errors.ts'
import { version } from './version.ts'

const usage = `countersign: two-factor authentication from both sides, self-hosted

  countersign start      everything: in a clone installs and builds what is missing; the database, the server
  countersign server     the same for a machine to look after: installs nothing, writes JSON logs, and the setup link until it is used
  countersign migrate    brings the database to this version, says what was done, and ends
  countersign operator …     adds, lists, disables those who run the installation
  countersign recover EMAIL REASON   makes the link that recovers an admin; the other admins are told, and can stop it
  countersign runner         is a runner, the process with the browser; countersign runner add|list|remove says which may
  countersign restored       after a backup was brought back: ends and voids what may have been used since
  countersign keys …         rotates the keys that seal secrets, while servers serve
  countersign audit …        proves the audit log, and names the first row that is not as it was written
  countersign --version
  countersign --help
`

type Say = (sentence: string) => void

type Command = (settings: Settings, lifetime: Lifetime, args: readonly string[]) => Promise<number>

/** Commands with arguments of their own; their settings come from the environment. */
const tools: Record<string, Command> = {
  operator: async (settings, lifetime, args) =>
    (await import('./operators/operators-command.ts')).runOperator(settings, lifetime, args),
  recover: async (settings, lifetime, args) =>
    (await import('./operators/operators-command.ts')).runRecover(settings, lifetime, args),
  restored: async (settings, lifetime, args) =>
    (await import('./operators/operators-command.ts')).runRestored(settings, lifetime, args),
  runner: async (settings, lifetime, args) =>
    (await import('./runners/runners-command.ts')).runRunnerCommand(settings, lifetime, args),
  keys: async (settings, lifetime, args) =>
    (await import('./vault/keys-command.ts')).runKeys(settings, lifetime, args),
  audit: async (settings, lifetime, args) =>
    (await import('./audit/audit-command.ts')).runAudit(settings, lifetime, args),
}

const commands: Record<string, Command> = {
  ...tools,
  start: (settings, lifetime) => runServer(settings, lifetime, print),
  server: (settings, lifetime) => runServer(settings, lifetime, () => {}),
  migrate: runMigrate,
}

/** Runs one command to its end and returns the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  // A reader that went away (`npm start | head`) is no reason to end.
  process.stdout.on('error', () => {})
  const [name, ...flags] = args
  if (name === undefined || name === '--help' || name === 'help' || flags.includes('--help')) {
    print(`${usage}\n${describeSettings()}`)
    return name === undefined ? 1 : 0
  }
  if (name === '--version') {
    print(`countersign ${version}`)
    return 0
  }
  const command = commands[name]
  if (command === undefined) {
    complain(`There is no command ${JSON.stringify(name)}: countersign --help names them all.`)
    return 1
  }
  const isTool = name in tools
  const settings = readSettings(process.env, isTool ? [] : flags)
  if ('errors' in settings) {
    for (const error of settings.errors) complain(error)
    return 1
  }
  return live(
    (given, lifetime) => command(given, lifetime, flags),
    settings,
    name === 'start' ? print : () => {},
  )
}

async function live(
  command: (settings: Settings, lifetime: Lifetime) => Promise<number>,
  settings: Settings,
  say: Say,
): Promise<number> {
  const lifetime = openLifetime(say)
  try {
    const exitCode = await command(settings, lifetime)
    return await lifetime.end(exitCode)
  } catch (error) {
    if (error instanceof Stopped) return lifetime.end(0)
    complain(explainStart(error, settings))
    if (settings.logLevel === 'debug' || settings.logLevel === 'trace') complain(inspect(error))
    return lifetime.end(1)
  }
}

async function runServer(settings: Settings, lifetime: Lifetime, say: Say): Promise<number> {
  say(`Countersign ${version}`)
  const letHeapGrow = keepHeapSmall()
  // Half a second of reading modules, while the database starts.
  const modules = Promise.all([import('./database/migrate.ts'), import('./http/start-server.ts')])
  modules.catch(() => {}) // it is awaited below; the database's own trouble comes first
  const { connection, protect } = await openDatabase(settings, lifetime, say)
  const [{ migrateDatabase }, { startServer }] = await modules
  const migrations = await migrateDatabase(connection)
  await protect()
  if (migrations.length > 0) say(`The database was brought to this version: ${migrations.join(', ')}.`)
  lifetime.checkpoint()
  giveHashingItsThreads(settings)
  const server = await startServer({ settings, database: { connection }, say })
  letHeapGrow()
  lifetime.whenEnding(() => server.stop())
  say(`Countersign listens on ${settings.baseUrl.origin} (the interrupt key, Ctrl+C, stops it).`)
  if (server.setupLink !== undefined) print(`Set it up here: ${server.setupLink}`)
  return lifetime.untilEnd()
}

async function runMigrate(settings: Settings, lifetime: Lifetime): Promise<number> {
  const { connection, protect } = await openDatabase(settings, lifetime, print)
  const { migrateDatabase } = await import('./database/migrate.ts')
  const migrations = await migrateDatabase(connection)
  await protect()
  if (migrations.length === 0) print('Nothing to do: the database is at this version.')
  else print(`The database was brought to this version: ${migrations.join(', ')}.`)
  return 0
}

interface OpenedDatabase {
  connection: DatabaseConnection
  /** After the migrations. A database of one's own is protected by who set it up (docs/audit-log.md). */
  protect: () => Promise<void>
}

async function openDatabase(settings: Settings, lifetime: Lifetime, say: Say): Promise<OpenedDatabase> {
  if (settings.databaseUrl !== undefined) {
    const { checkOwnDatabase } = await import('./own-database.ts')
    await checkOwnDatabase(settings.databaseUrl)
    return { connection: { url: settings.databaseUrl }, protect: () => Promise.resolve() }
  }
  const { startEmbeddedPostgres } = await import('./database/embedded-postgres.ts')
  const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir, say })
  lifetime.whenEnding(() => embedded.stop())
  void endWithDatabase(embedded.whenExited, lifetime)
  lifetime.checkpoint()
  return { connection: embedded.connection, protect: () => embedded.protectAuditLog() }
}

async function endWithDatabase(whenExited: Promise<string>, lifetime: Lifetime): Promise<void> {
  const reason = await whenExited
  if (lifetime.isEnding()) return
  complain(`${reason} Countersign stops, because it cannot work without it.`)
  await lifetime.end(1)
}

// Argon2id runs in the thread pool of libuv, whose size is fixed at its first use.
function giveHashingItsThreads({ passwordWorkers }: Settings): void {
  process.env['UV_THREADPOOL_SIZE'] ??= String(passwordWorkers + 4)
}

function print(sentence: string): void {
  process.stdout.write(`${sentence}\n`)
}

function complain(sentence: string): void {
  process.stderr.write(`countersign: ${sentence}\n`)
}
