// Base32: the vectors of RFC 4648, what people paste, what is refused and where.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Base32Error, decodeBase32, encodeBase32, formatInGroups } from './base32.ts'

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

function refusal(text: string): Base32Error {
  try {
    decodeBase32(text)
  } catch (error) {
    if (error instanceof Base32Error) return error
    throw error
  }
  throw new Error(`“${text}” was not refused`)
}

const RFC_VECTORS = [
  ['', ''],
  ['f', 'MY======'],
  ['fo', 'MZXQ===='],
  ['foo', 'MZXW6==='],
  ['foob', 'MZXW6YQ='],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI======'],
] as const

describe('encoding', () => {
  it.each(RFC_VECTORS)('“%s” is that of RFC 4648 without the padding', (text, encoded) => {
    expect(encodeBase32(ascii(text))).toBe(encoded.replaceAll('=', ''))
  })

  it('is undone by decoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase32(encodeBase32(bytes))).toEqual(bytes)
      }),
    )
  })
})

describe('decoding', () => {
  it.each(RFC_VECTORS)('“%s” is that of RFC 4648, with and without padding', (text, encoded) => {
    expect(decodeBase32(encoded)).toEqual(ascii(text))
    expect(decodeBase32(encoded.replaceAll('=', ''))).toEqual(ascii(text))
  })

  it('reads the seeds of RFC 6238', () => {
    const digits = '1234567890'.repeat(7)
    const encoded = 'GEZDGNBVGY3TQOJQ'
    expect(decodeBase32(encoded.repeat(2))).toEqual(ascii(digits.slice(0, 20)))
    expect(decodeBase32(`${encoded.repeat(3)}GEZA====`)).toEqual(ascii(digits.slice(0, 32)))
    expect(decodeBase32(`${encoded.repeat(6)}GEZDGNA=`)).toEqual(ascii(digits.slice(0, 64)))
  })

  it('reads the sample of the Key URI Format', () => {
    expect(Buffer.from(decodeBase32('JBSWY3DPEHPK3PXP')).toString('hex')).toBe('48656c6c6f21deadbeef')
  })

  it.each([
    ['spaces', 'JBSW Y3DP EHPK 3PXP'],
    ['hyphens', 'JBSW-Y3DP-EHPK-3PXP'],
    ['lower case', 'jbswy3dpehpk3pxp'],
    ['mixed case', 'JbSwY3dPehPK3pxp'],
    ['no-break spaces', 'JBSW\u00a0Y3DP\u00a0EHPK\u202f3PXP'],
    ['zero-width characters', '\ufeffJBSW\u200bY3DP\u200cEHPK\u200d3PXP\u2060'],
    ['tabs and line ends', '\tJBSWY3DP\r\nEHPK3PXP\n'],
    ['dashes of all kinds', 'JBSW\u2010Y3DP\u2013EHPK\u20143PXP\u2212'],
    ['a soft hyphen', 'JBSWY3DP\u00adEHPK3PXP'],
    ['marks of writing direction', '\u202aJBSWY3DPEHPK3PXP\u202c'],
    ['an ideographic space', 'JBSWY3DP\u3000EHPK3PXP'],
    ['dots', 'JBSW.Y3DP.EHPK.3PXP'],
    ['padding that was not needed', 'JBSWY3DPEHPK3PXP======'],
  ])('passes over %s', (_, text) => {
    expect(encodeBase32(decodeBase32(text))).toBe('JBSWY3DPEHPK3PXP')
  })

  it('takes padding in any number, and apart from the key', () => {
    for (const text of ['MY=', 'MY======', 'my ======', 'MY== ==\n== '])
      expect(decodeBase32(text)).toEqual(ascii('f'))
  })

  it('drops bits that are left over, as authenticators do: MZ and MY are the same byte', () => {
    expect(decodeBase32('MZ')).toEqual(decodeBase32('MY'))
    expect(encodeBase32(decodeBase32('MZ'))).toBe('MY')
    // 26 letters, the last one with a set bit too many: keys like this one are handed out and work on phones.
    expect(decodeBase32(`${'A'.repeat(25)}B`)).toEqual(new Uint8Array(16))
  })

  it('reads any bytes however their base32 is dressed up', () => {
    const dress = fc.constantFrom(' ', '-', '\t', '\u00a0', '\u200b', '\ufeff', '\n', '.')
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        fc.infiniteStream(fc.tuple(dress, fc.boolean(), fc.nat(9))),
        (bytes, how) => {
          let text = ''
          for (const letter of encodeBase32(bytes)) {
            const { value } = how.next() as { value: [string, boolean, number] }
            text += (value[1] ? letter.toLowerCase() : letter) + (value[2] > 6 ? value[0] : '')
          }
          expect(decodeBase32(text)).toEqual(bytes)
        },
      ),
    )
  })
})

