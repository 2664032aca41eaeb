// What a runner is told of a connection, and what its rules decide by.
import type { CauseCode } from '../../contract/causes.ts'
import type { Database } from '../database/database.ts'

export interface LeasedConnection {
  service: string
  url: string
  signInOrigins: string[]
  username: string
  hasPassword: boolean
  hasSecret: boolean
  /** Failures in a row. */
  tries: number
  /** Of the attempt before this one, where that one failed. */
  cause: CauseCode | null
  sealedSession: Buffer | undefined
  /** Of the session: when we signed in, and when it was last seen to hold. */
  beganAt: Date | undefined
  savedAt: Date | undefined
  /** How long its sessions last without use, where that was learned. */
  idleMinutes: number | undefined
}

/** Nothing for a connection that was deleted meanwhile. */
export async function readLeasedConnection(
  database: Database,
  { organizationId, connectionId }: { organizationId: string; connectionId: string },
): Promise<LeasedConnection | undefined> {
  const row = await database.query
    .selectFrom('connections as connection')
    .innerJoin('connection_work as work', (join) =>
      join
        .onRef('work.organization_id', '=', 'connection.organization_id')
        .onRef('work.connection_id', '=', 'connection.id'),
    )
    .leftJoin('connection_sessions as session', (join) =>
      join
        .onRef('session.organization_id', '=', 'connection.organization_id')
        .onRef('session.id', '=', 'connection.id'),
    )
    .select([
      'connection.service',
      'connection.url',
      'connection.sign_in_origins',
      'connection.username',
      'work.tries',
      'work.idle_minutes',
      'work.cause',
      'session.sealed as sealed_session',
      'session.began_at',
      'session.saved_at',
    ])
    .select((select) => [
      select('connection.sealed_password', 'is not', null).as('has_password'),
      select('connection.sealed_secret', 'is not', null).as('has_secret'),
    ])
    .where('connection.organization_id', '=', organizationId)
    .where('connection.id', '=', connectionId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    service: row.service,
    url: row.url,
    signInOrigins: row.sign_in_origins,
    username: row.username,
    hasPassword: Boolean(row.has_password),
    hasSecret: Boolean(row.has_secret),
    tries: row.tries,
    cause: row.cause,
    sealedSession: row.sealed_session ?? undefined,
    beganAt: row.began_at ?? undefined,
    savedAt: row.saved_at ?? undefined,
    idleMinutes: row.idle_minutes ?? undefined,
  }
}
