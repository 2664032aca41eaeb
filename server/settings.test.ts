// What an operator may write into the settings, and what the program answers to what is wrong.
import { describe, expect, it } from 'vitest'
import { describeSettings } from './settings-help.ts'
import { flagOf, settingRows } from './settings-table.ts'
import { readSettings, type Settings } from './settings.ts'

const machine = { cores: 3, workingDir: '/srv/countersign' }

function read(env: Record<string, string>, args: string[] = []): Settings {
  const result = readSettings(env, args, machine)
  if ('errors' in result) throw new Error(result.errors.join('\n'))
  return result
}

function errorsOf(env: Record<string, string>, args: string[] = []): string[] {
  const result = readSettings(env, args, machine)
  return 'errors' in result ? result.errors : []
}

describe('without any setting', () => {
  it('has the defaults that the help names', () => {
    expect(read({})).toEqual({
      listen: { host: '127.0.0.1', port: 8400 },
      baseUrl: new URL('http://127.0.0.1:8400'),
      dataDir: '/srv/countersign/data',
      trustedProxies: [],
      keyFile: '/srv/countersign/data/keys/vault.keys',
      passwordWorkers: 3,
      passwordQueue: 64,
      sessionIdleMinutes: 60,
      sessionHours: 12,
      phoneSessionIdleDays: 7,
      phoneSessionDays: 30,
      sessionsPerAccount: 20,
      historyDays: 365,
      noticeDays: 90,
      recoveryHours: 24,
      signUp: 'invitation',
      challengeMinutes: 5,
      logLevel: 'info',
      databasePool: 10,
      runner: true,
      runnerAllow: [],
      webhookAllow: [],
    })
  })

  it('takes an empty variable as not set, as container files write it', () => {
    expect(read({ COUNTERSIGN_DATABASE_URL: '', COUNTERSIGN_LISTEN: '' })).toEqual(read({}))
  })
})

