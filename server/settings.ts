// The settings of one server, read once at start from flags and variables; whatever is wrong is refused in words.
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import {
  httpsWanted,
  isLoopback,
  type BucketAddress,
  type ListenAddress,
  type Parsed,
} from './settings-parsers.ts'
import { findUnknownVariables, readFlags } from './settings-flags.ts'
import {
  flagOf,
  settingsTable,
  type logLevels,
  type signUps,
  type Setting,
  type SettingRow,
} from './settings-table.ts'

export interface Settings {
  listen: ListenAddress
  baseUrl: URL
  /** Absolute. */
  dataDir: string
  databaseUrl?: string
  /** Where frames lie; in the data folder where nothing is said. */
  framesUrl?: BucketAddress
  /** Absolute. Where `framesUrl` has no secret. */
  framesSecretFile?: string
  setupToken?: string
  trustedProxies: string[]
  /** Absolute. Not read when there is a `keyCommand`. */
  keyFile: string
  keyCommand?: string
  keyWrapCommand?: string
  keyUnwrapCommand?: string
  passwordWorkers: number
  passwordQueue: number
  sessionIdleMinutes: number
  sessionHours: number
  phoneSessionIdleDays: number
  phoneSessionDays: number
  sessionsPerAccount: number
  historyDays: number
  noticeDays: number
  recoveryHours: number
  signUp: (typeof signUps)[number]
  challengeMinutes: number
  logLevel: (typeof logLevels)[number]
  databasePool: number
  smtpUrl?: string
  mailFrom?: string
  runner: boolean
  runnerAllow: string[]
  webhookAllow: string[]
  vapidKey?: Buffer
  vapidSubject?: string
  browser?: string
}

/** What the defaults depend on beside the settings themselves. */
export interface Machine {
  cores: number
  workingDir: string
}

