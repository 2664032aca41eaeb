// Which new passwords are taken and which are refused, and that nothing else about them matters.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCommonPassword } from './blocklist.ts'
import { findContextWord } from './context-words.ts'
import { normalizePassword, readPassword } from './normalize-password.ts'
import { checkNewPassword } from './password.rules.ts'

const ada = {
  email: 'ada.lovelace+work@analytical-engines.example.com',
  organizationName: 'Brunel & Töchter GmbH',
  name: 'Ada Lovelace',
}

const anyText = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 })

describe('length', () => {
  const tooShort = { code: 'password.too_short', minCharacters: 8 }
  const tooLong = { code: 'password.too_long', maxCharacters: 256 }

  test.each([
    ['7 characters', 'zk4-vwq', tooShort],
    ['8 characters', 'zk4-vwqx', undefined],
    ['nothing', '', tooShort],
    ['64 characters', 'zk4-vwq '.repeat(8), undefined],
    ['256 characters', 'zk4-vwq '.repeat(32), undefined],
    ['257 characters', `${'zk4-vwq '.repeat(32)}x`, tooLong],
    ['a million characters', 'zk4-vwq '.repeat(125_000), tooLong],
    ['7 emoji, which are 14 UTF-16 units', '🦊🐙🌵🛠🎻🧲🪁', tooShort],
    ['8 emoji', '🦊🐙🌵🛠🎻🧲🪁🫖', undefined],
    ['256 emoji, which are 1024 bytes', '🦊🐙🌵🛠🎻🧲🪁🫖'.repeat(32), undefined],
    ['7 letters with accents written apart', 'a\u0301e\u0301i\u0301o\u0301u\u0301y\u0301n\u0301', tooShort],
    ['7 halfwidth kana with their marks apart', 'ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞ', tooShort],
    ['one ligature that stands for 18 letters', '\uFDFA', tooShort],
    ['256 letters with accents written apart', 'a\u0301e\u0301'.repeat(128), undefined],
  ])('%s', (_, password, expected) => {
    expect(checkNewPassword(password, {})).toEqual(expected)
  })
})