describe('variables and flags', () => {
  it('reads each setting from its variable', () => {
    expect(
      read({
        COUNTERSIGN_LISTEN: '[::]:443',
        COUNTERSIGN_BASE_URL: 'https://login.example.org',
        COUNTERSIGN_DATA_DIR: '/var/lib/countersign',
        COUNTERSIGN_DATABASE_URL: 'postgres://me:secret@db:5432/countersign',
        COUNTERSIGN_DATABASE_POOL: '25',
        COUNTERSIGN_SETUP_TOKEN: 'let-me-in',
        COUNTERSIGN_FRAMES_URL: 'https://AKIA:a%2Fb%2Bc@s3.example.org/frames/wall/?region=eu-west-2',
        COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.5, 192.168.0.0/16,fd00::/8',
        COUNTERSIGN_KEY_COMMAND: 'vault read keys',
        COUNTERSIGN_KEY_WRAP_COMMAND: 'kms wrap',
        COUNTERSIGN_KEY_UNWRAP_COMMAND: 'kms unwrap',
        COUNTERSIGN_PASSWORD_WORKERS: '8',
        COUNTERSIGN_PASSWORD_QUEUE: '0',
        COUNTERSIGN_SESSION_IDLE_MINUTES: '15',
        COUNTERSIGN_SESSION_HOURS: '8',
        COUNTERSIGN_PHONE_SESSION_IDLE_DAYS: '3',
        COUNTERSIGN_PHONE_SESSION_DAYS: '0',
        COUNTERSIGN_SESSIONS_PER_ACCOUNT: '3',
        COUNTERSIGN_HISTORY_DAYS: '90',
        COUNTERSIGN_NOTICE_DAYS: '30',
        COUNTERSIGN_RECOVERY_HOURS: '48',
        COUNTERSIGN_SIGN_UP: 'open',
        COUNTERSIGN_CHALLENGE_MINUTES: '2',
        COUNTERSIGN_LOG_LEVEL: 'debug',
        COUNTERSIGN_SMTP_URL: 'smtps://me:secret@mail:465',
        COUNTERSIGN_MAIL_FROM: 'Countersign <login@example.org>',
        COUNTERSIGN_RUNNER: 'off',
        COUNTERSIGN_RUNNER_ALLOW: 'grafana.lan:3000,10.0.0.0/8',
        COUNTERSIGN_WEBHOOK_ALLOW: 'hooks.lan',
        COUNTERSIGN_VAPID_KEY: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
        COUNTERSIGN_VAPID_SUBJECT: 'mailto:admin@example.org',
        COUNTERSIGN_BROWSER: '/usr/bin/chromium',
      }),
    ).toEqual({
      listen: { host: '::', port: 443 },
      baseUrl: new URL('https://login.example.org'),
      dataDir: '/var/lib/countersign',
      databaseUrl: 'postgres://me:secret@db:5432/countersign',
      databasePool: 25,
      setupToken: 'let-me-in',
      framesUrl: {
        origin: 'https://s3.example.org',
        bucket: 'frames',
        prefix: 'wall/',
        accessKey: 'AKIA',
        secret: 'a/b+c',
        region: 'eu-west-2',
      },
      trustedProxies: ['10.0.0.5', '192.168.0.0/16', 'fd00::/8'],
      keyFile: '/var/lib/countersign/keys/vault.keys',
      keyCommand: 'vault read keys',
      keyWrapCommand: 'kms wrap',
      keyUnwrapCommand: 'kms unwrap',
      passwordWorkers: 8,
      passwordQueue: 0,
      sessionIdleMinutes: 15,
      sessionHours: 8,
      phoneSessionIdleDays: 3,
      phoneSessionDays: 0,
      sessionsPerAccount: 3,
      historyDays: 90,
      noticeDays: 30,
      recoveryHours: 48,
      signUp: 'open',
      challengeMinutes: 2,
      logLevel: 'debug',
      smtpUrl: 'smtps://me:secret@mail:465',
      mailFrom: 'Countersign <login@example.org>',
      runner: false,
      runnerAllow: ['grafana.lan:3000', '10.0.0.0/8'],
      webhookAllow: ['hooks.lan'],
      vapidKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
      vapidSubject: 'mailto:admin@example.org',
      browser: '/usr/bin/chromium',
    })
  })

  it('lets a flag win over the variable, written with a space or an equals sign', () => {
    const env = { COUNTERSIGN_LISTEN: '127.0.0.1:1' }
    expect(read(env, ['--listen', 'localhost:9000']).listen).toEqual({ host: 'localhost', port: 9000 })
    expect(read(env, ['--listen=[::1]:9000']).listen).toEqual({ host: '::1', port: 9000 })
  })

  it('keeps an equals sign inside a value', () => {
    const url = 'postgres:///countersign?host=/run/postgresql'
    expect(read({}, [`--database-url=${url}`]).databaseUrl).toBe(url)
  })

  it('derives the base URL from the address it listens on', () => {
    expect(read({}, ['--listen', '[::1]:9000']).baseUrl.href).toBe('http://[::1]:9000/')
  })

  it('resolves paths against the folder it was started in', () => {
    const settings = read({}, ['--data-dir', 'my data', '--key-file', '../keys'])
    expect(settings.dataDir).toBe('/srv/countersign/my data')
    expect(settings.keyFile).toBe('/srv/keys')
  })
})

