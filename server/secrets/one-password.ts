// Exports of 1Password (`.1pux`): a ZIP archive with `export.data`, which is JSON. Source: support.1password.com/1pux-format.
import { unzipSync, type UnzipFileInfo } from 'fflate'
import { namesOf, readTotpField, refuse, type Candidate } from './candidate.ts'
import { AppError } from '../app-error.ts'
import { isObject, objectsIn, parseJson, type Json } from './json-parts.ts'

/** Of the archive only this is unpacked, and only if it is not larger: its attachments are none of ours. */
const DATA = 'export.data'
const MOST_BYTES = 32 * 2 ** 20

/** The first bytes of every ZIP archive. */
export function isArchive(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))
}

export function readOnePassword(bytes: Buffer): Candidate[] {
  const data = unpack(bytes)
  if (data === undefined) throw refuse('secret.file_unknown')
  const file = parseJson(Buffer.from(data).toString('utf8'))
  if (!isObject(file)) throw refuse('secret.export_damaged')
  const items = objectsIn(file['accounts']).flatMap((account) =>
    objectsIn(account['vaults']).flatMap((vault) => objectsIn(vault['items'])),
  )
  return items.flatMap(readItem)
}

function unpack(bytes: Buffer): Uint8Array | undefined {
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (name !== DATA) return false
    if (originalSize > MOST_BYTES) throw refuse('secret.file_too_large')
    return true
  }
  try {
    return unzipSync(bytes, { filter })[DATA]
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refuse('secret.export_damaged')
  }
}

function readItem(item: Json): Candidate[] {
  const details = isObject(item['details']) ? item['details'] : {}
  const overview = isObject(item['overview']) ? item['overview'] : {}
  const username = objectsIn(details['loginFields']).find(({ designation }) => designation === 'username')
  const names = namesOf(overview['title'], username?.['value'])
  return objectsIn(details['sections'])
    .flatMap(({ fields }) => objectsIn(fields))
    .flatMap(({ value }) => (isObject(value) ? (readTotpField(names, value['totp']) ?? []) : []))
}
