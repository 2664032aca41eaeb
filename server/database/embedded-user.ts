// Who runs the embedded PostgreSQL: ourselves, or, because PostgreSQL refuses root, an unprivileged user.
import { lstatSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { EmbeddedPostgresError, useOwnDatabase } from './embedded-error.ts'

export interface DatabaseUser {
  name: string
  uid: number
  gid: number
  /** We are root, and the database's processes have to become somebody else. */
  isOther: boolean
}

/**
 * When we are root: the owner of the cluster that is already there (a folder first used by an ordinary user
 * stays usable for that user), else `nobody`. Otherwise: ourselves.
 */
export function chooseDatabaseUser(clusterDir: string): DatabaseUser {
  const owner = ownerOf(clusterDir)
  if (process.getuid?.() === 0) {
    if (owner !== undefined && owner.uid !== 0) {
      return { ...owner, name: nameOf(owner.uid) ?? String(owner.uid), isOther: true }
    }
    return { ...findUnprivilegedUser(), isOther: true }
  }
  const self = ourselves()
  if (owner !== undefined && owner.uid !== self.uid) {
    const ownerName = nameOf(owner.uid) ?? `user ${owner.uid}`
    const sentence = `The database in ${clusterDir} belongs to ${ownerName}, and you are ${self.name}: start Countersign as root or as ${ownerName}, or hand it over with: chown -R ${self.name} ${clusterDir}`
    throw new EmbeddedPostgresError('no_access', sentence)
  }
  return self
}

/** The name under which the kernel's word about us reaches PostgreSQL. */
export function ourOwnName(): string {
  return ourselves().name
}

function ourselves(): DatabaseUser {
  try {
    const { username, uid, gid } = userInfo()
    return { name: username, uid, gid, isOther: false }
  } catch (error) {
    const sentence = `PostgreSQL needs a name for user id ${process.getuid?.()}, and /etc/passwd has none: add an entry for it, or ${useOwnDatabase}.`
    throw new EmbeddedPostgresError('no_user', sentence, { cause: error })
  }
}

// initdb refuses a user id without an entry in the password file, so a bare number is not enough.
function findUnprivilegedUser(): Omit<DatabaseUser, 'isOther'> {
  // On macOS nobody is -2, which some file systems treat as "unknown owner".
  const names = process.platform === 'darwin' ? ['_postgres', 'daemon'] : ['nobody', 'postgres', 'daemon']
  const entries = passwordFile()
  for (const name of names) {
    const entry = entries.find((candidate) => candidate.name === name)
    if (entry !== undefined && entry.uid > 0) return entry
  }
  const sentence = `PostgreSQL does not run as root, and /etc/passwd names none of ${names.join(', ')}: start Countersign as an ordinary user, or ${useOwnDatabase}.`
  throw new EmbeddedPostgresError('no_user', sentence)
}

/** For when the kernel refuses: a container without the rights of root, or with a single user id. */
export function cannotBecome(user: DatabaseUser, cause: unknown): EmbeddedPostgresError {
  const sentence = `PostgreSQL does not run as root, and root may not change to ${user.name} here (a container without that right?): start Countersign as an ordinary user, or ${useOwnDatabase}.`
  return new EmbeddedPostgresError('no_user', sentence, { cause })
}

/** Whether a system call failed because we may not change users or owners. */
export function isRefusedChange(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'EPERM' || code === 'EINVAL'
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat && { uid: stat.uid, gid: stat.gid }
}

function nameOf(uid: number): string | undefined {
  return passwordFile().find((entry) => entry.uid === uid)?.name
}

function passwordFile(): { name: string; uid: number; gid: number }[] {
  let text = ''
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    return [] // no such file is the same as nobody in it
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