/**
 * Flags (`--base-url X`, `--base-url=X`) win over variables; an empty variable counts as not set. Everything
 * that is wrong is told at once, one sentence each.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
  machine: Machine = { cores: availableParallelism(), workingDir: process.cwd() },
): Settings | { errors: string[] } {
  const { flags, errors } = readFlags(args)
  errors.push(...findUnknownVariables(env))
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    errors.push(
      'NODE_TLS_REJECT_UNAUTHORIZED is 0, which lets anybody in between read and change what goes to other servers: unset it (NODE_EXTRA_CA_CERTS adds a certificate authority of your own).',
    )
  }

  const given = (row: Pick<SettingRow, 'variable'>) =>
    flags.get(row.variable) ?? (env[row.variable] || undefined)
  function take<Value>(row: Setting<Value>): Value | undefined {
    const text = given(row)
    if (text === undefined) return row.fallback === undefined ? undefined : valueOf(row.parse(row.fallback))
    const parsed = row.parse(text)
    if ('value' in parsed) return parsed.value
    const source = flags.has(row.variable) ? flagOf(row) : row.variable
    const shown = row.isSecret ? 'has a wrong value (not shown here)' : `is ${quote(text)}`
    errors.push(`${source} ${shown}: expected ${parsed.expected}.`)
    return undefined
  }

  const table = settingsTable
  const listen = take(table.listen)
  const baseUrl = given(table.baseUrl) === undefined ? baseUrlOf(listen, errors) : take(table.baseUrl)
  const dataDir = resolve(machine.workingDir, take(table.dataDir) ?? '')
  const keyFile = take(table.keyFile)
  const keyCommand = take(table.keyCommand)
  if (keyFile !== undefined && keyCommand !== undefined) {
    errors.push(
      `${table.keyFile.variable} and ${table.keyCommand.variable} are both set: the keys come from one of them.`,
    )
  }
  const secretFile = take(table.framesSecretFile)
  const optional = {
    databaseUrl: take(table.databaseUrl),
    framesUrl: take(table.framesUrl),
    framesSecretFile: secretFile === undefined ? undefined : resolve(machine.workingDir, secretFile),
    setupToken: take(table.setupToken),
    keyCommand,
    keyWrapCommand: take(table.keyWrapCommand),
    keyUnwrapCommand: take(table.keyUnwrapCommand),
    smtpUrl: take(table.smtpUrl),
    mailFrom: take(table.mailFrom),
    vapidKey: take(table.vapidKey),
    vapidSubject: take(table.vapidSubject),
    browser: take(table.browser),
  }
  const { framesUrl, framesSecretFile } = table
  if (
    optional.framesUrl !== undefined &&
    (optional.framesUrl.secret === undefined) === (optional.framesSecretFile === undefined)
  ) {
    errors.push(
      optional.framesSecretFile === undefined
        ? `${framesUrl.variable} has no secret: it stands behind the key (KEY:SECRET@), or in a file that ${framesSecretFile.variable} names.`
        : `${framesUrl.variable} has a secret and ${framesSecretFile.variable} is set: it comes from one of them.`,
    )
  }
  if (optional.framesSecretFile !== undefined && given(framesUrl) === undefined) {
    errors.push(`${framesSecretFile.variable} goes with ${framesUrl.variable}, which is not set.`)
  }
  if ((optional.smtpUrl === undefined) !== (optional.mailFrom === undefined) && errors.length === 0) {
    errors.push(
      `${table.smtpUrl.variable} and ${table.mailFrom.variable} go together: mail needs a server and a sender.`,
    )
  }
  if (optional.vapidSubject !== undefined && given(table.vapidKey) === undefined) {
    errors.push(`${table.vapidSubject.variable} goes with ${table.vapidKey.variable}, which is not set.`)
  }
  if ((optional.keyWrapCommand === undefined) !== (optional.keyUnwrapCommand === undefined)) {
    errors.push(`${table.keyWrapCommand.variable} and ${table.keyUnwrapCommand.variable} go together.`)
  }
  const needed = {
    listen,
    baseUrl,
    passwordQueue: take(table.passwordQueue),
    sessionIdleMinutes: take(table.sessionIdleMinutes),
    sessionHours: take(table.sessionHours),
    phoneSessionIdleDays: take(table.phoneSessionIdleDays),
    phoneSessionDays: take(table.phoneSessionDays),
    sessionsPerAccount: take(table.sessionsPerAccount),
    historyDays: take(table.historyDays),
    noticeDays: take(table.noticeDays),
    recoveryHours: take(table.recoveryHours),
    signUp: take(table.signUp),
    challengeMinutes: take(table.challengeMinutes),
    logLevel: take(table.logLevel),
    databasePool: take(table.databasePool),
    runner: take(table.runner),
  }
  if (needed.signUp === 'open' && optional.smtpUrl === undefined) {
    errors.push(
      `${table.signUp.variable} is open, which needs ${table.smtpUrl.variable}: a mail proves the address of whoever signs up.`,
    )
  }
  const rest = {
    dataDir,
    keyFile:
      keyFile === undefined ? join(dataDir, 'keys', 'vault.keys') : resolve(machine.workingDir, keyFile),
    passwordWorkers: take(table.passwordWorkers) ?? machine.cores,
    trustedProxies: take(table.trustedProxies) ?? [],
    runnerAllow: take(table.runnerAllow) ?? [],
    webhookAllow: take(table.webhookAllow) ?? [],
  }
  if (errors.length > 0 || !isComplete(needed)) return { errors }
  return { ...needed, ...rest, ...withoutUndefined(optional) }
}

function baseUrlOf(listen: ListenAddress | undefined, errors: string[]): URL | undefined {
  if (listen === undefined) return undefined
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host
  const baseUrl = settingsTable.baseUrl.variable
  if (!isLoopback(host)) {
    errors.push(
      `${baseUrl} is not set, and ${settingsTable.listen.variable} ${quote(`${host}:${listen.port}`)} is open to other machines: expected ${httpsWanted}. (To try it on this machine alone: http://localhost:${listen.port}.)`,
    )
    return undefined
  }
  if (listen.port === 0) {
    errors.push(`${baseUrl} is not set: expected the address that people use, because port 0 leaves it open.`)
    return undefined
  }
  return new URL(`http://${host}:${listen.port}`)
}

// Without what stands before the @ of an address: it is a user name and a password.
function quote(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/s, '//…@'))
}

// The table's own defaults; a test reads them all.
function valueOf<Value>(parsed: Parsed<Value>): Value {
  if ('value' in parsed) return parsed.value
  throw new Error(`a default in the table of settings is wrong: expected ${parsed.expected}`)
}

type Present<Values> = { [Key in keyof Values]: Exclude<Values[Key], undefined> }

function isComplete<Values extends Record<string, unknown>>(
  values: Values,
): values is Values & Present<Values> {
  return Object.values(values).every((value) => value !== undefined)
}

function withoutUndefined<Values extends Record<string, unknown>>(values: Values): Partial<Present<Values>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Present<Values>
  >
}
