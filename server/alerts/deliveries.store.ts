// Deliveries of alerts in the database.
import type { Database } from '../database/database.ts'
import type { AlertTarget } from './alert-targets.store.ts'
import type { AlertFacts } from './alert-words.ts'

export interface DeliveryKey {
  organizationId: string
  deliveryId: string
}

export interface Delivery {
  organization: string
  queuedAt: Date
  target: {
    id: string
    kind: 'webhook' | 'mail'
    address: string | null
    sealedUrl: Buffer | null
    sealedSecret: Buffer | null
    sealedOldSecret: Buffer | null
    oldSecretUntil: Date | null
  }
  /** Nothing for a test. */
  event: (AlertFacts & { at: Date }) | undefined
}

/** Nothing where it is done, or its target is gone or switched off by now. */
export async function readDelivery(
  database: Database,
  { organizationId, deliveryId }: DeliveryKey,
): Promise<Delivery | undefined> {
  const row = await database.query
    .selectFrom('alert_deliveries as delivery')
    .innerJoin('alert_targets as target', (join) =>
      join
        .onRef('target.organization_id', '=', 'delivery.organization_id')
        .onRef('target.id', '=', 'delivery.target_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'delivery.organization_id')
    .leftJoin('wall_events as event', (join) =>
      join
        .onRef('event.organization_id', '=', 'delivery.organization_id')
        .onRef('event.id', '=', 'delivery.event_id'),
    )
    .select([
      'o.name as organization',
      'delivery.queued_at',
      'target.id',
      'target.kind',
      'target.address',
      'target.sealed_url',
      'target.sealed_secret',
      'target.sealed_old_secret',
      'target.old_secret_until',
      'target.is_on',
      'event.at as event_at',
      'event.kind as event_kind',
      'event.subject_id',
      'event.name',
      'event.state',
      'event.reason',
    ])
    .where('delivery.organization_id', '=', organizationId)
    .where('delivery.id', '=', deliveryId)
    .where('delivery.done_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { event_at: at, event_kind: kind, subject_id: subjectId, name, state } = row
  const event =
    at === null || kind === null || subjectId === null || name === null || state === null
      ? undefined
      : { at, kind, subjectId, name, state, reason: row.reason }
  if (event !== undefined && !row.is_on) return undefined
  return {
    organization: row.organization,
    queuedAt: row.queued_at,
    target: {
      id: row.id,
      kind: row.kind,
      address: row.address,
      sealedUrl: row.sealed_url,
      sealedSecret: row.sealed_secret,
      sealedOldSecret: row.sealed_old_secret,
      oldSecretUntil: row.old_secret_until,
    },
    event,
  }
}

export interface Outcome {
  problem?: NonNullable<NonNullable<AlertTarget['last']>['problem']>
  status?: number
  /** Whoever receives says that there is nothing any more (410). */
  isGone?: boolean
}

/** How a try went; with no problem, or one that no further try mends, the delivery is done with it. */
export async function noteTry(
  database: Database,
  { organizationId, deliveryId }: DeliveryKey,
  targetId: string,
  { problem, status, isGone, isOver }: Outcome & { isOver: boolean },
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('alert_targets')
      .set({
        last_at: now,
        last_problem: problem ?? null,
        last_status: status ?? null,
        ...(isGone === true ? { is_on: false } : {}),
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', targetId)
      .execute()
    if (!isOver) return
    await transaction
      .updateTable('alert_deliveries')
      .set({ done_at: now })
      .where('organization_id', '=', organizationId)
      .where('id', '=', deliveryId)
      .execute()
  })
}

/** What stood on the page when the sign-in failed, every field in it blank; nothing where no picture was taken. */
export async function readFailurePicture(
  database: Database,
  { organizationId, connectionId, before }: { organizationId: string; connectionId: string; before: Date },
): Promise<Buffer | undefined> {
  const row = await database.query
    .selectFrom('attempts as attempt')
    .innerJoin('attempt_steps as step', (join) =>
      join
        .onRef('step.organization_id', '=', 'attempt.organization_id')
        .onRef('step.attempt_id', '=', 'attempt.id'),
    )
    .select('step.picture')
    .where('attempt.organization_id', '=', organizationId)
    .where('attempt.connection_id', '=', connectionId)
    .where('attempt.state', '=', 'failed')
    .where('attempt.ended_at', '<=', before)
    .where('step.picture', 'is not', null)
    .orderBy('attempt.ended_at', 'desc')
    .orderBy('step.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.picture ?? undefined
}