describe('refusing', () => {
  it('says which character, and where in the text as it was pasted', () => {
    const error = refusal('JBSW Y3!P')
    expect(error).toMatchObject({ code: 'base32.character', position: 7, character: '!' })
    expect(error.message).toContain('“!” at character 8 ')
  })

  it.each([
    ['0', 'the letter O'],
    ['1', 'the letter I or L'],
    ['8', 'the letter B'],
  ])('hints at what %s was meant to be, and does not drop it', (digit, meant) => {
    const error = refusal(`MZXW${digit}`)
    expect(error).toMatchObject({ code: 'base32.character', position: 4, character: digit })
    expect(error.message).toContain(`perhaps ${meant} is meant`)
  })

  it('refuses 9 without a guess', () => {
    expect(refusal('MZXW9').message).not.toContain('perhaps')
  })

  it('refuses base32hex where it can be told apart, and else reads it as base32', () => {
    for (const text of ['CPNMUOJ1', 'CPNMUOJ1E8======']) expect(refusal(text).character).toBe('1')
    for (const text of ['CO======', 'CPNG====', 'CPNMU===', 'CPNMUOG=']) {
      expect('foobar').not.toContain(new TextDecoder().decode(decodeBase32(text)))
    }
  })

  it('does not take letters of other scripts for the ones they look like or turn into', () => {
    // Cyrillic A, full-width A, long s (S in upper case), dotless i (I in upper case), Kelvin sign (k in lower case).
    for (const character of ['\u0410', '\uff21', '\u017f', '\u0131', '\u212a']) {
      expect(refusal(`MZXW${character}YTB`)).toMatchObject({
        code: 'base32.character',
        position: 4,
        character,
      })
    }
  })

  it('names characters whole, and those that cannot be seen by their number', () => {
    expect(refusal('MZ🔑XW')).toMatchObject({ position: 2, character: '🔑' })
    expect(refusal('MZ\0XW').message).toContain('U+0000 at character 3')
    expect(refusal('MZ\ud800').message).toContain('U+D800 at character 3')
  })

  it('refuses padding in the middle', () => {
    const error = refusal('MZXW==6YTB')
    expect(error).toMatchObject({ code: 'base32.padding', position: 4, character: '=' })
    expect(error.message).toContain('character 5')
  })

  it.each(['M', 'MZX', 'MZXW6Y', 'MZXW6YTBO', 'M ======'])(
    'refuses “%s”, as long as no bytes make it',
    (text) => {
      expect(refusal(text).code).toBe('base32.length')
    },
  )

  it('points at the last letter when the length is wrong', () => {
    expect(refusal('mzxw 6y == ')).toMatchObject({ position: 6, character: 'y' })
    expect(refusal('mzxw 6y').message).toContain('6 letters')
  })

  it('never throws anything else, and never at a character that is right', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        try {
          decodeBase32(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Base32Error)
          const { code, position, character } = error as Base32Error
          expect(text.startsWith(character, position)).toBe(true)
          if (code === 'base32.character') expect(character).not.toMatch(/[A-Za-z2-7= -]/)
        }
      }),
    )
  })
})

it('shows a key in groups of four', () => {
  expect(formatInGroups('GEZDGNBVGY3TQOJQ')).toBe('GEZD GNBV GY3T QOJQ')
  expect(formatInGroups('GEZDGN')).toBe('GEZD GN')
  expect(formatInGroups('')).toBe('')
  expect(formatInGroups('ABCDEF', 3)).toBe('ABC DEF')
  expect(decodeBase32(formatInGroups('JBSWY3DPEHPK3PXP'))).toEqual(decodeBase32('JBSWY3DPEHPK3PXP'))
})
