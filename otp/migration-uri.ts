// otpauth-migration:// URIs: the export of Google Authenticator, a protobuf message in base64, spread over one
// or more QR codes. It is read only. The numbers of the fields are those of Google's MigrationPayload.
import { decodeBase64 } from './base64.ts'
import type { Algorithm, Digits } from './hotp.ts'
import { isWeakSecret, splitLabel, type OtpauthKey } from './otpauth-uri.ts'
import { MalformedProtobuf, readFields, type ProtobufField } from './protobuf.ts'
import { percentDecoded, splitUri, utf8Decoded } from './uri-parts.ts'

/** An entry that cannot be taken over, by name, and why. */
export interface RefusedEntry extends Pick<OtpauthKey, 'issuer' | 'account'> {
  code: 'migration.md5' | 'migration.unknown_parameter' | 'migration.secret_missing'
}

/** What one QR code says. */
export interface MigrationPart {
  /** In the order of the export. The period is 30 seconds, because an export has no field for it. */
  entries: OtpauthKey[]
  refused: RefusedEntry[]
  version: number
  /** How many QR codes the export has. */
  batchSize: number
  /** Which of them this is, from 0. */
  batchIndex: number
  /** The same for all parts of one export. */
  batchId: number
}

export interface JoinedMigration extends Pick<
  MigrationPart,
  'entries' | 'refused' | 'batchSize' | 'batchId'
> {
  /** The indexes (from 0) of the parts that are not there yet. Empty: the export is complete. */
  missing: number[]
}

/** Why a text, or all of its entries, are not taken. Codes stay; words may change. */
export type MigrationUriErrorCode =
  | 'migration.not_a_migration_uri'
  | 'migration.too_large'
  | 'migration.malformed'
  | 'migration.empty'
  | 'migration.other_export'
  | RefusedEntry['code']

export class MigrationUriError extends Error {
  override readonly name = 'MigrationUriError'
  readonly code: MigrationUriErrorCode

