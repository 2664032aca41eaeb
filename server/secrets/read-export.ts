// Exports of other programs, by what stands in them: JSON of Aegis, 2FAS and Bitwarden, CSV of Bitwarden.
import { refuse, type Candidate } from './candidate.ts'
import { isAegis, readAegis } from './aegis.ts'
import { isBitwarden, isBitwardenCsv, readBitwarden, readBitwardenCsv } from './bitwarden.ts'
import { isTwoFas, readTwoFas } from './two-fas.ts'
import { parseJson } from './json-parts.ts'
import type { Recognised } from './recognise-text.ts'

export type ExportKind = 'aegis' | 'two_fas' | 'bitwarden' | 'one_password'

/** More would be a load; people keep a few hundred. */
const MOST_ENTRIES = 2000

/** Whether a text is a file of another program rather than something that was pasted. */
export function looksLikeExport(text: string): boolean {
  return /^\s*\{/.test(text) || isBitwardenCsv(text)
}

/**
 * @param password of an encrypted export
 * @throws {AppError} secret.password_needed, secret.password_wrong, secret.export_damaged, secret.file_unknown,
 * secret.nothing_inside
 */
export async function readExport(
  text: string,
  password: string | undefined,
): Promise<Recognised<ExportKind>> {
  if (isBitwardenCsv(text)) return foundIn('bitwarden', readBitwardenCsv(text))
  const file = parseJson(text)
  if (isAegis(file)) return foundIn('aegis', await readAegis(file, password))
  if (isTwoFas(file)) return foundIn('two_fas', await readTwoFas(file, password))
  if (isBitwarden(file)) return foundIn('bitwarden', await readBitwarden(file, password))
  throw refuse('secret.file_unknown')
}

/** What an export holds that makes codes; an export without any is told, not taken for an empty one. */
export function foundIn<Kind extends ExportKind>(kind: Kind, candidates: Candidate[]): Recognised<Kind> {
  if (candidates.length === 0) throw refuse('secret.nothing_inside')
  if (candidates.length > MOST_ENTRIES) throw refuse('secret.file_too_large')
  return { kind, candidates }
}
