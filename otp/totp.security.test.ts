// Attacks on the verification of a code. Numbers are those of the attack list in docs/security.
import { describe, expect, it } from 'vitest'
import { normalizeCode } from './code.ts'
import { hotp, prepareKey } from './hotp.ts'
import { sha1 } from './sha1.ts'
import { totp, verifyTotp } from './totp.ts'

const key = prepareKey(new TextEncoder().encode('12345678901234567890'))
const STEP_MS = 30_000

describe('a code that stands at two steps is replayed at the second', () => {
  it.each([
    ['911617', 910737, 910738],
    ['761737', 1300575, 1300576],
    ['360233', 1390529, 1390530],
    ['468457', 153567, 153569],
    ['038755', 679858, 679860],
  ])('%s of steps %i and %i is found at the later one, which spends both', (code, earlier, later) => {
    expect([hotp(key, earlier), hotp(key, later)]).toEqual([code, code])
    expect(verifyTotp(key, code, later * STEP_MS, { back: 2 })?.step).toBe(later)
    expect(verifyTotp(key, code, earlier * STEP_MS, { back: 2, ahead: 2 })?.step).toBe(later)
    // Alone in its window, the earlier one is what it is.
    expect(verifyTotp(key, code, earlier * STEP_MS, { back: 2 })?.step).toBe(earlier)
  })
})

describe('the answer comes sooner for a guess whose first digits are right', () => {
  /** How many blocks are hashed while `work` runs: what takes the time, counted instead of measured. */
  function blocksHashed(work: () => void): number {
    const hash = sha1 as { compress: typeof sha1.compress }
    const real = hash.compress
    let blocks = 0
    hash.compress = (...block) => {
      blocks += 1
      real(...block)
    }
    try {
      work()
    } finally {
      hash.compress = real
    }
    return blocks
  }

  it('every guess, right or wrong and at whichever step, costs the whole window', () => {
    const step = 37037037
    const atMs = step * STEP_MS
    const right = [-2, -1, 0, 1, 2].map((offset) => hotp(key, step + offset))
    const nearlyRight = right.map((code) => code.slice(0, 5) + String((Number(code[5]) + 1) % 10))
    const costs = [...right, ...nearlyRight, '000000', '999999'].map((code) =>
      blocksHashed(() => verifyTotp(key, code, atMs, { back: 2, ahead: 2 })),
    )
    expect(new Set(costs)).toEqual(new Set([2 * 5]))
  })
})

describe('something that is not a code is sent instead of one (attack 11)', () => {
  const odd: unknown[] = [
    '',
    '0',
    '00000',
    '0000000',
    '000000\0',
    '00000\0',
    ' 94287',
    '+94287',
    '-94287',
    '9428e1',
    '0x9428',
    '４２８７０８',
    '28 708',
    null,
    undefined,
    true,
    0,
    287082,
    [],
    ['287082'],
    {},
    { toString: () => '287082', length: 6, charCodeAt: () => 48 },
    '1'.repeat(1_000_000),
  ]

  it('never verifies, and never fails otherwise than by saying no', () => {
    for (const code of odd) expect(verifyTotp(key, code as string, 59_000)).toBeUndefined()
  })

  it('has no normal form but the full-width digits that a phone may type', () => {
    const normal = odd.map((code) => normalizeCode(code as string)).filter((code) => code !== undefined)
    expect(normal).toEqual(['428708'])
  })
})

describe('a used code is sent again in another form (attack 25, CVE-2025-6014)', () => {
  it('every form of it becomes the same six digits, or nothing', () => {
    const code = totp(key, 59_000)
    const forms = [
      '287 082',
      ' 287082',
      '287082\n',
      '287-082',
      '２８７０８２',
      '287\u200b082',
      '\ufeff287\u00a0082\t',
    ]
    expect(forms.map((form) => normalizeCode(form))).toEqual(forms.map(() => code))
    expect(
      ['+287082', '287082.', '0287082', '2.87082e5', '287,082'].map((form) => normalizeCode(form)),
    ).toEqual(Array.from({ length: 5 }, () => undefined))
  })
})
