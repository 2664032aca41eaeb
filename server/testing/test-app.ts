// The whole application on a database of its own, with a clock that the test holds. Requests need no port.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { prepareKey } from '../../otp/hotp.ts'
import { totp } from '../../otp/totp.ts'
import { decodeBase32 } from '../../otp/base32.ts'
import { openDatabase, type Database, type DatabaseConnection } from '../database/database.ts'
import { listenToSignals } from '../database/signals.ts'
import type { FrameFiles } from '../frames/frame-files.ts'
import { openFrameFolder } from '../frames/frame-folder.ts'
import { buildApp } from '../http/app.ts'
import { createMailer } from '../mail/mailer.ts'
import { createMetrics } from '../http/metrics.ts'
import type { ScreenFiles } from '../http/screen-files.ts'
import { createPasswordHasher, type PasswordHasher } from '../passwords/password-hash.ts'
import { readServicePacks } from '../service-packs/service-packs.ts'
import type { Services } from '../services.ts'
import { readSettings, type Settings } from '../settings.ts'
import { createSetupToken } from '../setup/setup-token.ts'
import { parseKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import { createTestDatabase } from './test-database.ts'

export const BASE_URL = 'http://127.0.0.1:8400'
export const SETUP_TOKEN = 'setup-token-of-the-tests'
export const ADMIN = { email: 'admin@northwind.example', password: 'lantern orchard violin 27' }

/** As weak as Argon2id allows, so that a suite of thousands of sign-ins is not a suite of hashing. */
const testHashParameters = { memoryKib: 8, iterations: 1, parallelism: 1 }

export interface Answer {
  status: number
  // Tests read answers of every form; the schemas are what is tested, not what is assumed.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
  headers: Record<string, string | string[] | number | undefined>
  /** The value of the session cookie that was set, if one was. */
  cookie: string | undefined
}

export interface RequestOptions {
  body?: unknown
  cookie?: string | undefined
  token?: string | undefined
  headers?: Record<string, string>
  remoteAddress?: string
}

export interface TestApp {
  app: FastifyInstance
  connection: DatabaseConnection
  database: Database
  services: Services
  /** Everything that was logged, one JSON line each. */
  logs: string[]
  now(): Date
  /** What a request waits for comes with it. */
  advance(seconds: number): void
  /** The moments that requests wait for. */
  waits(): Date[]
  request(method: string, url: string, options?: RequestOptions): Promise<Answer>
  post(url: string, body?: unknown, options?: RequestOptions): Promise<Answer>
  get(url: string, options?: RequestOptions): Promise<Answer>
  /** Sets the installation up; the cookie of the first admin's session. */
  setUp(): Promise<string>
  close(): Promise<void>
}

export interface TestAppOptions {
  /** Settings as variables, beside those that every test needs. */
  env?: Record<string, string>
  hasher?: PasswordHasher
  consoleDir?: string
  /** The page of screens; none where nothing is said. */
  screenFiles?: ScreenFiles
  /** Another server on the database of this one. */
  beside?: Pick<TestApp, 'connection'>
  /** Where frames lie; a folder of its own where nothing is said. */
  framesFolder?: string
  /** Where they lie instead of a folder. */
  frameFiles?: FrameFiles
  startAt?: Date
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const settings = testSettings(options.env ?? {})
  const own = options.beside === undefined ? await createTestDatabase() : undefined
  const connection = own?.connection ?? options.beside?.connection
  if (connection === undefined) throw new Error('There is no database to test on.')
  const database = openDatabase(connection, { maxConnections: 10, onIdleError: () => undefined })
  const framesFolder = options.framesFolder ?? (await mkdtemp(join(tmpdir(), 'countersign-frames-')))
  const logs: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString())
      done()
    },
  })
  const logger = pino({ level: 'debug', base: null }, stream)
  const hasher =
    options.hasher ?? createPasswordHasher({ parameters: testHashParameters, workers: 2, queueLimit: 1000 })
  const vault = createVault(
    parseKeyring(`k1 ${Buffer.alloc(32, 7).toString('base64')}`, 'the test'),
    randomBytes,
  )
  const services: Services = {
    settings,
    database,
    signals: listenToSignals(database.pool, () => undefined),
    frameFiles: options.frameFiles ?? openFrameFolder(framesFolder),
    vault,
    hasher,
    metrics: createMetrics(() => hasher.stats()),
    setupToken: createSetupToken(settings.setupToken, randomBytes),
    screenFiles: options.screenFiles,
    servicePacks: readServicePacks(settings.dataDir),
    mailer: createMailer(settings),
    randomBytes,
    wakeRunner: undefined,
    report: (event, facts) => logger.error(facts, event),
  }
  const clock = { ms: (options.startAt ?? new Date('2026-11-23T09:00:10Z')).getTime() }
  const waits = new Map<() => void, Date>()
  const app = await buildApp({
    services,
    clock: () => new Date(clock.ms),
    waitUntil: (moment) =>
      moment.getTime() <= clock.ms ? Promise.resolve() : new Promise((go) => waits.set(go, moment)),
    logger,
    ...(options.consoleDir === undefined ? {} : { consoleDir: options.consoleDir }),
  })

  /** As a browser does, a test goes on with the newest cookie of a session: a step-up renews it. */
  const renewed = new Map<string, string>()
  function newestOf(cookie: string): string {
    const next = renewed.get(cookie)
    return next === undefined ? cookie : newestOf(next)
  }

  async function request(method: string, url: string, given: RequestOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = { 'user-agent': 'Test/1.0' }
    // A browser sends its cookie and its origin together.
    const cookie = given.cookie === undefined ? undefined : newestOf(given.cookie)
    if (cookie !== undefined)
      Object.assign(headers, { cookie: `countersign_session=${cookie}`, origin: settings.baseUrl.origin })
    if (given.token !== undefined) headers.authorization = `Bearer ${given.token}`
    if (given.body !== undefined) headers['content-type'] = 'application/json'
    const response = await app.inject({
      method: method,
      url,
      headers: { ...headers, ...given.headers },
      ...(given.body === undefined
        ? {}
        : { payload: typeof given.body === 'string' ? given.body : JSON.stringify(given.body) }),
      ...(given.remoteAddress === undefined ? {} : { remoteAddress: given.remoteAddress }),
    })
    const isJson = response.headers['content-type']?.includes('json') === true
    const fresh = response.cookies.find((one) => one.name.endsWith('countersign_session'))?.value
    if (cookie !== undefined && fresh !== undefined && url.startsWith('/api/v1/me/'))
      renewed.set(cookie, fresh)
    return {
      status: response.statusCode,
      body: isJson && response.body !== '' ? response.json<unknown>() : response.body,
      headers: response.headers,
      cookie: fresh,
    }
  }

  const test: TestApp = {
    app,
    connection,
    database,
    services,
    logs,
    now: () => new Date(clock.ms),
    advance: (seconds) => {
      clock.ms += seconds * 1000
      for (const [go, moment] of waits) {
        if (moment.getTime() <= clock.ms && waits.delete(go)) go()
      }
    },
    waits: () => [...waits.values()],
    request,
    post: (url, body, given) => request('POST', url, { ...given, body: body ?? {} }),
    get: (url, given) => request('GET', url, given),
    async setUp() {
      const answer = await test.post('/api/v1/setup', {
        token: SETUP_TOKEN,
        organizationName: 'Northwind',
        ...ADMIN,
        name: 'Ada Admin',
      })
      if (answer.status !== 201 || answer.cookie === undefined) {
        throw new Error(`The setup failed: ${JSON.stringify(answer.body)}`)
      }
      return answer.cookie
    },
    async close() {
      await app.close()
      await database.close()
      await own?.drop()
      if (options.framesFolder === undefined) await rm(framesFolder, { recursive: true, force: true })
    },
  }
  return test
}

function testSettings(env: Record<string, string>): Settings {
  const settings = readSettings(
    { COUNTERSIGN_BASE_URL: BASE_URL, COUNTERSIGN_SETUP_TOKEN: SETUP_TOKEN, ...env },
    [],
  )
  if ('errors' in settings) throw new Error(settings.errors.join('\n'))
  return settings
}

/** The code that an authenticator app shows for the key of an enrolment, now or some steps away. */
export function codeOf(secret: string, at: Date, stepsAway = 0, periodSeconds = 30): string {
  const key = prepareKey(decodeBase32(secret))
  return totp(key, at.getTime() + stepsAway * periodSeconds * 1000, { periodSeconds })
}
