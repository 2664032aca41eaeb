// `countersign audit verify` and `countersign audit protect`: proves the audit log, and takes it away from the server.
import { openCommandDatabase } from '../command-database.ts'
import { isAuditLogProtected, protectAuditLog } from '../database/audit-log-owner.ts'
import type { Database } from '../database/database.ts'
import type { Lifetime } from '../lifetime.ts'
import type { Settings } from '../settings.ts'
import { StartError } from '../start-errors.ts'
import { parseExpectedHead, verifyAuditLog, type BrokenChain } from './verify-audit.ts'

const usage = `countersign audit verify [--expect ORGANIZATION:SEQUENCE:HASH …]

  Proves every chain of the audit log, and ends with status 1 when one is broken. It prints the head of each chain:
  kept elsewhere and given back with --expect, it shows that nothing before it was written anew.

countersign audit protect ROLE

  On a PostgreSQL of your own, once, with COUNTERSIGN_DATABASE_URL naming a superuser: from then on ROLE, as which the
  servers work, adds to the audit log and cannot change it. The embedded one is protected at every start.`

const reasons: Record<BrokenChain['reason'], string> = {
  altered: 'is not as it was written',
  missing: 'is missing',
  'not linked': 'does not follow the row before it',
  'cut off': 'was there, and is not any more',
  'not as expected': 'has another hash than the one expected',
}

export async function runAudit(
  settings: Settings,
  lifetime: Lifetime,
  [action, ...args]: readonly string[],
): Promise<number> {
  if (action === 'verify') return verify(settings, lifetime, args)
  const [role, ...rest] = args
  if (action !== 'protect' || role === undefined || rest.length > 0) throw new StartError(`usage: ${usage}`)
  if (settings.databaseUrl === undefined) {
    throw new StartError('The embedded PostgreSQL protects its audit log by itself, at every start.')
  }
  await protect(await openCommandDatabase(settings, lifetime), role)
  process.stdout.write(`${role} can add to the audit log now, and cannot change it.\n`)
  return 0
}

/** @throws {StartError} when it would protect nothing, or may not */
export async function protect(database: Database, role: string): Promise<void> {
  const client = await database.pool.connect()
  try {
    const { rows } = await client.query<{ us: boolean; them: boolean | null }>(
      `SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS us,
         (SELECT rolsuper FROM pg_roles WHERE rolname = $1) AS them`,
      [role],
    )
    const isSuperuser = rows[0]
    if (isSuperuser?.us !== true) {
      throw new StartError(
        'This takes a superuser: name one in COUNTERSIGN_DATABASE_URL, for this command alone.',
      )
    }
    if (isSuperuser.them === null) throw new StartError(`There is no role ${JSON.stringify(role)}.`)
    if (isSuperuser.them) {
      throw new StartError(
        `${JSON.stringify(role)} is a superuser, whom nothing is kept from: give the servers a role of their own.`,
      )
    }
    await client.query('BEGIN')
    await protectAuditLog(client, role)
    await client.query('COMMIT')
  } finally {
    // Not given back: a transaction that failed on it must not go on.
    client.release(true)
  }
}

async function verify(settings: Settings, lifetime: Lifetime, args: readonly string[]): Promise<number> {
  const expected = args
    .flatMap((arg) => (arg === '--expect' ? [] : [arg.replace(/^--expect=/, '')]))
    .map((text) => {
      const head = parseExpectedHead(text)
      if (head === undefined)
        throw new StartError(`${JSON.stringify(text)} is no head of a chain.\n\nusage: ${usage}`)
      return head
    })
  const database = await openCommandDatabase(settings, lifetime)
  const { verified, broken } = await verifyAuditLog(database, expected)
  for (const { organizationId, events, head } of verified) {
    process.stdout.write(`whole: ${organizationId}:${events}:${head}\n`)
  }
  for (const { organizationId, sequence, reason } of broken) {
    process.stdout.write(`BROKEN: event ${sequence} of ${organizationId} ${reasons[reason]}\n`)
  }
  if (!(await isAuditLogProtected(database))) {
    process.stdout.write(
      'Not protected: the role of this connection could change the log (countersign audit protect).\n',
    )
  }
  if (verified.length + broken.length === 0) process.stdout.write('There is nothing in the audit log yet.\n')
  return broken.length === 0 ? 0 : 1
}