describe('any Unicode, no composition rules', () => {
  test.each([
    ['lower case letters only', 'vmqkzjhwx'],
    ['digits only', '4710938265'],
    ['spaces inside and at both ends', ' a b c d '],
    ['Greek', 'εὕρηκα-ἥλιος'],
    ['Chinese', '正确马电池钉书针啊'],
    ['right to left', 'סוללה נכונה של סוס'],
    ['a NUL and a tab', 'zk4\0vw\tqx'],
  ])('%s is taken', (_, password) => {
    expect(checkNewPassword(password, {})).toBeUndefined()
  })

  test('everything of legal length that is neither common nor one character is taken', () => {
    fc.assert(
      fc.property(anyText, (password) => {
        const characters = [...password.normalize('NFC')]
        fc.pre(characters.length >= 8 && new Set(normalizePassword(password).toLowerCase()).size > 1)
        fc.pre(!isCommonPassword(password))
        expect(checkNewPassword(password, {})).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  test('the two Unicode spellings of one password get one answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (password) => {
        expect(checkNewPassword(password.normalize('NFD'), ada)).toEqual(
          checkNewPassword(password.normalize('NFC'), ada),
        )
      }),
    )
  })

  test('a lone surrogate is refused, since it would be hashed like any other lone surrogate', () => {
    expect(checkNewPassword('zk4-vwqx\ud83e', {})).toEqual({ code: 'request.invalid' })
    expect(checkNewPassword(`\udd8a${'x'.repeat(10_000)}`, {})).toEqual({ code: 'request.invalid' })
  })
})

describe('what a guesser tries first', () => {
  test.each(['aaaaaaaaaaaa', 'zzzzzzzzZZZZZZZZ', '🦊🦊🦊🦊🦊🦊🦊🦊🦊', '                '])(
    'one character again and again: "%s"',
    (password) => {
      expect(checkNewPassword(password, {})).toEqual({ code: 'password.common' })
    },
  )

  test.each(['sunshine', 'Password1!', 'qwertyuiop', '1234567890'])('common: %s', (password) => {
    expect(checkNewPassword(password, {})).toEqual({ code: 'password.common' })
  })

  test.each([
    ['email', 'ada.lovelace+work@analytical-engines.example.com'],
    ['email', 'ADA.LOVELACE@ANALYTICAL-ENGINES.EXAMPLE.COM'],
    ['email', 'ada.lovelace'],
    ['email', 'lovelace'],
    ['email', 'analytical-engines.example.com'],
    ['email', 'Analytical-Engines'],
    ['email', 'analyticalengines2026!'],
    ['email', '4n4lyt1c4l3ng1n3s'],
    ['organization', 'Brunel & Töchter GmbH'],
    ['organization', 'Brunel2026'],
    ['organization', '2026-brunel!'],
    ['organization', 'To\u0308chter1'],
    ['organization', 'brunelbrunel'],
    ['organization', '8RUN3L99'],
    ['product', 'Countersign'],
    ['product', 'c0unter$ign!'],
    ['product', 'countersign12345678'],
  ])('what everybody knows of the person (%s): %s', (source, password) => {
    expect(checkNewPassword(password, ada)).toEqual({ code: 'password.is_context_word', source })
  })

  test('the name', () => {
    expect(checkNewPassword('Ada-Lovelace', { name: 'Ada Lovelace' })).toEqual({
      code: 'password.is_context_word',
      source: 'name',
    })
    expect(checkNewPassword('lovelace1815', { name: 'Ada Lovelace' })?.code).toBe('password.is_context_word')
  })

  test.each([
    'lovelace likes looms',
    'the brunel bridge',
    'brunel-vqk',
    'countersign the cheque',
    'brunel482910573',
    'examplebrunel',
    'com12345678x',
  ])('a word that is only a part of it is no reason to refuse: %s', (password) => {
    expect(checkNewPassword(password, ada)).toBeUndefined()
  })

  test('letters beside a context word always make another password of it', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'bcfhkmpqvwxz'.split('')),
      minLength: 5,
      maxLength: 9,
    })
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        expect(findContextWord(`${before} lovelace ${after}`, ada)).toBeUndefined()
      }),
    )
  })

  test('the mail address itself is refused, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        fc.pre(email.length >= 8)
        expect(checkNewPassword(email, { email })?.code).toBe('password.is_context_word')
        expect(checkNewPassword(email.toUpperCase(), { email })?.code).toBe('password.is_context_word')
      }),
    )
  })

  test('no context, however odd, makes the check fail', () => {
    const odd = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(odd, odd, odd, odd, (password, email, organizationName, name) => {
        checkNewPassword(password, { email, organizationName, name })
      }),
    )
    expect(checkNewPassword('zk4-vwqx', { email: '@', organizationName: '', name: ' ' })).toBeUndefined()
    expect(checkNewPassword('47123456789', { email: '123456789@example.com' })).toBeUndefined()
  })
})

describe('normalization', () => {
  test('leaves ASCII byte for byte as it was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(normalizePassword(text)).toBe(text)
      }),
    )
  })

  test('never trims and never folds case', () => {
    expect(normalizePassword(' Ünïcode ')).toBe(' Ünïcode ')
    expect(normalizePassword('É')).not.toBe(normalizePassword('é'))
  })

  test('doing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalizePassword(normalizePassword(text))).toBe(normalizePassword(text))
      }),
    )
  })

  test('whatever has at most 256 characters is read, in its longest spelling too', () => {
    // U+1F82 takes four code units when written apart, more than any other character.
    const longest = '\u1f82'.repeat(256)
    expect(readPassword(longest.normalize('NFD'))).toBe(longest)
  })
})
