// Cursors of pages: opaque to clients, the key of the last row to us.
import { AppError } from '../app-error.ts'

export function writeCursor(key: string): string {
  return Buffer.from(key).toString('base64url')
}

/** @throws {AppError} request.invalid for one that cannot be ours: text in PostgreSQL holds no NUL */
export function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (!key.includes('\0')) return key
  throw new AppError('request.invalid', {
    fields: [{ path: 'after', message: 'Take the cursor from the page before.' }],
  })
}
