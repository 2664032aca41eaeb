// The same codes and URIs as the npm package otpauth, an implementation of others.
import fc from 'fast-check'
import * as OTPAuth from 'otpauth'
import { expect, it } from 'vitest'
import { decodeBase32, encodeBase32 } from './base32.ts'
import { hotp, prepareKey, type Algorithm, type Digits } from './hotp.ts'
import { buildOtpauthUri, parseOtpauthUri } from './otpauth-uri.ts'
import { totp, verifyTotp } from './totp.ts'

const secrets = fc.uint8Array({ minLength: 1, maxLength: 140 })
const algorithms = fc.constantFrom<Algorithm[]>('SHA1', 'SHA256', 'SHA512')
const digitCounts = fc.constantFrom<Digits[]>(6, 7, 8)
const theirSecret = (bytes: Uint8Array) => new OTPAuth.Secret({ buffer: bytes.slice().buffer })

it('base32 is the same', () => {
  fc.assert(
    fc.property(secrets, (bytes) => {
      const theirs = theirSecret(bytes)
      expect(encodeBase32(bytes)).toBe(theirs.base32)
      expect(decodeBase32(theirs.base32)).toEqual(theirs.bytes)
    }),
  )
})

it('codes of counters are the same', () => {
  fc.assert(
    fc.property(secrets, algorithms, digitCounts, fc.maxSafeNat(), (bytes, algorithm, digits, counter) => {
      const theirs = OTPAuth.HOTP.generate({ secret: theirSecret(bytes), algorithm, digits, counter })
      expect(hotp(prepareKey(bytes, algorithm), counter, digits)).toBe(theirs)
    }),
  )
})

it('codes of moments are the same, and so is what is found in a window', () => {
  fc.assert(
    fc.property(
      secrets,
      algorithms,
      digitCounts,
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 0, max: 2 ** 43 }),
      fc.integer({ min: -3, max: 3 }),
      (bytes, algorithm, digits, periodSeconds, atMs, offset) => {
        const theirs = new OTPAuth.TOTP({
          secret: theirSecret(bytes),
          algorithm,
          digits,
          period: periodSeconds,
        })
        const key = prepareKey(bytes, algorithm)
        const parameters = { digits, periodSeconds }
        expect(totp(key, atMs, parameters)).toBe(theirs.generate({ timestamp: atMs }))

        const codeMs = atMs + offset * periodSeconds * 1000
        fc.pre(codeMs >= 0)
        const code = theirs.generate({ timestamp: codeMs })
        const found = verifyTotp(key, code, atMs, { ...parameters, back: 1, ahead: 1 })
        const theirDelta = theirs.validate({ token: code, timestamp: atMs, window: 1 })
        expect(found === undefined).toBe(theirDelta === null)
        if (Math.abs(offset) <= 1) expect(found).toBeDefined()
      },
    ),
  )
})

it('reads the URIs that we write', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 10, maxLength: 64 }),
      algorithms,
      digitCounts,
      fc.integer({ min: 1, max: 600 }),
      (secret, algorithm, digits, periodSeconds) => {
        const fields = {
          issuer: 'ACME Co',
          account: 'anna+test@example.com',
          secret,
          algorithm,
          digits,
          periodSeconds,
        }
        const theirs = OTPAuth.URI.parse(buildOtpauthUri(fields))
        expect(theirs).toBeInstanceOf(OTPAuth.TOTP)
        expect(theirs).toMatchObject({ issuer: 'ACME Co', label: 'anna+test@example.com', algorithm, digits })
        expect(theirs.secret.bytes).toEqual(secret)
        expect((theirs as OTPAuth.TOTP).period).toBe(periodSeconds)
      },
    ),
  )
})

it('writes URIs that we read', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 10, maxLength: 64 }),
      algorithms,
      digitCounts,
      fc.string({ unit: fc.constantFrom(...'abcXYZ012 .-_@&#%?=/+'.split('')), minLength: 1, maxLength: 20 }),
      fc.option(fc.maxSafeNat(), { nil: undefined }),
      (secret, algorithm, digits, name, counter) => {
        const fields = { issuer: name, label: name, secret: theirSecret(secret), algorithm, digits }
        const theirs =
          counter === undefined ? new OTPAuth.TOTP(fields) : new OTPAuth.HOTP({ ...fields, counter })
        const key = parseOtpauthUri(theirs.toString())
        const shown = name.trim()
        expect(key).toMatchObject({ account: shown, secret, algorithm, digits })
        expect(key.issuer ?? '').toBe(shown)
        expect(key.counter).toBe(counter === undefined ? undefined : BigInt(counter))
      },
    ),
  )
})
