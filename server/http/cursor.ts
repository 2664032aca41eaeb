// Cursors of pages: opaque to clients, the key of the last row to us.
import { AppError } from '../app-error.ts'

export function writeCursor(key: string): string {
  return Buffer.from(key).toString('base64url')
}

/** @throws {AppError} request.invalid for one that cannot be ours: text in PostgreSQL holds no NUL */
export function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (!key.includes('\0')) return key
  throw notOurs()
}

/** A place in a list that is ordered by moment and id, so that rows of one moment come each once. */
export interface MomentCursor {
  at: Date
  id: string
}

export function writeMomentCursor({ at, id }: MomentCursor): string {
  return writeCursor(`${at.toISOString()} ${id}`)
}

/** @throws {AppError} request.invalid */
export function readMomentCursor(cursor: string): MomentCursor {
  const [, moment = '', id = ''] = /^(\S+) ([0-9a-f-]{36})$/.exec(readCursor(cursor)) ?? []
  const at = new Date(moment)
  if (id !== '' && !Number.isNaN(at.getTime())) return { at, id }
  throw notOurs()
}

/** @throws {AppError} request.invalid */
export function readSequenceCursor(cursor: string): number {
  const text = readCursor(cursor)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw notOurs()
}

function notOurs(): AppError {
  return new AppError('request.invalid', {
    fields: [{ path: 'after', message: 'Take the cursor from the page before.' }],
  })
}
