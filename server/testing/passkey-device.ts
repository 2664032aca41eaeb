// A device with passkeys, in software: what a browser and its authenticator make of our options, and whatever they should
// not (Web Authentication level 3, sections 6.1 and 6.5).
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { z } from 'zod'
import type { creationOptions, newPasskey, passkeyProof, requestOptions } from '../../contract/webauthn.ts'

export type CreationOptions = z.input<typeof creationOptions>
export type RequestOptions = z.input<typeof requestOptions>
export type MadeOnDevice = z.input<typeof newPasskey>
export type ProvenOnDevice = z.input<typeof passkeyProof>

/** What is otherwise than it would be. Everything else is as the standard has it. */
export interface Otherwise {
  /** Fields of clientDataJSON. */
  client?: Record<string, unknown>
  rpId?: string
  isPresent?: boolean
  isVerified?: boolean
  isBackupEligible?: boolean
  isBackedUp?: boolean
  counter?: number
  alg?: 'ES256' | 'ES384' | 'RS256' | 'EdDSA'
  credentialId?: Buffer
  /** Behind the authenticator data. */
  trailing?: Buffer
  userHandle?: string | null
  signature?: Buffer
}

export interface PasskeyDevice {
  make(options: Pick<CreationOptions, 'rp' | 'user' | 'challenge'>, otherwise?: Otherwise): MadeOnDevice
  /** With the passkey that was made last, or another one by its id. */
  prove(options: RequestOptions, otherwise?: Otherwise, id?: string): ProvenOnDevice
}

interface Key {
  privateKey: KeyObject
  alg: NonNullable<Otherwise['alg']>
  userHandle: string
  counter: number
}

export interface DeviceOptions {
  origin: string
  /** Whether it has a finger, a face or a PIN to ask for. */
  verifies?: boolean
  /** Whether its passkeys are synced: then they do not count. */
  isSynced?: boolean
}

export function createPasskeyDevice(device: DeviceOptions): PasskeyDevice {
  const { origin, verifies = true, isSynced = false } = device
  const keys = new Map<string, Key>()

  function clientData(type: string, challenge: string, otherwise: Otherwise): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...otherwise.client }))
  }

  function authenticatorData(rpId: string, counter: number, otherwise: Otherwise, attested?: Buffer): Buffer {
    const bit = (isSet: boolean, place: number) => (isSet ? 1 << place : 0)
    const flags =
      bit(otherwise.isPresent ?? true, 0) |
      bit(otherwise.isVerified ?? verifies, 2) |
      bit(otherwise.isBackupEligible ?? isSynced, 3) |
      bit(otherwise.isBackedUp ?? isSynced, 4) |
      bit(attested !== undefined, 6)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(otherwise.counter ?? counter)
    return Buffer.concat([
      sha256(Buffer.from(otherwise.rpId ?? rpId)),
      Buffer.from([flags]),
      count,
      attested ?? Buffer.alloc(0),
      otherwise.trailing ?? Buffer.alloc(0),
    ])
  }

  return {
    make(options, otherwise = {}) {
      const alg = otherwise.alg ?? 'ES256'
      const { publicKey, privateKey } = keyPairs[alg]()
      const credentialId = otherwise.credentialId ?? randomBytes(32)
      const id = credentialId.toString('base64url')
      const counter = isSynced ? 0 : 1
      keys.delete(id)
      keys.set(id, { privateKey, alg, userHandle: options.user.id, counter })
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseOf(publicKey, alg)])
      const authData = authenticatorData(options.rp.id, counter, otherwise, attested)
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, otherwise).toString('base64url'),
          attestationObject: attestationOf(authData),
          transports: ['internal', 'hybrid'],
        },
      }
    },
    prove(options, otherwise = {}, chosen) {
      const id = chosen ?? [...keys.keys()].at(-1) ?? ''
      const key = keys.get(id)
      if (key === undefined) throw new Error('This device has no such passkey.')
      if (!isSynced) key.counter += 1
      const client = clientData('webauthn.get', options.challenge, otherwise)
      const authData = authenticatorData(options.rpId, key.counter, otherwise)
      const signature = otherwise.signature ?? signWith(key, Buffer.concat([authData, sha256(client)]))
      const { userHandle = key.userHandle } = otherwise
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(userHandle === null ? {} : { userHandle }),
        },
      }
    },
  }
}

/** An attestation object with no statement, around whatever stands for its authenticator data. */
export function attestationOf(authData: Buffer): string {
  const parts = new Map<string, string | Map<string, never> | Uint8Array>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, never>()],
    ['authData', new Uint8Array(authData)],
  ])
  return Buffer.from(isoCBOR.encode(parts)).toString('base64url')
}

const keyPairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
} as const

/** Of COSE (RFC 9053): what each algorithm is called, and which curve it goes with. */
const cose = {
  ES256: { alg: -7, curve: 1 },
  ES384: { alg: -35, curve: 2 },
  EdDSA: { alg: -8, curve: 6 },
  RS256: { alg: -257, curve: 0 },
} as const

function coseOf(key: KeyObject, name: NonNullable<Otherwise['alg']>): Buffer {
  const jwk = key.export({ format: 'jwk' })
  const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'))
  const { alg, curve } = cose[name]
  const parts = new Map<number, number | Uint8Array>(
    name === 'RS256'
      ? [
          [1, 3],
          [3, alg],
          [-1, bytes(jwk.n)],
          [-2, bytes(jwk.e)],
        ]
      : [
          [1, name === 'EdDSA' ? 1 : 2],
          [3, alg],
          [-1, curve],
          [-2, bytes(jwk.x)],
          ...(name === 'EdDSA' ? [] : [[-3, bytes(jwk.y)] as [number, Uint8Array]]),
        ],
  )
  return Buffer.from(isoCBOR.encode(parts))
}

function signWith({ privateKey, alg }: Key, data: Buffer): Buffer {
  if (alg === 'EdDSA') return sign(null, data, privateKey)
  return sign(alg === 'ES384' ? 'sha384' : 'sha256', data, privateKey)
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