describe('what is wrong is said in words', () => {
  it.each([
    ['COUNTERSIGN_LISTEN', '8400', 'COUNTERSIGN_LISTEN is "8400": expected an address and a port'],
    ['COUNTERSIGN_LISTEN', '127.0.0.1:99999', 'expected an address and a port'],
    ['COUNTERSIGN_LISTEN', '::1:8400', 'expected an address and a port'],
    ['COUNTERSIGN_LISTEN', '300.0.0.1:80', 'expected an address and a port'],
    ['COUNTERSIGN_BASE_URL', 'login.example.org', 'expected an address such as https://login.example.org'],
    ['COUNTERSIGN_BASE_URL', 'https://a.example/login', 'without path, user name or query'],
    ['COUNTERSIGN_TRUSTED_PROXIES', '10.0.0.0/33', 'expected addresses or ranges'],
    ['COUNTERSIGN_TRUSTED_PROXIES', 'proxy.lan', 'expected addresses or ranges'],
    ['COUNTERSIGN_PASSWORD_QUEUE', '-1', 'expected a whole number from 0'],
    ['COUNTERSIGN_SESSION_HOURS', '1.5', 'expected a whole number from 1'],
    ['COUNTERSIGN_LOG_LEVEL', 'loud', 'expected one of fatal, error, warn, info'],
    ['COUNTERSIGN_RUNNER', 'yes', 'expected on or off'],
    ['COUNTERSIGN_MAIL_FROM', 'nobody', 'expected a mail address'],
    ['COUNTERSIGN_VAPID_SUBJECT', 'http://example.org', 'expected mailto:admin@example.org'],
  ])('%s=%s', (variable, value, sentence) => {
    const errors = errorsOf({ [variable]: value })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(variable)
    expect(errors[0]).toContain(sentence)
  })

  it('names the flag when the value came by flag', () => {
    expect(errorsOf({}, ['--runner=maybe'])).toEqual(['--runner is "maybe": expected on or off.'])
  })

  it('tells everything at once', () => {
    expect(errorsOf({ COUNTERSIGN_RUNNER: 'x', COUNTERSIGN_LISTEN: 'x' }, ['--what'])).toHaveLength(3)
  })

  it.each([
    ['COUNTERSIGN_DATABASE_URL', 'mysql://me:hunter2@db/x'],
    ['COUNTERSIGN_SMTP_URL', 'https://me:hunter2@mail'],
    ['COUNTERSIGN_FRAMES_URL', 'https://AKIA:hunter2/hunter2@s3.example.org/frames'],
    ['COUNTERSIGN_SETUP_TOKEN', 'hunter2 hunter2'],
    ['COUNTERSIGN_VAPID_KEY', 'hunter2'],
  ])('never repeats the secret in %s', (variable, value) => {
    const errors = errorsOf({ [variable]: value })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(variable)
    expect(errors[0]).not.toContain('hunter2')
  })

  it('leaves the password out of an address that it repeats', () => {
    const errors = errorsOf({ COUNTERSIGN_BASE_URL: 'https://me:hunter2@login.example.org' })
    expect(errors[0]).toContain('"https://…@login.example.org"')
    expect(errors.join()).not.toContain('hunter2')
  })

  it('does not repeat a stray argument, which may be half a password', () => {
    expect(errorsOf({}, ['--setup-token', 'correct', 'horse']).join()).not.toContain('horse')
  })

  it('does not repeat the value of a misspelt flag', () => {
    const errors = errorsOf({}, ['--setup-tokn=hunter2', '--setup-toke', 'hunter2'])
    expect(errors).toEqual([
      '--setup-tokn is not a flag of Countersign; did you mean --setup-token?',
      '--setup-toke is not a flag of Countersign; did you mean --setup-token?',
    ])
  })

  it('refuses a variable with our prefix that it does not know, and guesses what was meant', () => {
    expect(errorsOf({ COUNTERSIGN_LISTN: 'x' })).toEqual([
      'COUNTERSIGN_LISTN is not a setting of Countersign; did you mean COUNTERSIGN_LISTEN?',
    ])
    expect(errorsOf({ COUNTERSIGN_ANYTHING_AT_ALL: 'x' })).toEqual([
      'COUNTERSIGN_ANYTHING_AT_ALL is not a setting of Countersign: countersign --help names them all.',
    ])
  })

  it('refuses a flag given twice or without a value', () => {
    expect(errorsOf({}, ['--listen', '127.0.0.1:1', '--listen=127.0.0.1:2'])).toEqual([
      '--listen is given more than once.',
    ])
    expect(errorsOf({}, ['--listen'])).toEqual(['--listen needs a value, such as 127.0.0.1:8400.'])
  })

  it('refuses two sources of keys', () => {
    expect(errorsOf({ COUNTERSIGN_KEY_FILE: '/k', COUNTERSIGN_KEY_COMMAND: 'k' })).toHaveLength(1)
  })
})

