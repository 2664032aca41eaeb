// The server from its settings: keys, database, application, and an orderly end.
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { shortenPhoneSessions } from '../approvals/phones.store.ts'
import { listenToSignals } from '../database/signals.ts'
import { openDatabase, type Database, type DatabaseConnection } from '../database/database.ts'
import {
  createPasswordHasher,
  currentHashParameters,
  threadPoolShortage,
} from '../passwords/password-hash.ts'
import { openFrameFiles } from '../frames/open-frame-files.ts'
import { startWorker, type Worker } from '../jobs/worker.ts'
import { createMailer } from '../mail/mailer.ts'
import { readServicePacks } from '../service-packs/service-packs.ts'
import { createRunnerBeside } from '../runners/runner-beside.ts'
import { isThereWork } from '../runners/leases.store.ts'
import type { Services } from '../services.ts'
import type { Settings } from '../settings.ts'
import { createSetupToken } from '../setup/setup-token.ts'
import { isSetUp } from '../setup/setup.store.ts'
import { readKeyCommand, readKeyFile, type Keyring } from '../vault/keyring.ts'
import { keyFilePollMs, wrappingOf } from '../vault/keys-command.ts'
import { readFingerprintRoot } from '../vault/reseal.store.ts'
import { createVault, type Vault } from '../vault/vault.ts'
import { confirmKeys, hasKeyProofs } from '../vault/vault.store.ts'
import { buildApp } from './app.ts'
import { openLog } from './log-output.ts'
import { createMetrics } from './metrics.ts'
import { readScreenFiles } from './screen-files.ts'

export interface StartOptions {
  settings: Settings
  database: { connection: DatabaseConnection }
  /** Sentences for whoever started it by hand. */
  say: (sentence: string) => void
}

export interface RunningServer {
  address: { host: string; port: number }
  /** Where the first admin is made; undefined once there is an organization. */
  setupLink: string | undefined
  stop(): Promise<void>
}

const CONSOLE_DIR = fileURLToPath(new URL('../../console/dist', import.meta.url))
const SCREEN_DIR = fileURLToPath(new URL('../../screen/dist', import.meta.url))

export async function startServer({ settings, database: where, say }: StartOptions): Promise<RunningServer> {
  const log = openLog(settings.logLevel)
  const database = openDatabase(where.connection, {
    maxConnections: settings.databasePool,
    silenceMillis: 15_000,
    onIdleError: (error) => log.warn({ reason: error.message }, 'a database connection was lost'),
  })
  let app: FastifyInstance | undefined
  try {
    const services = await prepareServices(settings, database, log)
    await shortenPhoneSessions(database, settings.phoneSessionDays)
    const consoleDir = existsSync(CONSOLE_DIR) ? CONSOLE_DIR : undefined
    if (consoleDir === undefined) say('The console is not built: only the API answers.')
    app = await buildApp({
      services,
      clock: () => new Date(),
      logger: log,
      ...(consoleDir === undefined ? {} : { consoleDir }),
    })
    await app.listen(settings.listen)
    const beside = createRunnerBeside({
      settings,
      database,
      randomBytes,
      serverUrl: localUrl(app, settings),
      log,
    })
    if (settings.runner) {
      services.wakeRunner = () => beside.wake()
      if (await isThereWork(database)) beside.wake()
    }
    const worker = await openWorker(services, where.connection, log)
    const running = app
    const stopWatching = watchKeyFile(services, log)
    return {
      address: addressOf(app, settings),
      setupLink: await setupLink(services),
      async stop() {
        stopWatching()
        await beside.stop()
        await Promise.all([running.close(), worker.stop()])
        services.mailer?.close()
        await database.close()
      },
    }
  } catch (error) {
    await app?.close()
    await database.close()
    throw error
  }
}

