// Exports of other programs, written here as those programs write them, with made-up keys: plain, with a password,
// with a wrong one, damaged, and larger than anybody's.
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto'
import { hashRawSync } from '@node-rs/argon2'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../../otp/base32.ts'
import { AppError } from '../app-error.ts'
import type { Candidate } from './candidate.ts'
import { isArchive, readOnePassword } from './one-password.ts'
import { looksLikeExport, readExport } from './read-export.ts'

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const OTHER = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU'
const PASSWORD = 'a password of its own: ü'

/** What a person would see, with the key in base32. */
function shown(candidates: Candidate[]) {
  return candidates.map((candidate) =>
    'key' in candidate
      ? { ...candidate, key: { ...candidate.key, secret: encodeBase32(candidate.key.secret) } }
      : candidate,
  )
}

async function found(text: string, password?: string) {
  expect(looksLikeExport(text)).toBe(true)
  const { kind, candidates } = await readExport(text, password)
  return { kind, candidates: shown(candidates) }
}

async function refusal(text: string, password?: string): Promise<string> {
  try {
    await readExport(text, password)
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'taken'
}

function sealGcm(key: Buffer, plain: string): { nonce: Buffer; text: Buffer; tag: Buffer } {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return { nonce, text, tag: cipher.getAuthTag() }
}

const usual = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 }

describe('Aegis', () => {
  const content = {
    version: 3,
    entries: [
      {
        type: 'totp',
        name: 'wall',
        issuer: 'Jira',
        info: { secret: KEY, algo: 'SHA1', digits: 6, period: 30 },
      },
      {
        type: 'totp',
        name: 'b',
        issuer: 'X',
        info: { secret: OTHER, algo: 'SHA512', digits: 8, period: 60 },
      },
      { type: 'hotp', name: 'c', issuer: 'Y', info: { secret: KEY, algo: 'SHA1', digits: 6, counter: 4 } },
      {
        type: 'steam',
        name: 'd',
        issuer: 'Steam',
        info: { secret: KEY, algo: 'SHA1', digits: 5, period: 30 },
      },
      { type: 'totp', name: 'e', issuer: 'Z', info: { secret: KEY, algo: 'MD5', digits: 6, period: 30 } },
    ],
  }
  const expected = {
    kind: 'aegis',
    candidates: [
      { issuer: 'Jira', account: 'wall', key: { secret: KEY, ...usual } },
      {
        issuer: 'X',
        account: 'b',
        key: { secret: OTHER, algorithm: 'SHA512', digits: 8, periodSeconds: 60 },
      },
      { issuer: 'Y', account: 'c', refusedFor: 'secret.counter_based' },
      { issuer: 'Steam', account: 'd', refusedFor: 'secret.for_another_app' },
      { issuer: 'Z', account: 'e', refusedFor: 'secret.uri_not_understood' },
    ],
  }

  function encrypted(costs = { n: 1024, r: 8, p: 1 }): Record<string, unknown> {
    const master = randomBytes(32)
    const salt = randomBytes(32)
    const slotKey = scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 })
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', slotKey, nonce)
    const sealedMaster = Buffer.concat([cipher.update(master), cipher.final()])
    const db = sealGcm(master, JSON.stringify(content))
    const hex = (bytes: Buffer) => bytes.toString('hex')
    return {
      version: 1,
      header: {
        slots: [
          { type: 2, uuid: 'the fingerprint of a phone', key: '00', key_params: { nonce: '00', tag: '00' } },
          {
            type: 1,
            uuid: 'a password',
            key: hex(sealedMaster),
            key_params: { nonce: hex(nonce), tag: hex(cipher.getAuthTag()) },
            salt: hex(salt),
            ...costs,
          },
        ],
        params: { nonce: hex(db.nonce), tag: hex(db.tag) },
      },
      db: db.text.toString('base64'),
    }
  }

  test('plain', async () => {
    const file = { version: 1, header: { slots: null, params: null }, db: content }
    expect(await found(JSON.stringify(file))).toEqual(expected)
  })
  test('with a password', async () => {
    const text = JSON.stringify(encrypted())
    expect(await found(text, PASSWORD)).toEqual(expected)
    expect(await refusal(text)).toBe('secret.password_needed')
    expect(await refusal(text, 'another one')).toBe('secret.password_wrong')
  })
  test('whose content was altered', async () => {
    const file = encrypted()
    const db = Buffer.from(String(file['db']), 'base64')
    db[9] = (db[9] ?? 0) ^ 1
    expect(await refusal(JSON.stringify({ ...file, db: db.toString('base64') }), PASSWORD)).toBe(
      'secret.export_damaged',
    )
  })
  test.each([{ n: 2 ** 30 }, { r: 2 ** 20 }, { p: 100_000 }, { n: 1000 }, { n: -1 }])(
    'that would cost more than any export (%o) is not worked on',
    async (cost) => {
      const file = encrypted({ n: 1024, r: 8, p: 1, ...cost })
      expect(await refusal(JSON.stringify(file), PASSWORD)).toBe('secret.export_damaged')
    },
  )
})

