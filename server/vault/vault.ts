// Sealing what must stay secret in the database: AES-256-GCM (NIST SP 800-38D), each value bound to its place.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import type { Keyring } from './keyring.ts'

/** Which key a value was sealed with; empty for what is no sealed value. */
export function keyIdOf(sealed: Buffer): string {
  return sealed.subarray(2, 2 + (sealed[1] ?? 0)).toString()
}

/** Where a sealed value lives. A value moved to any other row, column, table or organization does not open. */
export interface Place {
  organizationId: string
  table: string
  column: string
  rowId: string
}

/** A sealed value that does not open: altered, moved, or sealed with a key that is not here. Fails closed. */
export class SealError extends Error {
  readonly code = 'vault.cannot_open'
  readonly place: Place

  constructor(reason: string, place: Place) {
    super(`${place.table}.${place.column} of row ${place.rowId} cannot be opened: ${reason}`)
    this.name = 'SealError'
    this.place = place
  }
}

export interface Vault {
  /** Version, key id, nonce, ciphertext and tag in one value. */
  seal(plain: Uint8Array, place: Place): Buffer
  /** @throws {SealError} */
  open(sealed: Buffer, place: Place): Buffer
  /** HMAC-SHA-256 for what is looked up by its hash; `purpose` keeps the uses apart. */
  fingerprint(purpose: FingerprintPurpose, text: string): Buffer
  /** Shows that a database belongs to these keys, without telling anything about them. */
  proofs(): { keyId: string; proof: Buffer }[]
  /** The key that new values are sealed with. */
  currentKeyId(): string
  /** Reads the keys anew, where they come from something that can be read while the server runs. */
  refresh(): void
}

export type FingerprintPurpose =
  | 'recovery code'
  | 'bypass code'
  | 'enrolment ticket'
  | 'password budget'
  | 'connection secret'
  | 'frame address'
  | 'frame store'
  | 'pairing code'
  | 'screen token'
  | 'wall picture'
  | 'passkey challenge'
  | 'passkey user'
  | 'trust cookie'
  | 'trust token'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface VaultOptions {
  /** 32 bytes that fingerprints are made with; without them those of the oldest key are. */
  fingerprintRoot?: Buffer
  /** Reads the keys anew, where that can be done while the server runs. */
  readKeys?: () => Keyring
}

export function createVault(
  first: Keyring,
  randomBytes: (size: number) => Buffer,
  options: VaultOptions = {},
): Vault {
  let keyring = first
  let sealKeys = sealKeysOf(first)
  const root = options.fingerprintRoot ?? (first.all[0] ?? first.current).bytes
  // Derived once, for ever: what they made is looked up, and a rotation of the keys must not change it.
  const fingerprintKeys: Record<FingerprintPurpose, KeyObject> = {
    'recovery code': deriveKey(root, 'fingerprint: recovery code'),
    'bypass code': deriveKey(root, 'fingerprint: bypass code'),
    'enrolment ticket': deriveKey(root, 'fingerprint: enrolment ticket'),
    'password budget': deriveKey(root, 'fingerprint: password budget'),
    'connection secret': deriveKey(root, 'fingerprint: connection secret'),
    'frame address': deriveKey(root, 'fingerprint: frame address'),
    'frame store': deriveKey(root, 'fingerprint: frame store'),
    'pairing code': deriveKey(root, 'fingerprint: pairing code'),
    'screen token': deriveKey(root, 'fingerprint: screen token'),
    'wall picture': deriveKey(root, 'fingerprint: wall picture'),
    'passkey challenge': deriveKey(root, 'fingerprint: passkey challenge'),
    'passkey user': deriveKey(root, 'fingerprint: passkey user'),
    'trust cookie': deriveKey(root, 'fingerprint: trust cookie'),
    'trust token': deriveKey(root, 'fingerprint: trust token'),
  }

  function refresh(): void {
    if (options.readKeys === undefined) return
    keyring = options.readKeys()
    sealKeys = sealKeysOf(keyring)
  }

  function seal(plain: Uint8Array, place: Place): Buffer {
    const id = Buffer.from(keyring.current.id)
    const header = Buffer.concat([Buffer.from([VERSION, id.length]), id])
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', keyFor(keyring.current.id, place), nonce)
    cipher.setAAD(boundTo(header, place))
    const body = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([header, nonce, body, cipher.getAuthTag()])
  }

  function tryRefresh(): void {
    try {
      refresh()
    } catch {
      // Keys that cannot be read now are as good as none: the value does not open, and that is reported.
    }
  }

  /** A key that is not known may have been added a moment ago: the keys are read once more before it fails closed. */
  function keyFor(id: string, place: Place): KeyObject {
    if (!sealKeys.has(id)) tryRefresh()
    const key = sealKeys.get(id)
    if (key === undefined) throw new SealError('its key is not in the key file', place)
    return key
  }

  function open(sealed: Buffer, place: Place): Buffer {
    const idLength = sealed[1] ?? 0
    const headerLength = 2 + idLength
    if (sealed[0] !== VERSION || sealed.length < headerLength + NONCE_BYTES + TAG_BYTES) {
      throw new SealError('it does not have the form of a sealed value', place)
    }
    const keyId = sealed.subarray(2, headerLength).toString()
    const key = keyFor(keyId, place)
    const body = headerLength + NONCE_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(headerLength, body), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(boundTo(sealed.subarray(0, headerLength), place))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    try {
      const plain = decipher.update(sealed.subarray(body, sealed.length - TAG_BYTES))
      return Buffer.concat([plain, decipher.final()])
    } catch {
      throw new SealError('it was altered, or belongs to another row', place)
    }
  }

  return {
    seal,
    open,
    fingerprint: (purpose, text) => createHmac('sha256', fingerprintKeys[purpose]).update(text).digest(),
    proofs: () => keyring.all.map((key) => ({ keyId: key.id, proof: derive(key.bytes, 'proof') })),
    currentKeyId: () => keyring.current.id,
    refresh,
  }
}

function sealKeysOf(keyring: Keyring): Map<string, KeyObject> {
  return new Map(keyring.all.map((key) => [key.id, deriveKey(key.bytes, 'seal')]))
}

/** Compares without telling how much is equal. */
export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function derive(bytes: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, '', `countersign ${use}`, 32))
}

/** As an object, made once: Node makes bytes into one at each use, which costs more than the use itself. */
function deriveKey(bytes: Buffer, use: string): KeyObject {
  return createSecretKey(derive(bytes, use))
}

/** The associated data. Lengths stand in front of the parts, so that no two places spell the same bytes. */
function boundTo(header: Buffer, place: Place): Buffer {
  const parts = [place.organizationId, place.table, place.column, place.rowId]
  return Buffer.concat([header, ...parts.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)])])
}
