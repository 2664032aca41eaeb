// The shipped list of common passwords: what it refuses, what it lets through, and how it fails.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBlocklist, encodeBlocklist, listedForm } from './blocklist-file.ts'
import { isCommonPassword, shippedBlocklist } from './blocklist.ts'

const sample = readFileSync(new URL('./blocklist.sample.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')

describe('the shipped list', () => {
  test('has far more than the 3,000 entries of 8 characters that ASVS 6.2.4 asks for', () => {
    expect(shippedBlocklist().entryCount).toBeGreaterThan(600_000)
  })

  test.each(sample)('refuses %s, from anywhere in the source lists', (password) => {
    expect(isCommonPassword(password)).toBe(true)
  })

  test.each(['PASSWORD', 'SunShine', 'nAtHaN2010'])('refuses %s: letter case hides nothing', (password) => {
    expect(isCommonPassword(password)).toBe(true)
  })

  test.each(['ｐａｓｓｗｏｒｄ', 'ſunſhine'])(
    'refuses %s: other Unicode letters hide nothing',
    (password) => {
      expect(isCommonPassword(password)).toBe(true)
    },
  )

  test.each([
    'superman7',
    'superman!',
    'Superman7!',
    'dragon1!',
    'summer2026',
    'Summer2026!',
    'conglomerate2026',
  ])(
    'refuses %s: a listed word with a digit or a year, an exclamation mark, or both behind it',
    (password) => {
      expect(isCommonPassword(password)).toBe(true)
    },
  )

  test.each([
    'superman stole my lamp',
    'my sunshine umbrella',
    'password-but-longer',
    'superman48193',
    'passwordpassphrase',
  ])('lets %s through: a listed word is only a part of it', (password) => {
    expect(isCommonPassword(password)).toBe(false)
  })

  test('lets 10,000 passphrases of four random words through', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnoprstuvw'.split('')),
      minLength: 3,
      maxLength: 8,
    })
    const passphrases = fc.sample(
      fc.tuple(word, word, word, word).map((words) => words.join(' ')),
      { numRuns: 10_000, seed: 8 },
    )
    expect(passphrases.filter((passphrase) => isCommonPassword(passphrase))).toEqual([])
  })

  test('is wrong about at most 1 in 100,000 texts that are in no list', () => {
    const wrong = Array.from({ length: 300_000 }, (_, index) => `in no list: ${index.toString(36)} ~`).filter(
      (text) => shippedBlocklist().has(text),
    )
    expect(wrong.length).toBeLessThanOrEqual(3)
    // The arithmetic behind it: 40 bits of each entry are known, and four forms of a password are looked up.
    expect((4 * shippedBlocklist().entryCount) / 2 ** 40).toBeLessThan(1 / 100_000)
  })
})

describe('the file', () => {
  const file = readFileSync(new URL('./blocklist.bin', import.meta.url))

  test('finds exactly what was written, whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 50 }), (passwords) => {
        const forms = passwords.map(listedForm)
        const bytes = encodeBlocklist(passwords)
        const list = decodeBlocklist(bytes)
        expect(encodeBlocklist(passwords.toReversed()).equals(bytes)).toBe(true)
        expect(forms.every((form) => list.has(form))).toBe(true)
        expect(list.entryCount).toBe(new Set(forms).size)
        expect(list.has(`${forms.join('')}+`)).toBe(false)
      }),
      { numRuns: 30 },
    )
  })

  test('an empty set is a list that has nothing', () => {
    const list = decodeBlocklist(encodeBlocklist([]))
    expect(list.entryCount).toBe(0)
    expect(list.has('password')).toBe(false)
  })

  test.each([
    ['is empty', Buffer.alloc(0)],
    ['is cut short', file.subarray(0, -1)],
    ['has something behind it', Buffer.concat([file, Buffer.alloc(3)])],
    ['is something else', Buffer.alloc(file.length, 'x')],
  ])('stops the start when it %s', (_, damaged) => {
    expect(() => decodeBlocklist(damaged)).toThrow(/damaged/)
  })

  test.each([0, 8, 12, 44, 70_000, file.length - 1])(
    'stops the start when byte %i was changed',
    (position) => {
      const damaged = Buffer.from(file)
      damaged.writeUInt8(damaged.readUInt8(position) ^ 1, position)
      expect(() => decodeBlocklist(damaged)).toThrow(/damaged/)
    },
  )
})