describe('2FAS', () => {
  const services = [
    {
      name: 'Jira',
      secret: KEY,
      otp: { account: 'wall', issuer: 'Jira', digits: 6, period: 30, algorithm: 'SHA1', tokenType: 'TOTP' },
    },
    { name: 'By name only', secret: OTHER, otp: { label: 'b', tokenType: 'TOTP' } },
    { name: 'Y', secret: KEY, otp: { account: 'c', issuer: 'Y', counter: 4, tokenType: 'HOTP' } },
    { name: 'S', secret: KEY, otp: { account: 'd', issuer: 'S', digits: 5, tokenType: 'STEAM' } },
  ]
  const expected = {
    kind: 'two_fas',
    candidates: [
      { issuer: 'Jira', account: 'wall', key: { secret: KEY, ...usual } },
      { issuer: 'By name only', account: 'b', key: { secret: OTHER, ...usual } },
      { issuer: 'Y', account: 'c', refusedFor: 'secret.counter_based' },
      { issuer: 'S', account: 'd', refusedFor: 'secret.for_another_app' },
    ],
  }
  const encrypted = (): string => {
    const salt = randomBytes(256)
    const { nonce, text, tag } = sealGcm(
      pbkdf2Sync(PASSWORD, salt, 10_000, 32, 'sha256'),
      JSON.stringify(services),
    )
    const parts = [Buffer.concat([text, tag]), salt, nonce].map((part) => part.toString('base64'))
    return JSON.stringify({ services: [], schemaVersion: 4, servicesEncrypted: parts.join(':') })
  }

  test('plain', async () => {
    expect(await found(JSON.stringify({ services, schemaVersion: 4 }))).toEqual(expected)
  })
  test('with a password', async () => {
    const text = encrypted()
    expect(await found(text, PASSWORD)).toEqual(expected)
    expect(await refusal(text)).toBe('secret.password_needed')
    expect(await refusal(text, 'another one')).toBe('secret.password_wrong')
  })
})

