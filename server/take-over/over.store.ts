// The end of a take-over that no runner is there to tell: its time is over or the page was given back, and no machine types
// the login after that for a person who has gone.
import { sql, type RawBuilder } from 'kysely'
import type { CauseCode } from '../../contract/causes.ts'
import { TAKE_OVER_MINUTES } from '../../contract/take-over-minutes.ts'
import { attemptTopic, forgetView, noLease } from '../attempts/attempts.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'

/** Of `attempt`, an open one: whether there is nothing more in it for the person. A page may also go with a crash. */
export function isOverSql(now: Date): RawBuilder<boolean> {
  const begunBefore = new Date(now.getTime() - TAKE_OVER_MINUTES * 60_000)
  return sql<boolean>`(attempt.state IN ('waiting', 'running') AND attempt.why = 'taken_over'
    AND (attempt.asked_at <= ${begunBefore} OR NOT EXISTS (
      SELECT FROM live_views AS view WHERE view.organization_id = attempt.organization_id
        AND view.attempt_id = attempt.id AND NOT view.is_given_back)))`
}

/**
 * Ends those that are over and that no runner has; one that a runner has is ended by what it tells. Of two who come at
 * once the second finds nothing left.
 *
 * @param attemptId this one alone
 */
export async function endWhatIsOver(database: Database, now: Date, attemptId?: string): Promise<void> {
  const mine = attemptId === undefined ? sql`true` : sql`attempt.id = ${attemptId}`
  const { rows } = await sql<{ organization_id: string; connection_id: string; id: string }>`
    SELECT attempt.organization_id, attempt.connection_id, attempt.id FROM attempts AS attempt
    WHERE ${isOverSql(now)} AND ${mine}`.execute(database.query)
  for (const { organization_id: organizationId, connection_id: connectionId, id } of rows) {
    await database.query.transaction().execute(async (transaction) => {
      const work = await transaction
        .selectFrom('connection_work')
        .select('connection_id')
        .where('organization_id', '=', organizationId)
        .where('connection_id', '=', connectionId)
        .where((where) =>
          where.or([where('lease_expires_at', 'is', null), where('lease_expires_at', '<=', now)]),
        )
        .forUpdate()
        .executeTakeFirst()
      if (work === undefined) return
      const ended = await sql`
        UPDATE attempts AS attempt SET state = 'failed', cause = 'stopped', ended_at = ${now}
        WHERE organization_id = ${organizationId} AND id = ${id} AND ${isOverSql(now)}`.execute(transaction)
      if (ended.numAffectedRows !== 1n) return
      await transaction
        .updateTable('connection_work')
        .set({
          state: 'needs_attention',
          // The person has changed nothing: what was wrong before still is, and waits as long as it did.
          cause: sql<CauseCode>`coalesce(cause, 'stopped')`,
          due_at: sql<Date | null>`next_try_at`,
          ...noLease,
        })
        .where('organization_id', '=', organizationId)
        .where('connection_id', '=', connectionId)
        .execute()
      await signal(transaction, attemptTopic(id))
      await forgetView(transaction, { organizationId, attemptId: id })
      const facts = { connection: connectionId, attempt: id, cause: 'stopped' }
      const event = { actor: { kind: 'system' } as const, action: 'connection.sign_in_failed', facts }
      await appendAuditEvent(transaction, { organizationId, ...event }, now)
    })
  }
}
