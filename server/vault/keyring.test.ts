// The installation's keys: read from a file or a command, made once, and refused when something is wrong with them.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { KeyringError, parseKeyring, readKeyCommand, readKeyFile } from './keyring.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'))
afterAll(() => rm(folder, { recursive: true }))

const base64 = Buffer.alloc(32, 5).toString('base64')
const mayCreate = { mayCreate: true, randomBytes }
const mayNot = { mayCreate: false, randomBytes }

function fileOf(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

describe('reading keys', () => {
  test('the last key is the current one; comments and empty lines are skipped', () => {
    const keyring = parseKeyring(`# ours\n\nk1 ${base64}\n  2026-11 ${base64}  \r\n`, 'the test')
    expect(keyring.all.map((key) => key.id)).toEqual(['k1', '2026-11'])
    expect(keyring.current.id).toBe('2026-11')
    expect(keyring.byId('k1')?.bytes).toEqual(Buffer.alloc(32, 5))
    expect(keyring.byId('k3')).toBeUndefined()
  })

  test.each([
    ['a key too short', `k1 ${Buffer.alloc(31).toString('base64')}`, 'Line 1 of the test is not a key'],
    ['a key too long', `k1 ${Buffer.alloc(33).toString('base64')}`, 'Line 1 of the test is not a key'],
    ['no key id', base64, 'Line 1 of the test is not a key'],
    ['an id with capitals', `K1 ${base64}`, 'Line 1 of the test is not a key'],
    ['two keys in one line', `k1 ${base64} k2 ${base64}`, 'Line 1 of the test is not a key'],
    ['the same id twice', `k1 ${base64}\nk1 ${base64}`, 'The key "k1" stands twice in the test'],
    ['nothing', '', 'There is no key in the test'],
    ['only comments', '# nothing\n', 'There is no key in the test'],
  ])('refuses %s, names the line and shows no key', (_, text, reason) => {
    let failure: unknown
    try {
      parseKeyring(text, 'the test')
    } catch (error) {
      failure = error
    }
    expect(failure).toBeInstanceOf(KeyringError)
    expect((failure as Error).message).toContain(reason)
    expect((failure as Error).message).not.toContain(base64.slice(0, 10))
  })
})

describe('the key file', () => {
  test('is made at the first start, for its owner alone, in a folder for its owner alone', () => {
    const path = join(folder, 'new', 'keys', 'vault.keys')
    const keyring = readKeyFile(path, mayCreate)
    expect(keyring.current.bytes).toHaveLength(32)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'new', 'keys')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(folder, 'new', 'keys'))).toEqual(['vault.keys'])
    expect(readKeyFile(path, mayNot).current.bytes).toEqual(keyring.current.bytes)
  })

  test('is made with mode 0600 even where the umask would let everybody read', () => {
    const before = process.umask(0)
    try {
      const path = join(folder, 'open', 'vault.keys')
      readKeyFile(path, mayCreate)
      expect(statSync(path).mode & 0o777).toBe(0o600)
    } finally {
      process.umask(before)
    }
  })

  test('is not made again where the database holds sealed data: a lost key must not look like a fresh start', () => {
    const path = join(folder, 'lost', 'vault.keys')
    expect(() => readKeyFile(path, mayNot)).toThrow(
      /is missing, but the database holds data sealed with a key/,
    )
    expect(existsSync(path)).toBe(false)
  })

  test.each([0o604, 0o640, 0o660, 0o666])(
    'is refused with mode %o, with the command that mends it',
    (mode) => {
      const path = fileOf(`mode-${mode}.keys`, `k1 ${base64}\n`, mode)
      expect(() => readKeyFile(path, mayNot)).toThrow(`chmod 600 '${path}'`)
    },
  )

  test('is refused when it is damaged, and is not written over', () => {
    const path = fileOf('damaged.keys', 'k1 nonsense\n')
    expect(() => readKeyFile(path, mayCreate)).toThrow(KeyringError)
    expect(readFileSync(path, 'utf8')).toBe('k1 nonsense\n')
  })

  test('cannot be a folder, nor lie under a file; both are told in words', () => {
    const under = join(fileOf('a-file', ''), 'vault.keys')
    expect(() => readKeyFile(under, mayCreate)).toThrow(KeyringError)
    const aFolder = mkdtempSync(join(folder, 'is-a-folder-'))
    expect(() => readKeyFile(aFolder, mayCreate)).toThrow(KeyringError)
  })

  test('is one and the same for servers that start at the same moment', async () => {
    const path = join(folder, 'race', 'vault.keys')
    const program = `
      import { randomBytes } from 'node:crypto'
      import { readKeyFile } from ${JSON.stringify(new URL('./keyring.ts', import.meta.url).href)}
      const keyring = readKeyFile(${JSON.stringify(path)}, { mayCreate: true, randomBytes })
      process.stdout.write(keyring.current.bytes.toString('hex'))`
    const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    const keys = (await Promise.all([start(), start(), start(), start()])).map(({ stdout }) => stdout)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(readdirSync(join(folder, 'race'))).toEqual(['vault.keys'])
  })
})

describe('the key command', () => {
  test('prints what would stand in the file', async () => {
    const keyring = await readKeyCommand(`printf 'k7 %s\\n' ${base64}`)
    expect(keyring.current).toEqual({ id: 'k7', bytes: Buffer.alloc(32, 5) })
  })

  test.each([
    ['that fails', `echo k1 ${base64}; echo ${base64} >&2; exit 1`],
    ['that is not there', 'no-such-program-anywhere'],
    ['that prints nothing', 'true'],
    ['that prints something else', 'echo k1 wrong'],
  ])('%s stops the start, without repeating what it printed', async (_, command) => {
    const failure: unknown = await readKeyCommand(command).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(KeyringError)
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(base64.slice(0, 10))
  })
})
