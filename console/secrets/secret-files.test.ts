// What would be refused for its size is told at once, not after it was sent.
import { expect, test } from 'vitest'
import { refuseFiles } from './secret-files.ts'

test('a photograph, and the ten pictures of a large export, may be sent', () => {
  expect(refuseFiles([8_900_000])).toBeUndefined()
  expect(refuseFiles(Array.from({ length: 10 }, () => 300_000))).toBeUndefined()
})

test('a film is too large, four large photographs are too much, thirty pictures too many', () => {
  expect(refuseFiles([9_100_000])).toBe('error.secret.file_too_large')
  expect(refuseFiles([8_000_000, 8_000_000])).toBe('secretBox.tooMuch')
  expect(refuseFiles(Array.from({ length: 30 }, () => 1000))).toBe('secretBox.tooMany')
})
