// The libraries that the bench compares, each in every form that could be its fastest.
//
// A form is what a careful user of the library could write: the secret decoded beforehand, options made once,
// and where a library takes an HMAC function of one's own (otplib, otpauth), also node:crypto with a key
// object, which spares it the work of taking the key in for every code.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP, verifyHOTP } from '@oslojs/otp'
import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node'
import * as otplibTotp from '@otplib/totp'
import * as otpauth from 'otpauth'
// What bundlers take for browsers: the same library over @noble/hashes.
import * as otpauthOverNoble from 'otpauth/dist/otpauth.esm.js'
import { createGuardrails, NobleCryptoPlugin, ScureBase32Plugin, type CryptoPlugin } from 'otplib'
import speakeasy from 'speakeasy'
import { decodeBase32 } from '../../otp/base32.ts'
import { prepareKey, type Algorithm } from '../../otp/hotp.ts'
import { totp, verifyTotp } from '../../otp/totp.ts'

/**
 * The code of a step, and whether a code is one of the three steps around it. Steps, because a small integer
 * reaches a function for free, while a time in milliseconds is first put on the heap.
 */
export interface Prepared {
  code: (step: number) => string
  isRight: (code: string, step: number) => boolean
}

export interface Form {
  name: string
  /** Undefined where the library has no such hash. */
  prepare: (secret: Uint8Array<ArrayBuffer>, algorithm: Algorithm) => Prepared | undefined
  /** From base32 text to the code, with nothing kept from call to call. */
  codeOfText?: (secret: string, step: number) => string
}

export interface Contestant {
  name: string
  /** One of the four libraries for one-time passwords; the others are bare tools, or put together by hand. */
  isOtpLibrary: boolean
  forms: Form[]
}

export const STEP_MS = 30_000

const hmacByKeyObject = (algorithm: string, key: KeyObject, message: Uint8Array): Buffer =>
  createHmac(algorithm, key).update(message).digest()

export const ours: Contestant = {
  name: 'Countersign',
  isOtpLibrary: false,
  forms: [
    {
      name: 'prepared key',
      prepare: (secret, algorithm) => {
        const key = prepareKey(secret, algorithm)
        const window = { back: 1, ahead: 1 }
        return {
          code: (step) => totp(key, step * STEP_MS),
          isRight: (code, step) => verifyTotp(key, code, step * STEP_MS, window) !== undefined,
        }
      },
      codeOfText: (secret, step) => totp(prepareKey(decodeBase32(secret)), step * STEP_MS),
    },
  ],
}

const otplibAlgorithms = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const
const base32 = new ScureBase32Plugin()
const guardrails = createGuardrails()

function otplibForm(
  name: string,
  cryptoFor: (secret: Uint8Array, algorithm: Algorithm) => CryptoPlugin,
): Form {
  return {
    name,
    prepare: (secret, algorithm) => {
      const crypto = cryptoFor(secret, algorithm)
      // One object for all calls: to copy it for each would be time of ours, not of otplib's.
      const options = { secret, algorithm: otplibAlgorithms[algorithm], crypto, base32, guardrails, epoch: 0 }
      const typed = { ...options, token: '', epochTolerance: 30 }
      return {
        code: (step) => {
          options.epoch = step * 30
          return otplibTotp.generateSync(options)
        },
        isRight: (code, step) => {
          typed.token = code
          typed.epoch = step * 30
          return otplibTotp.verifySync(typed).valid
        },
      }
    },
  }
}

const nodePlugin = new NodeCryptoPlugin()
const noblePlugin = new NobleCryptoPlugin()

function otplibOfText(crypto: CryptoPlugin) {
  return (secret: string, step: number) =>
    otplibTotp.generateSync({ secret, crypto, base32, guardrails, epoch: step * 30 })
}

const otplib: Contestant = {
  name: 'otplib',
  isOtpLibrary: true,
  forms: [
    { ...otplibForm('its noble plugin', () => noblePlugin), codeOfText: otplibOfText(noblePlugin) },
    { ...otplibForm('its node plugin', () => nodePlugin), codeOfText: otplibOfText(nodePlugin) },
    otplibForm('own plugin with a key object', (secret) => {
      const keyObject = createSecretKey(secret)
      return {
        name: 'key-object',
        algorithms: ['sha1', 'sha256', 'sha512'],
        hmac: (algorithm, _key, message) => hmacByKeyObject(algorithm, keyObject, message),
        randomBytes: (length) => nodePlugin.randomBytes(length),
        constantTimeEqual: (a, b) => nodePlugin.constantTimeEqual(a, b),
      }
    }),
  ],
}

