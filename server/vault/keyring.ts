// The installation's keys, kept outside the database: a file with mode 0600, or what a command prints.
import { execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

export interface Key {
  id: string
  bytes: Buffer
}

/** The last key seals; all of them open. */
export interface Keyring {
  current: Key
  byId(id: string): Key | undefined
  all: readonly Key[]
}

/** What is wrong with the keys, and what to do. Never holds key material. */
export class KeyringError extends Error {
  readonly code = 'vault.keys'

  constructor(message: string) {
    super(message)
    this.name = 'KeyringError'
  }
}

const KEY_BYTES = 32
const LINE = /^([a-z0-9][a-z0-9-]{0,31})\s+([A-Za-z0-9+/_=-]+)$/

/**
 * Reads keys: one to a line, `<id> <32 bytes in base64>`; `#` begins a comment. The last line is the current key.
 *
 * @throws {KeyringError} naming the line
 */
export function parseKeyring(text: string, where: string): Keyring {
  const keys: Key[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [, id, base64] = LINE.exec(line) ?? []
    const bytes = Buffer.from(base64 ?? '', 'base64')
    if (id === undefined || bytes.length !== KEY_BYTES) {
      throw new KeyringError(
        `Line ${index + 1} of ${where} is not a key: it needs an id and ${KEY_BYTES} bytes in base64.`,
      )
    }
    if (keys.some((key) => key.id === id)) throw new KeyringError(`The key "${id}" stands twice in ${where}.`)
    keys.push({ id, bytes })
  }
  const current = keys.at(-1)
  if (current === undefined) throw new KeyringError(`There is no key in ${where}.`)
  return { current, all: keys, byId: (id) => keys.find((key) => key.id === id) }
}

/**
 * The keys from a file. Where there is none yet and `mayCreate`, one is made: of two servers that start at the same
 * moment the second reads what the first wrote.
 */
export function readKeyFile(
  path: string,
  options: { mayCreate: boolean; randomBytes: (size: number) => Buffer } & Wrapping,
): Keyring {
  if (!existsSync(path)) {
    if (!options.mayCreate) {
      throw new KeyringError(
        `The key file ${path} is missing, but the database holds data sealed with a key. Put the file back from ` +
          'your backup, or name it with COUNTERSIGN_KEY_FILE.',
      )
    }
    createKeyFile(path, options)
  }
  let text: string
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new KeyringError(`Others can read the key file ${path}. Run: chmod 600 '${path}'`)
    }
    text = unwrap(readFileSync(path), options)
  } catch (error) {
    if (error instanceof KeyringError) throw error
    throw new KeyringError(`The key file ${path} cannot be read: ${(error as Error).message}`)
  }
  return parseKeyring(text, path)
}

/** Commands that wrap what is in the key file for a key management service, and unwrap it; standard input to output. */
export interface Wrapping {
  wrapCommand?: string | undefined
  unwrapCommand?: string | undefined
}

function unwrap(content: Buffer, { unwrapCommand }: Wrapping): string {
  if (unwrapCommand === undefined) return content.toString()
  return runFilter(unwrapCommand, content, 'COUNTERSIGN_KEY_UNWRAP_COMMAND').toString()
}

function wrap(text: string, { wrapCommand }: Wrapping): Buffer {
  if (wrapCommand === undefined) return Buffer.from(text)
  return runFilter(wrapCommand, Buffer.from(text), 'COUNTERSIGN_KEY_WRAP_COMMAND')
}

function runFilter(command: string, input: Buffer, variable: string): Buffer {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', command], { input, timeout: 30_000 })
  // What it said is not repeated: it could be a key.
  if (status === 0 && stdout.length > 0) return stdout
  throw new KeyringError(`${variable} failed: it must answer on standard output and end with status 0.`)
}

/**
 * Adds a key to the key file, which seals from then on, in one step: a reader sees the file before or after it.
 *
 * @returns the new key's id
 */
export function addKey(path: string, options: { randomBytes: (size: number) => Buffer } & Wrapping): string {
  const text = unwrap(readFileSync(path), options)
  const ids = parseKeyring(text, path).all.map(({ id }) => id)
  let number = ids.length + 1
  while (ids.includes(`k${number}`)) number += 1
  const id = `k${number}`
  const line = `${id} ${options.randomBytes(KEY_BYTES).toString('base64')}`
  replaceKeyFile(path, `${text.trimEnd()}\n${line}\n`, options)
  return id
}

/** Takes a key out of the key file; the last one, which seals, stays. */
export function removeKey(path: string, id: string, options: Wrapping): void {
  const text = unwrap(readFileSync(path), options)
  const kept = text.split('\n').filter((line) => LINE.exec(line.trim())?.[1] !== id)
  parseKeyring(kept.join('\n'), path)
  replaceKeyFile(path, kept.join('\n'), options)
}

function replaceKeyFile(path: string, text: string, options: Wrapping): void {
  const draft = `${path}.${process.pid}.new`
  try {
    writeFileSync(draft, wrap(text, options), { mode: 0o600, flush: true })
    chmodSync(draft, 0o600)
    renameSync(draft, path)
  } finally {
    removeDraft(draft)
  }
}

function createKeyFile(path: string, options: { randomBytes: (size: number) => Buffer } & Wrapping): void {
  const { randomBytes } = options
  const draft = `${path}.${process.pid}.new`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const line = `k1 ${randomBytes(KEY_BYTES).toString('base64')}`
    writeFileSync(
      draft,
      wrap(`# Keys of this Countersign. Back this file up apart from the database.\n${line}\n`, options),
      {
        mode: 0o600,
        flush: true,
      },
    )
    chmodSync(draft, 0o600)
    // link() fails where the file exists by now: the first of two servers wins, whole.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new KeyringError(`The key file ${path} cannot be made: ${(error as Error).message}`)
    }
  } finally {
    removeDraft(draft)
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true })
  } catch {
    // Why the file could not be made is what has to be told, not that its draft cannot be removed either.
  }
}

/** The keys from a command, such as one that asks a key management service; its output has the form of the file. */
export async function readKeyCommand(command: string): Promise<Keyring> {
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], { timeout: 30_000 })
    return parseKeyring(stdout, 'what COUNTERSIGN_KEY_COMMAND printed')
  } catch (error) {
    if (error instanceof KeyringError) throw error
    // The message of a failed command repeats its output; that could be a key.
    throw new KeyringError('COUNTERSIGN_KEY_COMMAND failed: it must print the keys and end with status 0.')
  }
}
