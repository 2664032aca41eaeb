// The installation's keys, kept outside the database: a file with mode 0600, or what a command prints.
import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
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
  options: { mayCreate: boolean; randomBytes: (size: number) => Buffer },
): Keyring {
  if (!existsSync(path)) {
    if (!options.mayCreate) {
      throw new KeyringError(
        `The key file ${path} is missing, but the database holds data sealed with a key. Put the file back from ` +
          'your backup, or name it with COUNTERSIGN_KEY_FILE.',
      )
    }
    createKeyFile(path, options.randomBytes)
  }
  let text: string
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new KeyringError(`Others can read the key file ${path}. Run: chmod 600 '${path}'`)
    }
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof KeyringError) throw error
    throw new KeyringError(`The key file ${path} cannot be read: ${(error as Error).message}`)
  }
  return parseKeyring(text, path)
}

function createKeyFile(path: string, randomBytes: (size: number) => Buffer): void {
  const draft = `${path}.${process.pid}.new`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const line = `k1 ${randomBytes(KEY_BYTES).toString('base64')}`
    writeFileSync(
      draft,
      `# Keys of this Countersign. Back this file up apart from the database.\n${line}\n`,
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
