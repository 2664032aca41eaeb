// Why the embedded PostgreSQL could not do its work, as one sentence for the person at the terminal.

/** What went wrong, for code that wants to tell the cases apart. */
export type EmbeddedPostgresProblem =
  'already_running' | 'no_binaries' | 'no_space' | 'no_access' | 'no_user' | 'other_version' | 'failed'

/** Its message is one or two plain sentences: what is wrong, and what to do about it. */
export class EmbeddedPostgresError extends Error {
  readonly code: `embedded_postgres.${EmbeddedPostgresProblem}`

  constructor(problem: EmbeddedPostgresProblem, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'EmbeddedPostgresError'
    this.code = `embedded_postgres.${problem}`
  }
}

export const useOwnDatabase = 'set COUNTERSIGN_DATABASE_URL to a PostgreSQL of your own (15 or newer) instead'

/** Turns a failed file operation below the data folder into a sentence with the way out. */
export function explainFileError(error: unknown, doing: string, path: string): EmbeddedPostgresError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return noSpace(path, error)
  if (code === 'EACCES' || code === 'EPERM') {
    const sentence = `Not allowed to ${doing} ${path}: give that folder to the user who starts Countersign, or choose another with COUNTERSIGN_DATA_DIR.`
    return new EmbeddedPostgresError('no_access', sentence, { cause: error })
  }
  if (code === 'EROFS') {
    const sentence = `Cannot ${doing} ${path}: the file system is read-only. Choose another folder with COUNTERSIGN_DATA_DIR.`
    return new EmbeddedPostgresError('no_access', sentence, { cause: error })
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    const sentence = `Cannot ${doing} ${path}: it, or a part of its path, is a file and not a folder. Choose another with COUNTERSIGN_DATA_DIR.`
    return new EmbeddedPostgresError('no_access', sentence, { cause: error })
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new EmbeddedPostgresError('failed', `Cannot ${doing} ${path}: ${reason}.`, { cause: error })
}

export function noSpace(path: string, cause?: unknown): EmbeddedPostgresError {
  const sentence = `No space left on the disk that holds ${path}: make room there (a new database needs about 60 MB), or choose another folder with COUNTERSIGN_DATA_DIR.`
  return new EmbeddedPostgresError('no_space', sentence, { cause })
}

/** Turns what initdb or postgres wrote before it gave up into a sentence with the way out. */
export function explainDatabaseOutput(output: string, doing: string, path: string): EmbeddedPostgresError {
  // "Check free disk space" is PostgreSQL's hint where the system wrote a part and gave no reason.
  if (/No space left on device|Disk quota exceeded|File too large|Check free disk space/.test(output)) {
    return noSpace(path)
  }
  if (/could not look up effective user ID/.test(output)) {
    const sentence = `PostgreSQL needs a name for the user id that starts it, and /etc/passwd has none: add an entry for it, or ${useOwnDatabase}.`
    return new EmbeddedPostgresError('no_user', sentence)
  }
  if (/could not \w+ .*shared memory/.test(output)) {
    const sentence = `PostgreSQL could not get shared memory (${lastComplaint(output)}): give /dev/shm at least 64 MB, or ${useOwnDatabase}.`
    return new EmbeddedPostgresError('failed', sentence)
  }
  return new EmbeddedPostgresError(
    'failed',
    `The embedded PostgreSQL could not ${doing} ${path}: ${lastComplaint(output)}.`,
  )
}

/** The last line that names a fault, without PostgreSQL's time stamp; "no reason given" when there is none. */
export function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const fault = lines.findLast((line) => /\b(PANIC|FATAL|ERROR|error):|terminated by signal/.test(line))
  const line = fault ?? lines.at(-1) ?? 'no reason given'
  return line
    .replace(/^.*?\b(?:PANIC|FATAL|ERROR|LOG|error):\s+/, '')
    .replace(/\.$/, '')
    .trim()
}