type OtpauthHmac = (algorithm: string, key: Uint8Array, message: Uint8Array) => Uint8Array

function otpauthForm(
  name: string,
  { TOTP, Secret }: Pick<typeof otpauth, 'TOTP' | 'Secret'>,
  hmacFor?: (secret: Uint8Array, algorithm: Algorithm) => OtpauthHmac,
): Form {
  return {
    name,
    prepare: (secret, algorithm) => {
      const hmac = hmacFor?.(secret, algorithm)
      const key = new Secret({ buffer: secret.buffer })
      const generator = new TOTP({ secret: key, algorithm, ...(hmac === undefined ? {} : { hmac }) })
      return {
        code: (step) => generator.generate({ timestamp: step * STEP_MS }),
        isRight: (token, step) =>
          generator.validate({ token, timestamp: step * STEP_MS, window: 1 }) !== null,
      }
    },
    codeOfText: (secret, step) =>
      TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * STEP_MS }),
  }
}

const otpauthPackage: Contestant = {
  name: 'otpauth',
  isOtpLibrary: true,
  forms: [
    otpauthForm('for Node', otpauth),
    otpauthForm('for browsers', otpauthOverNoble),
    {
      ...otpauthForm('own HMAC with a key object', otpauth, (secret, algorithm) => {
        const keyObject = createSecretKey(secret)
        return (_algorithm, _key, message) => hmacByKeyObject(algorithm, keyObject, message)
      }),
      codeOfText: (secret, step) =>
        otpauth.TOTP.generate({
          secret: otpauth.Secret.fromBase32(secret),
          timestamp: step * STEP_MS,
          hmac: (_algorithm, key, message) => hmacByKeyObject('SHA1', createSecretKey(key), message),
        }),
    },
  ],
}

const oslo: Contestant = {
  name: '@oslojs/otp',
  isOtpLibrary: true,
  forms: [
    {
      // Its TOTP reads the clock itself, so that its HOTP is given the steps. It knows SHA-1 only.
      name: 'key as bytes',
      prepare: (secret, algorithm) =>
        algorithm !== 'SHA1'
          ? undefined
          : {
              code: (step) => generateHOTP(secret, BigInt(step), 6),
              isRight: (code, step) => {
                const counter = BigInt(step)
                return (
                  verifyHOTP(secret, counter - 1n, 6, code) ||
                  verifyHOTP(secret, counter, 6, code) ||
                  verifyHOTP(secret, counter + 1n, 6, code)
                )
              },
            },
      codeOfText: (secret, step) => generateHOTP(decodeBase32IgnorePadding(secret), BigInt(step), 6),
    },
  ],
}

const speakeasyPackage: Contestant = {
  name: 'speakeasy',
  isOtpLibrary: true,
  forms: [
    {
      name: 'key as a Buffer',
      prepare: (bytes, algorithm) => {
        const secret = Buffer.from(bytes)
        return {
          code: (step) => speakeasy.totp({ secret, algorithm, time: step * 30 }),
          isRight: (token, step) =>
            speakeasy.totp.verifyDelta({ secret, algorithm, time: step * 30, token, window: 1 }) !==
            undefined,
        }
      },
      codeOfText: (secret, step) => speakeasy.totp({ secret, encoding: 'base32', time: step * 30 }),
    },
  ],
}

/** What a user of a bare HMAC writes by hand: the truncation of RFC 4226 and, for a check, three comparisons. */
function byHand(mac: (counter: Uint8Array) => Uint8Array): Prepared {
  const message = new Uint8Array(8)
  const view = new DataView(message.buffer)
  const number = (step: number): number => {
    view.setUint32(0, Math.floor(step / 0x1_0000_0000))
    view.setUint32(4, step >>> 0)
    const digest = mac(message)
    const at = digest[digest.length - 1]! & 15
    const bits = (digest[at]! << 24) | (digest[at + 1]! << 16) | (digest[at + 2]! << 8) | digest[at + 3]!
    return (bits & 0x7fff_ffff) % 1_000_000
  }
  return {
    code: (step) => String(number(step)).padStart(6, '0'),
    isRight: (code, step) => {
      const typed = Number(code)
      return number(step - 1) === typed || number(step) === typed || number(step + 1) === typed
    },
  }
}

