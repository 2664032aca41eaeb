// Every code against oathtool (OATH Toolkit), a program of others in another language.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBase32 } from './base32.ts'
import { hotp, prepareKey, type Algorithm, type Digits } from './hotp.ts'
import { totp } from './totp.ts'

const hasOathtool = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'oathtool'), constants.X_OK)
    return true
  } catch {
    return false
  }
})
if (!hasOathtool) {
  if (process.env.CI) throw new Error('oathtool is not installed, and in CI every check must run')
  console.warn('not run: oathtool is not installed')
}

/** The lines that oathtool prints. `--` parts the options from a key that could look like one. */
function oathtool(options: string[], key: string): string[] {
  return execFileSync('oathtool', [...options, '--', key], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const secrets = fc.uint8Array({ minLength: 10, maxLength: 140 })
const algorithms = fc.constantFrom<Algorithm[]>('SHA1', 'SHA256', 'SHA512')
const digitCounts = fc.constantFrom<Digits[]>(6, 7, 8)
// Each run is a process of its own, which answers for a hundred codes at once.
const runs = { numRuns: 25 }
const WINDOW = 100

describe.runIf(hasOathtool)('oathtool makes the same codes', () => {
  it('for any secret and counter', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.bigInt(0n, 2n ** 63n - 1n - BigInt(WINDOW)),
        digitCounts,
        (secret, counter, digits) => {
          const theirs = oathtool(['--hotp', `-c${counter}`, `-d${digits}`, `-w${WINDOW}`], hex(secret))
          const key = prepareKey(secret)
          expect(
            Array.from({ length: WINDOW + 1 }, (_, i) => hotp(key, counter + BigInt(i), digits)),
          ).toEqual(theirs)
        },
      ),
      runs,
    )
  })

  it('for any time, period, T0, algorithm and number of digits', () => {
    fc.assert(
      fc.property(
        secrets,
        algorithms,
        digitCounts,
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1_000_000_000, max: 60_000_000_000 }),
        (secret, algorithm, digits, periodSeconds, t0Seconds, atSeconds) => {
          const theirs = oathtool(
            [
              `--totp=${algorithm}`,
              `-d${digits}`,
              `-s${periodSeconds}s`,
              `-S@${t0Seconds}`,
              `-N@${atSeconds}`,
              `-w${WINDOW}`,
            ],
            hex(secret),
          )
          const key = prepareKey(secret, algorithm)
          const parameters = { digits, periodSeconds, t0Seconds }
          const ours = Array.from({ length: WINDOW + 1 }, (_, i) =>
            totp(key, (atSeconds + i * periodSeconds) * 1000, parameters),
          )
          expect(ours).toEqual(theirs)
        },
      ),
      runs,
    )
  })

  it('from the base32 that we write', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const theirs = oathtool(['--totp', '-b', '-N@1111111111', `-w${WINDOW}`], encodeBase32(secret))
        expect(totp(prepareKey(secret), 1_111_111_111_000)).toBe(theirs[0])
      }),
      runs,
    )
  })

  it('for the edge vectors of this repository', () => {
    const rfcSecret = '3132333435363738393031323334353637383930'
    const key = prepareKey(Buffer.from(rfcSecret, 'hex'))
    const counters = [2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 33n + 5n, 2n ** 53n + 1n]
    const codes = [349495n, 1290532n, 1552630n, 910737n, 910738n, 153567n, 153569n, ...counters]
    for (const counter of codes) {
      for (const digits of [6, 8]) {
        expect(oathtool(['--hotp', `-c${counter}`, `-d${digits}`], rfcSecret)).toEqual([
          hotp(key, counter, digits),
        ])
      }
    }
  })
})
