// The judgement of typed codes, with the edge vectors of the security requirements (section 7.3) on the RFC's seed.
import { describe, expect, test } from 'vitest'
import { hotp, prepareKey } from '../../otp/hotp.ts'
import { judgeCode, type OpenedAuthenticator } from './judge-code.ts'

const seed = Buffer.from('12345678901234567890')
const app: OpenedAuthenticator = {
  id: 'app',
  seed,
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  lastStep: -1,
  refusedSteps: [],
}
const codeAt = (step: number) => hotp(prepareKey(seed), step)

/** Ten seconds into a step. */
const momentOf = (step: number) => (step * 30 + 10) * 1000
const judge = (code: string, step: number, facts: Partial<OpenedAuthenticator> = {}) =>
  judgeCode([{ ...app, ...facts }], code, momentOf(step))

const NOW = 58_000_000

describe('the window', () => {
  test('the codes of the current step and of the one before are right, and tell their step', () => {
    expect(judge(codeAt(NOW), NOW)).toEqual({ verdict: 'right', authenticatorId: 'app', step: NOW })
    expect(judge(codeAt(NOW - 1), NOW)).toMatchObject({ verdict: 'right', step: NOW - 1 })
  })

  test('the code of the next step is not accepted: that clock is ahead', () => {
    expect(judge(codeAt(NOW + 1), NOW)).toMatchObject({ verdict: 'clock_off', clockOffsetSeconds: 35 })
  })

  test('two to four steps old is a code that was typed late, with how many seconds', () => {
    expect(judge(codeAt(NOW - 2), NOW)).toMatchObject({ verdict: 'expired', step: NOW - 2 })
    expect(judge(codeAt(NOW - 4), NOW)).toMatchObject({ verdict: 'expired', clockOffsetSeconds: -115 })
  })

  test('five to twenty steps old is a clock that is behind', () => {
    expect(judge(codeAt(NOW - 5), NOW)).toMatchObject({ verdict: 'clock_off', clockOffsetSeconds: -145 })
    expect(judge(codeAt(NOW - 20), NOW)).toMatchObject({ verdict: 'clock_off', clockOffsetSeconds: -595 })
  })

  test('beyond ten minutes both ways a code is only wrong', () => {
    expect(judge(codeAt(NOW + 20), NOW)).toMatchObject({ verdict: 'clock_off', clockOffsetSeconds: 605 })
    expect(judge(codeAt(NOW + 21), NOW)).toEqual({ verdict: 'wrong' })
    expect(judge(codeAt(NOW - 21), NOW)).toEqual({ verdict: 'wrong' })
  })

  test('a code of eight digits and another period is looked at by its own parameters', () => {
    const facts = { digits: 8, periodSeconds: 60, algorithm: 'SHA256' } as const
    const step = Math.floor(momentOf(NOW) / 60_000)
    const code = hotp(prepareKey(seed, 'SHA256'), step, 8)
    expect(judge(code, NOW, facts)).toMatchObject({ verdict: 'right', step })
    expect(judge(code.slice(2), NOW, facts)).toEqual({ verdict: 'wrong' })
  })
})

describe('a step is spent once', () => {
  test('the code of the last accepted step is used, at its own time and in the next step', () => {
    expect(judge(codeAt(NOW), NOW, { lastStep: NOW })).toEqual({ verdict: 'used' })
    expect(judge(codeAt(NOW), NOW + 1, { lastStep: NOW })).toEqual({ verdict: 'used' })
  })

  test('the code before the last accepted step is used, though nobody ever typed it', () => {
    expect(judge(codeAt(NOW - 1), NOW, { lastStep: NOW })).toEqual({ verdict: 'used' })
  })

  test('the last accepted code is called used, not expired, also when its window has passed', () => {
    expect(judge(codeAt(NOW - 3), NOW, { lastStep: NOW - 3 })).toEqual({ verdict: 'used' })
  })

  test('a step that was given away by an answer is used', () => {
    expect(judge(codeAt(NOW), NOW, { refusedSteps: [NOW - 9, NOW] })).toEqual({ verdict: 'used' })
    expect(judge(codeAt(NOW - 1), NOW, { refusedSteps: [NOW] })).toMatchObject({ verdict: 'right' })
  })
})