const nobleHashes = { SHA1: sha1, SHA256: sha256, SHA512: sha512 }

/** The midstates of noble, copied for each MAC into one that is used again: `_cloneInto` is not documented. */
function nobleMidstates(secret: Uint8Array, algorithm: Algorithm): (message: Uint8Array) => Uint8Array {
  const hash = nobleHashes[algorithm]
  const prepared = nobleHmac.create(hash, secret)
  const working = prepared.clone()
  const digest = new Uint8Array(hash.outputLen)
  return (message) => {
    // oxlint-disable-next-line eslint/no-underscore-dangle -- the fastest way there is, private as it is
    prepared._cloneInto(working).update(message).digestInto(digest)
    return digest
  }
}

const noble: Contestant = {
  name: '@noble/hashes',
  isOtpLibrary: false,
  forms: [
    {
      name: 'prepared, by its public functions',
      prepare: (secret, algorithm) => {
        const prepared = nobleHmac.create(nobleHashes[algorithm], secret)
        return byHand((message) => prepared.clone().update(message).digest())
      },
      codeOfText: (secret, step) => {
        const key = decodeBase32(secret)
        return byHand((message) => nobleHmac(sha1, key, message)).code(step)
      },
    },
    {
      name: 'prepared, by its private ones',
      prepare: (secret, algorithm) => byHand(nobleMidstates(secret, algorithm)),
    },
  ],
}

const nodeCrypto: Contestant = {
  name: 'node:crypto',
  isOtpLibrary: false,
  forms: [
    {
      name: 'key object',
      prepare: (secret, algorithm) => {
        const keyObject = createSecretKey(secret)
        return byHand((message) => hmacByKeyObject(algorithm, keyObject, message))
      },
      codeOfText: (secret, step) => {
        const keyObject = createSecretKey(decodeBase32(secret))
        return byHand((message) => hmacByKeyObject('SHA1', keyObject, message)).code(step)
      },
    },
    {
      name: 'key as bytes',
      prepare: (secret, algorithm) =>
        byHand((message) => createHmac(algorithm, secret).update(message).digest()),
      codeOfText: (secret, step) => {
        const key = decodeBase32(secret)
        return byHand((message) => createHmac('SHA1', key).update(message).digest()).code(step)
      },
    },
  ],
}

/**
 * What is left of speakeasy when its user makes the HMAC: its last step, and nothing of its verification, which
 * cannot take such a digest. That is node:crypto by hand rather than speakeasy with a prepared key.
 */
const speakeasyWithNode: Contestant = {
  name: "node:crypto with speakeasy's truncation",
  isOtpLibrary: false,
  forms: [
    {
      name: 'key object',
      prepare: (bytes, algorithm) => {
        const secret = Buffer.from(bytes)
        const keyObject = createSecretKey(secret)
        const message = Buffer.alloc(8)
        const code = (step: number): string => {
          message.writeUInt32BE(Math.floor(step / 0x1_0000_0000))
          message.writeUInt32BE(step >>> 0, 4)
          return speakeasy.hotp({
            secret,
            counter: step,
            digest: hmacByKeyObject(algorithm, keyObject, message),
          })
        }
        return {
          code: (step) => code(step),
          isRight: (typed, step) => {
            return code(step - 1) === typed || code(step) === typed || code(step + 1) === typed
          },
        }
      },
    },
  ],
}

/** Not a form of otpauth that anybody documents, but the fastest that its hook for an HMAC makes possible. */
const otpauthWithNoble: Contestant = {
  name: 'otpauth with the midstates of @noble/hashes',
  isOtpLibrary: false,
  forms: [
    {
      name: 'by its private functions',
      prepare: otpauthForm('', otpauth, (secret, algorithm) => {
        const mac = nobleMidstates(secret, algorithm)
        return (_algorithm, _key, message) => mac(message)
      }).prepare,
    },
  ],
}

export const rivals: Contestant[] = [
  otplib,
  otpauthPackage,
  oslo,
  speakeasyPackage,
  noble,
  nodeCrypto,
  speakeasyWithNode,
  otpauthWithNoble,
]
