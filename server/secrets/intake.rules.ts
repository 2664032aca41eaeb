// Taking in the secret of an authenticator: one box for whatever a person has in the hand.
import { refuse, type AuthenticatorKey, type Candidate } from './candidate.ts'
import { createHashingPool } from '../passwords/hashing-pool.ts'
import { isArchive, readOnePassword } from './one-password.ts'
import { isPicture, readQrPicture } from './picture.ts'
import { foundIn, looksLikeExport, readExport, type ExportKind } from './read-export.ts'
import { recogniseText, type Recognised, type TextKind } from './recognise-text.ts'

export interface Intake {
  /** What was pasted or typed. */
  text?: string | undefined
  /** Files in base64: pictures of QR codes, several for an export over several codes, or one export. */
  files?: string[] | undefined
  /** Of an export that is encrypted. */
  password?: string | undefined
  /** Which account of an export: its place in the list that was answered. */
  pick?: number | undefined
}

export type Found = Recognised<TextKind | ExportKind>

/**
 * Files cost what their sender wants them to: 256 MiB for a password, half a second for a photograph. One is read at a
 * time, so that no number of them takes the memory or the threads of the sign-ins.
 */
const oneFileAtATime = createHashingPool({ workers: 1, queueLimit: 8, retryAfterSeconds: 5 })

/**
 * Everything that could be meant; an account is chosen from it, and the rest is dropped.
 *
 * @throws {PasswordPoolFull} when as many files wait as may
 */
export function recognise(intake: Intake): Promise<Found> {
  const isFile = (intake.files ?? []).length > 0 || looksLikeExport(intake.text ?? '')
  return isFile ? oneFileAtATime.run(() => read(intake)) : read(intake)
}

async function read({ text, files = [], password }: Intake): Promise<Found> {
  const texts = text === undefined || text.trim() === '' ? [] : [text]
  for (const file of files) {
    const bytes = Buffer.from(file, 'base64')
    if (isArchive(bytes)) return foundIn('one_password', readOnePassword(bytes))
    texts.push(isPicture(bytes) ? await readQrPicture(bytes) : readUtf8(bytes))
  }
  // Several are the parts of one export, each in a QR code of its own; anything else stands alone.
  const all = texts.join('\n')
  return looksLikeExport(all) ? readExport(all, password) : recogniseText(all)
}

function readUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('secret.file_unknown')
  }
}

type Account = Candidate & { key: AuthenticatorKey }

/**
 * The one account that is meant: the only one that can be used, or the one that was picked.
 *
 * @returns undefined while there are several and none is picked
 * @throws {AppError} with the code that says why the account cannot be used; secret.pick_unknown
 */
export function chooseAccount({ candidates }: Found, pick: number | undefined): Account | undefined {
  if (pick === undefined && candidates.length > 1) return undefined
  const chosen = candidates[pick ?? 0]
  if (chosen === undefined) throw refuse('secret.pick_unknown')
  if ('refusedFor' in chosen) throw refuse(chosen.refusedFor)
  return chosen
}
