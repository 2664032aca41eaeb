// Every setting in one table: variable, meaning, default, unit, and how it is read. The flag has the variable's name.
import {
  parseAddresses,
  parseBaseUrl,
  parseBucket,
  parseDatabaseUrl,
  parseHosts,
  parseListen,
  parseMailAddress,
  parseOneOf,
  parseSmtpUrl,
  parseSwitch,
  parseText,
  parseToken,
  parseVapidKey,
  parseVapidSubject,
  parseWholeNumber,
  type Parsed,
} from './settings-parsers.ts'

export const signUps = ['invitation', 'open'] as const

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export interface Setting<Value> {
  variable: `COUNTERSIGN_${string}`
  meaning: string
  parse: (text: string) => Parsed<Value>
  /** As it would be written; read by the same parser. */
  fallback?: string
  /** For people, where the default is nothing or depends on something else. */
  fallbackInWords?: string
  unit?: string
  /** Its value is never shown again. */
  isSecret?: true
}

const setting = <Value>(row: Setting<Value>): Setting<Value> => row

export const settingsTable = {
  listen: setting({
    variable: 'COUNTERSIGN_LISTEN',
    meaning: 'Address and port of the server.',
    parse: parseListen,
    fallback: '127.0.0.1:8400',
    unit: 'address:port',
  }),
  baseUrl: setting({
    variable: 'COUNTERSIGN_BASE_URL',
    meaning: 'How people reach it; decides Secure cookies, links and the origin of passkeys.',
    parse: parseBaseUrl,
    fallbackInWords: 'http:// and the address of --listen',
    unit: 'URL',
  }),
  dataDir: setting({
    variable: 'COUNTERSIGN_DATA_DIR',
    meaning: 'Folder of the embedded database, the keys and the frames.',
    parse: parseText,
    fallback: './data',
    unit: 'path',
  }),
  databaseUrl: setting({
    variable: 'COUNTERSIGN_DATABASE_URL',
    meaning: 'A PostgreSQL (15 to 18) of your own instead of the embedded one.',
    parse: parseDatabaseUrl,
    fallbackInWords: 'none: the embedded one',
    unit: 'URL',
    isSecret: true,
  }),
  databasePool: setting({
    variable: 'COUNTERSIGN_DATABASE_POOL',
    meaning: 'Connections that one server keeps to the database.',
    parse: parseWholeNumber(2, 90),
    fallback: '10',
    unit: 'connections',
  }),
  setupToken: setting({
    variable: 'COUNTERSIGN_SETUP_TOKEN',
    meaning: 'The one-time token of the setup page.',
    parse: parseToken,
    fallbackInWords: 'made and printed',
    isSecret: true,
  }),
  framesUrl: setting({
    variable: 'COUNTERSIGN_FRAMES_URL',
    meaning:
      'A bucket that speaks S3 (AWS, MinIO, Ceph, R2) for the pictures of dashboards, instead of a folder.',
    parse: parseBucket,
    fallbackInWords: 'none: the folder frames in the data folder',
    unit: 'URL',
    isSecret: true,
  }),
  framesSecretFile: setting({
    variable: 'COUNTERSIGN_FRAMES_SECRET_FILE',
    meaning: 'The file with the secret of the access key of that bucket, where its address does not hold it.',
    parse: parseText,
    fallbackInWords: 'none: the secret is in the address',
    unit: 'path',
  }),
  trustedProxies: setting({
    variable: 'COUNTERSIGN_TRUSTED_PROXIES',
    meaning: 'Whose forwarding headers count.',
    parse: parseAddresses,
    fallbackInWords: 'none',
    unit: 'addresses, ranges',
  }),
  keyFile: setting({
    variable: 'COUNTERSIGN_KEY_FILE',
    meaning: 'The file with the keys that seal secrets; made at the first start.',
    parse: parseText,
    fallbackInWords: 'keys/vault.keys in the data folder',
    unit: 'path',
  }),
  keyCommand: setting({
    variable: 'COUNTERSIGN_KEY_COMMAND',
    meaning: 'A command that prints the content of the key file, instead of the file.',
    parse: parseText,
    fallbackInWords: 'none',
    unit: 'command',
    isSecret: true, // a command line may carry a token for the key service
  }),
  keyWrapCommand: setting({
    variable: 'COUNTERSIGN_KEY_WRAP_COMMAND',
    meaning: 'A command that wraps the content of the key file, such as one of a key management service.',
    parse: parseText,
    fallbackInWords: 'none: the file holds the keys as they are',
    unit: 'command',
    isSecret: true,
  }),
  keyUnwrapCommand: setting({
    variable: 'COUNTERSIGN_KEY_UNWRAP_COMMAND',
    meaning: 'The command that unwraps it again.',
    parse: parseText,
    fallbackInWords: 'none',
    unit: 'command',
    isSecret: true,
  }),
  passwordWorkers: setting({
    variable: 'COUNTERSIGN_PASSWORD_WORKERS',
    meaning: 'Passwords hashed (Argon2id) at the same time.',
    parse: parseWholeNumber(1, 256),
    fallbackInWords: 'the number of cores',
    unit: 'hashes',
  }),
  passwordQueue: setting({
    variable: 'COUNTERSIGN_PASSWORD_QUEUE',
    meaning: 'Hashes that may wait before sign-ins are answered with 503.',
    parse: parseWholeNumber(0, 100_000),
    fallback: '64',
    unit: 'hashes',
  }),
  sessionIdleMinutes: setting({
    variable: 'COUNTERSIGN_SESSION_IDLE_MINUTES',
    meaning: 'A session ends when it was not used for so long.',
    parse: parseWholeNumber(1, 43_200),
    fallback: '60',
    unit: 'minutes',
  }),
  sessionHours: setting({
    variable: 'COUNTERSIGN_SESSION_HOURS',
    meaning: 'A session ends so long after the sign-in, used or not.',
    parse: parseWholeNumber(1, 8_760),
    fallback: '12',
    unit: 'hours',
  }),
  phoneSessionIdleDays: setting({
    variable: 'COUNTERSIGN_PHONE_SESSION_IDLE_DAYS',
    meaning: 'The session of a phone that approves sign-ins ends when it was not used for so long.',
    parse: parseWholeNumber(1, 365),
    fallback: '7',
    unit: 'days',
  }),
  phoneSessionDays: setting({
    variable: 'COUNTERSIGN_PHONE_SESSION_DAYS',
    meaning:
      'The session of a phone that approves sign-ins ends so long after the sign-in. 0: it ends as every other does.',
    parse: parseWholeNumber(0, 365),
    fallback: '30',
    unit: 'days',
  }),
  sessionsPerAccount: setting({
    variable: 'COUNTERSIGN_SESSIONS_PER_ACCOUNT',
    meaning: 'Sessions that one account may have open; a further sign-in ends the oldest.',
    parse: parseWholeNumber(1, 1_000),
    fallback: '20',
    unit: 'sessions',
  }),
  historyDays: setting({
    variable: 'COUNTERSIGN_HISTORY_DAYS',
    meaning:
      'How long sign-ins, failures and ended sessions are kept. One that finds out a copied trust stays with the trust.',
    parse: parseWholeNumber(1, 3_650),
    fallback: '365',
    unit: 'days',
  }),
  noticeDays: setting({
    variable: 'COUNTERSIGN_NOTICE_DAYS',
    meaning: 'How long notices are kept.',
    parse: parseWholeNumber(1, 3_650),
    fallback: '90',
    unit: 'days',
  }),
  recoveryHours: setting({
    variable: 'COUNTERSIGN_RECOVERY_HOURS',
    meaning: 'How long the recovery of an admin waits, so that the other admins can stop it.',
    parse: parseWholeNumber(0, 168),
    fallback: '24',
    unit: 'hours',
  }),
  signUp: setting({
    variable: 'COUNTERSIGN_SIGN_UP',
    meaning:
      'Who may make an organization. invitation: whom an operator invites; open: whoever gets our mail.',
    parse: parseOneOf(signUps),
    fallback: 'invitation',
  }),
  challengeMinutes: setting({
    variable: 'COUNTERSIGN_CHALLENGE_MINUTES',
    meaning: 'Time between the password and the code.',
    parse: parseWholeNumber(1, 60),
    fallback: '5',
    unit: 'minutes',
  }),
  logLevel: setting({
    variable: 'COUNTERSIGN_LOG_LEVEL',
    meaning: `How much is logged: ${logLevels.join(', ')}.`,
    parse: parseOneOf(logLevels),
    fallback: 'info',
  }),
  smtpUrl: setting({
    variable: 'COUNTERSIGN_SMTP_URL',
    meaning: 'The mail server.',
    parse: parseSmtpUrl,
    fallbackInWords: 'none: notices in the console only',
    unit: 'URL',
    isSecret: true,
  }),
  mailFrom: setting({
    variable: 'COUNTERSIGN_MAIL_FROM',
    meaning: 'The sender of mails.',
    parse: parseMailAddress,
    fallbackInWords: 'none',
    unit: 'mail address',
  }),
  runner: setting({
    variable: 'COUNTERSIGN_RUNNER',
    meaning: 'on: start a runner (the browser for dashboards) beside the server; off.',
    parse: parseSwitch,
    fallback: 'on',
  }),
  runnerAllow: setting({
    variable: 'COUNTERSIGN_RUNNER_ALLOW',
    meaning: "Private hosts that the runner's browser may reach.",
    parse: parseHosts,
    fallbackInWords: 'none',
    unit: 'host:port, ranges',
  }),
  webhookAllow: setting({
    variable: 'COUNTERSIGN_WEBHOOK_ALLOW',
    meaning: 'Private hosts that alerts may be sent to by webhook, and pushes to phones.',
    parse: parseHosts,
    fallbackInWords: 'none',
    unit: 'host:port, ranges',
  }),
  vapidKey: setting({
    variable: 'COUNTERSIGN_VAPID_KEY',
    meaning: 'The private key (VAPID) with which phones are told of sign-ins while their app is closed.',
    parse: parseVapidKey,
    fallbackInWords: 'none: phones are told while their app is open',
    unit: 'base64url',
    isSecret: true,
  }),
  vapidSubject: setting({
    variable: 'COUNTERSIGN_VAPID_SUBJECT',
    meaning: 'Whom a push service writes to about it: mailto: or an https address.',
    parse: parseVapidSubject,
    fallbackInWords: 'the base URL',
    unit: 'URL',
  }),
  browser: setting({
    variable: 'COUNTERSIGN_BROWSER',
    meaning: 'Path of Chromium or Chrome, or the address of one that listens (CDP).',
    parse: parseText,
    fallbackInWords: 'found, else brought along',
    unit: 'path, URL',
  }),
} satisfies Record<string, Setting<unknown>>

export type SettingRow = (typeof settingsTable)[keyof typeof settingsTable]

export const settingRows: SettingRow[] = Object.values(settingsTable)

/** `COUNTERSIGN_BASE_URL` → `--base-url` */
export function flagOf({ variable }: Pick<SettingRow, 'variable'>): string {
  return `--${variable.slice('COUNTERSIGN_'.length).toLowerCase().replaceAll('_', '-')}`
}
