// Exports of Bitwarden: JSON, plain or with a password of its own, and CSV. Source: bitwarden.com/help/encrypted-export
// and the export of its clients; an export that only the account can open is told as such.
import { createHash, createHmac } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { namesOf, readTotpField, refuse, type Candidate } from './candidate.ts'
import { openCbcWithMac, pbkdf2Key } from './encrypted.ts'
import { isObject, objectsIn, parseJson, type Json } from './json-parts.ts'

/** Argon2id of an export takes 64 MiB; no file may make us take more than four times that. */
const MOST_ARGON2 = { memoryMiB: 256, iterations: 10, lanes: 16 }

export function isBitwarden(file: unknown): file is Json {
  return isObject(file) && typeof file['encrypted'] === 'boolean' && ('items' in file || 'data' in file)
}

export async function readBitwarden(file: Json, password: string | undefined): Promise<Candidate[]> {
  if (file['encrypted'] !== true) return readItems(file)
  if (file['passwordProtected'] !== true) throw refuse('secret.only_its_account_opens_it')
  if (password === undefined) throw refuse('secret.password_needed')
  const keys = await keysOf(file, password)
  if (openEncString(file['encKeyValidation_DO_NOT_EDIT'], keys) === undefined)
    throw refuse('secret.password_wrong')
  const content = openEncString(file['data'], keys)
  const opened = content === undefined ? undefined : parseJson(content.toString('utf8'))
  if (!isObject(opened)) throw refuse('secret.export_damaged')
  return readItems(opened)
}

function readItems(file: Json): Candidate[] {
  return objectsIn(file['items']).flatMap((item) => {
    const login = isObject(item['login']) ? item['login'] : {}
    return readLogin(item['name'], login['username'], login['totp'])
  })
}

/** A login without an authenticator is none of ours. */
function readLogin(name: unknown, username: unknown, totp: unknown): Candidate[] {
  const candidate = readTotpField(namesOf(name, username), totp)
  return candidate === undefined ? [] : [candidate]
}

interface Keys {
  encryption: Buffer
  mac: Buffer
}

/** The text of the salt is the salt; Argon2id takes its SHA-256. The key is stretched as by HKDF-Expand (RFC 5869). */
async function keysOf(file: Json, password: string): Promise<Keys> {
  const salt = Buffer.from(typeof file['salt'] === 'string' ? file['salt'] : '', 'utf8')
  const iterations = Number(file['kdfIterations'])
  const key =
    file['kdfType'] === 1
      ? await argon2Key(password, salt, {
          iterations,
          memoryMiB: Number(file['kdfMemory']),
          lanes: Number(file['kdfParallelism']),
        })
      : await pbkdf2Key(password, salt, iterations)
  if (key === undefined) throw refuse('secret.export_damaged')
  const stretched = (info: string) => createHmac('sha256', key).update(info).update(Buffer.of(1)).digest()
  return { encryption: stretched('enc'), mac: stretched('mac') }
}

async function argon2Key(
  password: string,
  salt: Buffer,
  costs: { iterations: number; memoryMiB: number; lanes: number },
): Promise<Buffer | undefined> {
  const { iterations, memoryMiB, lanes } = costs
  const isBounded = (value: number, most: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= most
  if (!isBounded(iterations, MOST_ARGON2.iterations) || !isBounded(memoryMiB, MOST_ARGON2.memoryMiB))
    return undefined
  if (!isBounded(lanes, MOST_ARGON2.lanes)) return undefined
  return hashRaw(password, {
    salt: createHash('sha256').update(salt).digest(),
    timeCost: iterations,
    memoryCost: memoryMiB * 1024,
    parallelism: lanes,
    outputLen: 32,
  })
}

/** `2.iv|ciphertext|mac`, each in base64: AES-256-CBC with HMAC-SHA-256, the one type that exports have. */
function openEncString(value: unknown, keys: Keys): Buffer | undefined {
  const match = /^2\.([\w+/=]+)\|([\w+/=]+)\|([\w+/=]+)$/.exec(typeof value === 'string' ? value : '')
  const [iv, ciphertext, tag] = (match?.slice(1) ?? []).map((part) => Buffer.from(part, 'base64'))
  if (iv === undefined || ciphertext === undefined || tag === undefined) throw refuse('secret.export_damaged')
  return openCbcWithMac(keys, { iv, ciphertext, tag })
}

const CSV_MARK = 'login_totp'

export function isBitwardenCsv(text: string): boolean {
  const [header = ''] = text.slice(0, 2000).split(/\r?\n/, 1)
  return header.split(',').includes(CSV_MARK)
}

export function readBitwardenCsv(text: string): Candidate[] {
  const [header = [], ...rows] = readCsv(text)
  const column = (name: string) => header.indexOf(name)
  const [name, username, totp] = [column('name'), column('login_username'), column(CSV_MARK)]
  return rows.flatMap((row) => readLogin(row[name], row[username], row[totp]))
}

/** RFC 4180: fields in quotes may hold commas, line ends and, doubled, quotes. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    const [, quoted, plain = '', end] = match
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '' || field.lastIndex === text.length) break
    if (end !== ',') rows.push([])
  }
  return rows
}