  constructor(code: MigrationUriErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

// An export puts ten keys into a QR code, and a QR code holds less than 3 kB: these leave room, and no more.
const MAX_PAYLOAD_BYTES = 8192
const MAX_ENTRIES = 100
const MAX_PARTS = 100
/** Every byte of the payload percent-encoded twice, at worst; more need not be looked at. */
const MAX_URI_LENGTH = 64 + MAX_PAYLOAD_BYTES * 8

const PERIOD_SECONDS = 30
const ALGORITHMS: readonly (Algorithm | undefined)[] = ['SHA1', 'SHA1', 'SHA256', 'SHA512']
const MD5 = 4
const DIGITS: readonly (Digits | undefined)[] = [6, 6, 8]
const TYPES: readonly ('totp' | 'hotp' | undefined)[] = ['totp', 'hotp', 'totp']

const REASONS: Readonly<Record<RefusedEntry['code'], string>> = {
  'migration.md5': 'it uses MD5',
  'migration.unknown_parameter': 'its algorithm, digits, type or counter are not known',
  'migration.secret_missing': 'it has no secret',
}

/**
 * Reads one QR code of an export. Entries with MD5 or with anything that is not known are refused by name,
 * because a guess would make wrong codes; the others stand.
 *
 * Throws MigrationUriError if the text is no such export, is larger than any QR code, or has no entry that
 * can be taken.
 */
export function parseMigrationUri(text: string): MigrationPart {
  const fields = fieldsOrRefused(payloadOf(text))
  const part: MigrationPart = {
    entries: [],
    refused: [],
    version: 0,
    batchSize: 1,
    batchIndex: 0,
    batchId: 0,
  }
  for (const field of fields) {
    if (field.number === 1) {
      const entry = entryOf(fieldsOrRefused(bytesOf(field)))
      if ('code' in entry) part.refused.push(entry)
      else part.entries.push(entry)
      if (part.entries.length + part.refused.length > MAX_ENTRIES) throw tooLarge()
    } else if (field.number === 2) part.version = int32Of(field)
    // 0 is how protobuf leaves a field out.
    else if (field.number === 3) part.batchSize = int32Of(field) || 1
    else if (field.number === 4) part.batchIndex = int32Of(field)
    else if (field.number === 5) part.batchId = int32Of(field)
  }
  if (part.batchSize < 1 || part.batchSize > MAX_PARTS) throw malformed()
  if (part.batchIndex < 0 || part.batchIndex >= part.batchSize) throw malformed()
  if (part.entries.length > 0) return part
  const [refused] = part.refused
  if (refused === undefined) throw new MigrationUriError('migration.empty', 'The export has no entries')
  throw new MigrationUriError(
    refused.code,
    `No entry can be taken over; the first one: ${REASONS[refused.code]}`,
  )
}

/**
 * Puts the parts of one export together, in their order however they were scanned; a part that was scanned
 * twice counts once. Throws MigrationUriError when they are of different exports, or none.
 */
export function joinMigrationParts(parts: readonly MigrationPart[]): JoinedMigration {
  const [first] = parts
  if (first === undefined) throw new MigrationUriError('migration.empty', 'There are no parts')
  const byIndex = new Map<number, MigrationPart>()
  for (const part of parts) {
    if (part.batchId !== first.batchId || part.batchSize !== first.batchSize) {
      throw new MigrationUriError('migration.other_export', 'These QR codes are of different exports')
    }
    if (!byIndex.has(part.batchIndex)) byIndex.set(part.batchIndex, part)
  }
  const indexes = Array.from({ length: first.batchSize }, (_, index) => index)
  const found = indexes.flatMap((index) => byIndex.get(index) ?? [])
  return {
    entries: found.flatMap((part) => part.entries),
    refused: found.flatMap((part) => part.refused),
    batchSize: first.batchSize,
    batchId: first.batchId,
    missing: indexes.filter((index) => !byIndex.has(index)),
  }
}

function entryOf(fields: ProtobufField[]): OtpauthKey | RefusedEntry {
  let secret: Uint8Array = new Uint8Array(0)
  let name = ''
  let issuer = ''
  let algorithm = 0
  let digits = 0
  let type = 0
  let counter = 0n
  for (const field of fields) {
    if (field.number === 1) secret = bytesOf(field).slice()
    else if (field.number === 2) name = textOf(field)
    else if (field.number === 3) issuer = textOf(field)
    else if (field.number === 4) algorithm = int32Of(field)
    else if (field.number === 5) digits = int32Of(field)
    else if (field.number === 6) type = int32Of(field)
    else if (field.number === 7) counter = varintOf(field)
  }
  const names = splitLabel(name, issuer)
  const known = { type: TYPES[type], algorithm: ALGORITHMS[algorithm], digits: DIGITS[digits] }
  if (algorithm === MD5) return refusedEntry('migration.md5', names)
  if (secret.length === 0) return refusedEntry('migration.secret_missing', names)
  if (known.type === undefined || known.algorithm === undefined || known.digits === undefined) {
    return refusedEntry('migration.unknown_parameter', names)
  }
  // An int64: its upper half are the negative numbers.
  if (counter >= 0x8000_0000_0000_0000n) return refusedEntry('migration.unknown_parameter', names)
  return {
    type: known.type,
    ...names,
    secret,
    weakSecret: isWeakSecret(secret),
    algorithm: known.algorithm,
    digits: known.digits,
    periodSeconds: PERIOD_SECONDS,
    ...(known.type === 'hotp' ? { counter } : {}),
  }
}

function refusedEntry(
  code: RefusedEntry['code'],
  names: Pick<OtpauthKey, 'issuer' | 'account'>,
): RefusedEntry {
  const { issuer, account } = names
  return issuer === undefined ? { code, account } : { code, issuer, account }
}

function payloadOf(text: string): Uint8Array {
  if (text.length > MAX_URI_LENGTH) throw tooLarge()
  const parts = splitUri(text, ['otpauth-migration'])
  if ('fault' in parts) {
    if (parts.fault === 'duplicate') throw malformed()
    throw new MigrationUriError(
      'migration.not_a_migration_uri',
      'The text does not begin with otpauth-migration://',
    )
  }
  if (parts.host !== 'offline') {
    throw new MigrationUriError('migration.not_a_migration_uri', 'Only otpauth-migration://offline is known')
  }
  const data = percentDecoded(parts.parameters.get('data') ?? '')
  const payload = data === undefined ? undefined : decodeBase64(data)
  if (payload === undefined) throw malformed()
  if (payload.length > MAX_PAYLOAD_BYTES) throw tooLarge()
  return payload
}

function fieldsOrRefused(bytes: Uint8Array): ProtobufField[] {
  try {
    return readFields(bytes)
  } catch (error) {
    if (error instanceof MalformedProtobuf) throw malformed()
    throw error
  }
}

function varintOf(field: ProtobufField): bigint {
  if (typeof field.value !== 'bigint') throw malformed()
  return field.value
}

function int32Of(field: ProtobufField): number {
  return Number(BigInt.asIntN(32, varintOf(field)))
}

function bytesOf(field: ProtobufField): Uint8Array {
  if (!(field.value instanceof Uint8Array)) throw malformed()
  return field.value
}

function textOf(field: ProtobufField): string {
  const text = utf8Decoded(bytesOf(field))
  if (text === undefined) throw malformed()
  return text
}

function malformed(): MigrationUriError {
  return new MigrationUriError('migration.malformed', 'The export is damaged: scan or copy it again')
}

function tooLarge(): MigrationUriError {
  return new MigrationUriError('migration.too_large', 'The text is larger than any export')
}