/** The jobs have connections of their own: one listens all the time, and none waits behind a sign-in. */
async function openWorker(services: Services, connection: DatabaseConnection, log: Logger): Promise<Worker> {
  const database = openDatabase(connection, {
    maxConnections: 3,
    onIdleError: (error) =>
      log.warn({ reason: error.message }, 'a connection of the background jobs was lost'),
  })
  const worker = await startWorker(services, database.pool, () => new Date())
  return {
    async stop() {
      await worker.stop()
      await database.close()
    },
  }
}

async function prepareServices(settings: Settings, database: Database, log: Logger): Promise<Services> {
  const vault = await openVault(settings, database)
  const shortage = threadPoolShortage(settings.passwordWorkers, process.env.UV_THREADPOOL_SIZE)
  if (shortage !== undefined) log.warn(shortage)
  const hasher = createPasswordHasher({
    parameters: currentHashParameters,
    workers: settings.passwordWorkers,
    queueLimit: settings.passwordQueue,
  })
  return {
    settings,
    database,
    signals: listenToSignals(database.pool, (reason) => log.warn({ reason }, 'signals were lost')),
    frameFiles: await openFrameFiles(settings, vault, (sentence) => log.warn(sentence)),
    vault,
    hasher,
    metrics: createMetrics(() => hasher.stats()),
    setupToken: createSetupToken(settings.setupToken, randomBytes),
    screenFiles: readScreenFiles(SCREEN_DIR),
    servicePacks: readServicePacks(settings.dataDir),
    mailer: createMailer(settings),
    randomBytes,
    wakeRunner: undefined,
    report: (event, facts) => log.error(facts, event),
  }
}

/** The vault, with the fingerprints of this database. Keys from a file are read anew when one is added to it. */
async function openVault(settings: Settings, database: Database): Promise<Vault> {
  const keyring = await readKeys(settings, database)
  const probe = createVault(keyring, randomBytes)
  await confirmKeys(database, probe, new Date())
  const oldestKey = (keyring.all[0] ?? keyring.current).bytes
  const fingerprintRoot = await readFingerprintRoot(database, probe, { oldestKey, random: randomBytes(32) })
  const file = { mayCreate: false, randomBytes, ...wrappingOf(settings) }
  const readAnew = () => readKeyFile(settings.keyFile, file)
  return createVault(keyring, randomBytes, {
    fingerprintRoot,
    ...(settings.keyCommand === undefined ? { readKeys: readAnew } : {}),
  })
}

/** Seals with a key that was added to the file soon after it was; a file that cannot be read changes nothing. */
function watchKeyFile({ settings, vault }: Services, log: Logger): () => void {
  if (settings.keyCommand !== undefined) return () => {}
  let seen = statSync(settings.keyFile, { throwIfNoEntry: false })?.mtimeMs
  const timer = setInterval(() => {
    const mtimeMs = statSync(settings.keyFile, { throwIfNoEntry: false })?.mtimeMs
    if (mtimeMs === seen || mtimeMs === undefined) return
    try {
      vault.refresh()
      seen = mtimeMs
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'the key file was changed and cannot be read')
    }
  }, keyFilePollMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function readKeys(settings: Settings, database: Database): Promise<Keyring> {
  if (settings.keyCommand !== undefined) return readKeyCommand(settings.keyCommand)
  return readKeyFile(settings.keyFile, {
    mayCreate: !(await hasKeyProofs(database)),
    randomBytes,
    ...wrappingOf(settings),
  })
}

/** For the runner on the same machine, whatever name people use. */
function localUrl(app: FastifyInstance, settings: Settings): string {
  const { host, port } = addressOf(app, settings)
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`
}

function addressOf(app: FastifyInstance, { listen }: Settings): { host: string; port: number } {
  const address = app.server.address()
  return {
    host: listen.host,
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
  }
}

async function setupLink({ settings, setupToken, database }: Services): Promise<string | undefined> {
  if (await isSetUp(database)) return undefined
  const fragment = setupToken.printable === undefined ? '' : `#${setupToken.printable}`
  return new URL(`/setup${fragment}`, settings.baseUrl).href
}