describe('a bucket for frames', () => {
  const FRAMES = 'COUNTERSIGN_FRAMES_URL'

  it('has its secret in a file, whose path is taken from where the program was started', () => {
    const { framesUrl, framesSecretFile } = read({
      [FRAMES]: 'http://minio@minio:9000/frames',
      COUNTERSIGN_FRAMES_SECRET_FILE: 'secret',
    })
    expect(framesUrl).toEqual({
      origin: 'http://minio:9000',
      bucket: 'frames',
      prefix: '',
      accessKey: 'minio',
    })
    expect(framesSecretFile).toBe('/srv/countersign/secret')
  })

  it.each([
    's3://AKIA:s@frames',
    'https://s3.example.org/frames',
    'https://AKIA:s@s3.example.org',
    'https://AKIA:s@s3.example.org/frames//wall',
    'https://AKIA:s@s3.example.org/frames?endpoint=x',
    'https://AKIA:s@s3.example.org/frames?region=EU',
    'https://AKIA:s%zz@s3.example.org/frames',
    'https://AKIA:s@s3.example.org/frames#wall',
  ])('is refused where its address says something else: %s', (url) => {
    expect(errorsOf({ [FRAMES]: url })[0]).toContain('expected an address such as https://KEY:SECRET@')
  })

  it('has one secret, from one place', () => {
    const file = { COUNTERSIGN_FRAMES_SECRET_FILE: '/secret' }
    expect(errorsOf({ [FRAMES]: 'https://AKIA@s3.example.org/frames' })[0]).toContain('has no secret')
    expect(errorsOf({ [FRAMES]: 'https://AKIA:s@s3.example.org/frames', ...file })[0]).toContain(
      'one of them',
    )
    expect(errorsOf(file)).toEqual([
      'COUNTERSIGN_FRAMES_SECRET_FILE goes with COUNTERSIGN_FRAMES_URL, which is not set.',
    ])
  })
})

describe('a key for Web Push', () => {
  it('is a private key of P-256, and nothing beyond the order of the curve', () => {
    for (const key of ['A'.repeat(43), '_'.repeat(43), 'A'.repeat(44)]) {
      expect(errorsOf({ COUNTERSIGN_VAPID_KEY: key })[0]).toContain('expected a private key of P-256')
    }
  })

  it('is what the address to write to goes with', () => {
    expect(errorsOf({ COUNTERSIGN_VAPID_SUBJECT: 'mailto:admin@example.org' })).toEqual([
      'COUNTERSIGN_VAPID_SUBJECT goes with COUNTERSIGN_VAPID_KEY, which is not set.',
    ])
  })
})

describe('plain http', () => {
  it.each(['http://127.0.0.1:8400', 'http://localhost:1', 'http://app.localhost', 'http://[::1]:8400'])(
    'is fine for this machine: %s',
    (url) => {
      expect(read({ COUNTERSIGN_BASE_URL: url }).baseUrl.href).toBe(new URL(url).href)
    },
  )

  it.each(['http://login.example.org', 'http://10.0.0.5:8400', 'http://127.0.0.1.evil.example'])(
    'is refused for others: %s',
    (url) => {
      const [error] = errorsOf({ COUNTERSIGN_BASE_URL: url })
      expect(error).toContain('expected an https address')
    },
  )

  it('is refused when it would follow from listening to the network', () => {
    const [error] = errorsOf({ COUNTERSIGN_LISTEN: '0.0.0.0:8400' })
    expect(error).toContain('COUNTERSIGN_BASE_URL is not set')
    expect(error).toContain('https')
    expect(errorsOf({ COUNTERSIGN_LISTEN: '0.0.0.0:1', COUNTERSIGN_BASE_URL: 'https://a.example' })).toEqual(
      [],
    )
  })
})

it('refuses to run when certificates are not checked', () => {
  expect(errorsOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })[0]).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
  expect(errorsOf({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([])
})

it('describes every setting in the help, with flag, variable, default and unit', () => {
  const help = describeSettings()
  for (const row of settingRows) {
    expect(help).toContain(flagOf(row))
    expect(help).toContain(row.variable)
    expect(help).toContain(`Default: ${row.fallback ?? row.fallbackInWords}`)
    if (row.unit !== undefined) expect(help).toContain(`${flagOf(row)} <${row.unit}>`)
  }
})