describe('equal codes of two steps', () => {
  test.each([
    [910_737, '911617'],
    [1_300_575, '761737'],
    [1_390_529, '360233'],
  ])('steps %i and the next both show %s: the higher one is spent, so that nothing is left', (step, code) => {
    expect([codeAt(step), codeAt(step + 1)]).toEqual([code, code])
    expect(judge(code, step + 1)).toMatchObject({ verdict: 'right', step: step + 1 })
    expect(judge(code, step + 1, { lastStep: step + 1 })).toEqual({ verdict: 'used' })
    expect(judge(code, step + 2, { lastStep: step + 1 })).toEqual({ verdict: 'used' })
  })

  test('after the first of them was spent, the second is a code of its own: the memory is of steps, not of texts', () => {
    expect(judge('911617', 910_737)).toMatchObject({ verdict: 'right', step: 910_737 })
    expect(judge('911617', 910_738, { lastStep: 910_737 })).toMatchObject({ verdict: 'right', step: 910_738 })
  })

  test('when the higher one was given away, the lower one is refused with it', () => {
    expect(judge('911617', 910_738, { refusedSteps: [910_738] })).toEqual({ verdict: 'used' })
  })

  test.each([
    [153_567, '468457'],
    [679_858, '038755'],
  ])('steps %i and the one after the next both show %s: each is found in its own window', (step, code) => {
    expect([codeAt(step), codeAt(step + 2)]).toEqual([code, code])
    expect(judge(code, step + 1)).toMatchObject({ verdict: 'right', step })
    expect(judge(code, step + 2, { lastStep: step })).toMatchObject({ verdict: 'right', step: step + 2 })
  })
})

describe('what people type', () => {
  test.each([349_495, 1_290_532, 1_552_630])('000000 is a real code at step %i', (step) => {
    expect(judge('000000', step)).toMatchObject({ verdict: 'right', step })
  })

  test('000000 is nothing special elsewhere', () => {
    expect(judge('000000', NOW)).toEqual({ verdict: 'wrong' })
  })

  test('the way it is written changes nothing', () => {
    const code = codeAt(NOW)
    const fullWidth = [...code].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')
    for (const typed of [` ${code}`, `${code.slice(0, 3)} ${code.slice(3)}`, `${code}\n`, fullWidth]) {
      expect(judge(typed, NOW)).toMatchObject({ verdict: 'right', step: NOW })
      expect(judge(typed, NOW, { lastStep: NOW })).toEqual({ verdict: 'used' })
    }
  })

  test.each(['', '+123456', '12345', '1234567', '12345a', '0x1234', '1e5000', 'null', '\u0000123456'])(
    '%j is wrong, not an exception',
    (typed) => {
      expect(judge(typed, NOW)).toEqual({ verdict: 'wrong' })
    },
  )
})

describe('several authenticators', () => {
  const other: OpenedAuthenticator = { ...app, id: 'other', seed: Buffer.from('another twenty bytes') }
  const codeOfOther = (step: number) => hotp(prepareKey(other.seed), step)

  test('the code of any of them is right, and names whose it is', () => {
    for (const apps of [
      [app, other],
      [other, app],
    ]) {
      expect(judgeCode(apps, codeOfOther(NOW), momentOf(NOW))).toMatchObject({ authenticatorId: 'other' })
      expect(judgeCode(apps, codeAt(NOW), momentOf(NOW))).toMatchObject({ authenticatorId: 'app' })
    }
  })

  test('a step spent on one is not spent on the other', () => {
    const apps = [{ ...app, lastStep: NOW }, other]
    expect(judgeCode(apps, codeAt(NOW), momentOf(NOW))).toEqual({ verdict: 'used' })
    expect(judgeCode(apps, codeOfOther(NOW), momentOf(NOW))).toMatchObject({ verdict: 'right' })
  })

  test('the better word wins: used over expired, expired over wrong', () => {
    const twin = { ...app, id: 'twin', lastStep: NOW - 3 }
    expect(judgeCode([app, twin], codeAt(NOW - 3), momentOf(NOW))).toEqual({ verdict: 'used' })
    expect(judgeCode([other, app], codeAt(NOW - 3), momentOf(NOW))).toMatchObject({ verdict: 'expired' })
  })

  test('without any, every code is wrong', () => {
    expect(judgeCode([], codeAt(NOW), momentOf(NOW))).toEqual({ verdict: 'wrong' })
  })
})