describe('Bitwarden', () => {
  const uri = `otpauth://totp/Zendesk:wall?secret=${OTHER}&issuer=Zendesk&digits=8&period=60&algorithm=SHA256`
  const items = [
    {
      type: 1,
      name: 'Jira login',
      login: { username: 'wall@northwind.example', totp: 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp' },
    },
    { type: 1, name: 'Zendesk login', login: { username: 'somebody', totp: uri } },
    { type: 1, name: 'Steam', login: { username: 's', totp: 'steam://JRZCL47CMXVOQMNPZR2F7J4RGI' } },
    { type: 1, name: 'No key', login: { username: 'n', totp: null } },
    { type: 1, name: 'Bad key', login: { username: 'x', totp: 'not a key!' } },
    { type: 2, name: 'A note' },
  ]
  const expected = {
    kind: 'bitwarden',
    candidates: [
      { issuer: 'Jira login', account: 'wall@northwind.example', key: { secret: KEY, ...usual } },
      {
        issuer: 'Zendesk',
        account: 'wall',
        key: { secret: OTHER, algorithm: 'SHA256', digits: 8, periodSeconds: 60 },
      },
      { issuer: 'Steam', account: 's', refusedFor: 'secret.for_another_app' },
      { issuer: 'Bad key', account: 'x', refusedFor: 'secret.not_a_key' },
    ],
  }
  const salt = randomBytes(16).toString('base64')
  const pbkdf2 = { kdfType: 0, kdfIterations: 5000 }
  const argon2id = { kdfType: 1, kdfIterations: 2, kdfMemory: 16, kdfParallelism: 2 }

  function encrypted(kdf: Record<string, number>): string {
    const key =
      kdf['kdfType'] === 0
        ? pbkdf2Sync(PASSWORD, salt, 5000, 32, 'sha256')
        : hashRawSync(PASSWORD, {
            salt: createHash('sha256').update(salt).digest(),
            timeCost: 2,
            memoryCost: 16 * 1024,
            parallelism: 2,
            outputLen: 32,
          })
    const expand = (info: string) =>
      createHmac('sha256', key)
        .update(Buffer.from(`${info}\u0001`))
        .digest()
    const seal = (plain: string): string => {
      const iv = randomBytes(16)
      const cipher = createCipheriv('aes-256-cbc', expand('enc'), iv)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      const mac = createHmac('sha256', expand('mac')).update(iv).update(text).digest()
      return `2.${[iv, text, mac].map((part) => part.toString('base64')).join('|')}`
    }
    return JSON.stringify({
      encrypted: true,
      passwordProtected: true,
      salt,
      ...kdf,
      encKeyValidation_DO_NOT_EDIT: seal('7d1cb1b7'),
      data: seal(JSON.stringify({ encrypted: false, folders: [], items })),
    })
  }

  test('plain', async () => {
    expect(await found(JSON.stringify({ encrypted: false, folders: [], items }))).toEqual(expected)
  })
  test.each([
    ['PBKDF2', pbkdf2],
    ['Argon2id', argon2id],
  ])('with a password, by %s', async (_, kdf) => {
    const text = encrypted(kdf)
    expect(await found(text, PASSWORD)).toEqual(expected)
    expect(await refusal(text)).toBe('secret.password_needed')
    expect(await refusal(text, 'another one')).toBe('secret.password_wrong')
  })
  test.each([
    { ...pbkdf2, kdfIterations: 1e12 },
    { ...argon2id, kdfMemory: 100_000 },
    { ...argon2id, kdfIterations: 1e6 },
    { ...argon2id, kdfParallelism: 0 },
  ])('that would cost more than any export (%o) is not worked on', async (kdf) => {
    expect(await refusal(encrypted(kdf), PASSWORD)).toBe('secret.export_damaged')
  })
  test('that only its account can open', async () => {
    const text = JSON.stringify({ encrypted: true, encKeyValidation_DO_NOT_EDIT: '2.a|b|c', items: [] })
    expect(await refusal(text, PASSWORD)).toBe('secret.only_its_account_opens_it')
  })
  test('as CSV, with commas, quotes and line ends inside', async () => {
    const csv = [
      'folder,favorite,type,name,notes,fields,login_uri,login_username,login_password,login_totp',
      `,,login,"Jira, the ""big"" one","two\nlines",,https://jira.example,wall,secret,${KEY}`,
      `,,note,A note,,,,,,`,
      `,1,login,Zendesk login,,,,somebody,,${uri}`,
      '',
    ].join('\r\n')
    expect(await found(csv)).toEqual({
      kind: 'bitwarden',
      candidates: [
        { issuer: 'Jira, the "big" one', account: 'wall', key: { secret: KEY, ...usual } },
        expected.candidates[1],
      ],
    })
  })
})

describe('1Password', () => {
  const data = {
    accounts: [
      {
        vaults: [
          {
            items: [
              {
                overview: { title: 'Jira' },
                details: {
                  loginFields: [
                    { designation: 'username', value: 'wall' },
                    { designation: 'password', value: 'x' },
                  ],
                  sections: [{ fields: [{ value: { string: 'no key' } }, { value: { totp: KEY } }] }],
                },
              },
              { overview: { title: 'A note' }, details: { sections: [] } },
            ],
          },
        ],
      },
    ],
  }
  const archive = (files: Record<string, string>): Buffer =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    )
  const refusalOf = (bytes: Buffer): string => {
    try {
      readOnePassword(bytes)
    } catch (error) {
      if (error instanceof AppError) return error.code
      throw error
    }
    return 'taken'
  }

  test('an archive with its attachments left alone', () => {
    const bytes = archive({ 'export.data': JSON.stringify(data), 'files/a__photo.png': 'x' })
    expect(isArchive(bytes)).toBe(true)
    expect(shown(readOnePassword(bytes))).toEqual([
      { issuer: 'Jira', account: 'wall', key: { secret: KEY, ...usual } },
    ])
  })
  test('another archive is told', () => {
    expect(refusalOf(archive({ 'readme.txt': 'hello' }))).toBe('secret.file_unknown')
  })
  test('an archive that was cut off is told', () => {
    const bytes = archive({ 'export.data': JSON.stringify(data) })
    expect(refusalOf(bytes.subarray(0, bytes.length - 30))).toBe('secret.export_damaged')
  })
  test('an archive that unpacks to far more than it is, is not unpacked', () => {
    expect(refusalOf(archive({ 'export.data': ' '.repeat(40 * 2 ** 20) }))).toBe('secret.file_too_large')
  })
})

test('a CSV with a field of megabytes, closed or not, is read like another', async () => {
  const header = 'name,notes,login_totp'
  const note = 'x'.repeat(8_000_000)
  expect((await found(`${header}\nJira,"${note}""",${KEY}`)).candidates).toHaveLength(1)
  expect(await refusal(`${header}\nJira,"${note},${KEY}`)).toBe('secret.nothing_inside')
})

test('more entries than anybody keeps are not listed', async () => {
  const items = Array.from({ length: 2001 }, () => ({ login: { totp: KEY } }))
  expect(await refusal(JSON.stringify({ encrypted: false, items }))).toBe('secret.file_too_large')
})

test.each([
  ['{"some":"file"}', 'secret.file_unknown'],
  ['{"header":', 'secret.export_damaged'],
  ['{"encrypted":false,"items":[]}', 'secret.nothing_inside'],
  ['{"header":{"slots":[]},"db":5}', 'secret.export_damaged'],
  ['{"schemaVersion":4,"services":"none"}', 'secret.nothing_inside'],
])('of another file, %s, is told %s', async (text, code) => {
  expect(await refusal(text, 'any')).toBe(code)
})
