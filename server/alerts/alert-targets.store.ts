// Targets of alerts in the database. The address of a webhook and its secrets are sealed for their row.
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { alertRoutes } from '../../contract/alerts.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { RandomBytes } from '../sessions/token.ts'
import type { Place } from '../vault/vault.ts'
import { queueDelivery } from './wall-states.store.ts'

export type AlertTarget = z.input<(typeof alertRoutes)['PATCH /api/v1/alert-targets/{id}']['answers'][200]>

export interface TargetKey {
  organizationId: string
  id: string
}

/** More are a list that nobody reads any more. */
const MOST_TARGETS = 20

export function placeOfTarget(
  { organizationId, id }: TargetKey,
  column: 'sealed_url' | 'sealed_secret' | 'sealed_old_secret',
): Place {
  return { organizationId, table: 'alert_targets', column, rowId: id }
}

const answered = [
  'id',
  'kind',
  'host',
  'address',
  'about',
  'is_on',
  'last_at',
  'last_problem',
  'last_status',
  'created_at',
] as const

type Row = Pick<Selectable<Tables['alert_targets']>, (typeof answered)[number]>

function toTarget(row: Row): AlertTarget {
  return {
    id: row.id,
    kind: row.kind,
    ...(row.host === null ? {} : { host: row.host }),
    ...(row.address === null ? {} : { address: row.address }),
    about: row.about,
    isOn: row.is_on,
    ...(row.last_at === null
      ? {}
      : {
          last: {
            at: row.last_at.toISOString(),
            isDelivered: row.last_problem === null,
            ...(row.last_problem === null ? {} : { problem: row.last_problem }),
            ...(row.last_status === null ? {} : { status: row.last_status }),
          },
        }),
    createdAt: row.created_at.toISOString(),
  }
}

export async function listTargets(database: Database, organizationId: string): Promise<AlertTarget[]> {
  const rows = await database.query
    .selectFrom('alert_targets')
    .select(answered)
    .where('organization_id', '=', organizationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toTarget)
}

export interface NewTarget extends TargetKey {
  kind: 'webhook' | 'mail'
  host: string | undefined
  sealedUrl: Buffer | undefined
  sealedSecret: Buffer | undefined
  address: string | undefined
  about: AlertTarget['about']
}

export interface Change {
  database: Database
  by: Actor & { id: string }
  now: Date
}

/** Nothing where there are too many: whoever comes second finds those of the first. */
export async function addTarget(
  { database, by, now }: Change,
  target: NewTarget,
): Promise<AlertTarget | undefined> {
  const { organizationId, id, kind } = target
  return database.query.transaction().execute(async (transaction) => {
    await transaction
      .selectFrom('organizations')
      .select('id')
      .where('id', '=', organizationId)
      .forUpdate()
      .execute()
    const { count } = await transaction
      .selectFrom('alert_targets')
      .select((select) => select.fn.countAll().as('count'))
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow()
    if (Number(count) >= MOST_TARGETS) return undefined
    const row = await transaction
      .insertInto('alert_targets')
      .values({
        organization_id: organizationId,
        id,
        kind,
        host: target.host ?? null,
        sealed_url: target.sealedUrl ?? null,
        sealed_secret: target.sealedSecret ?? null,
        address: target.address ?? null,
        about: target.about,
        created_at: now,
        created_by: by.id,
      })
      .returning(answered)
      .executeTakeFirstOrThrow()
    const facts = { target: id, kind, about: target.about }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'alert.target_added', facts },
      now,
    )
    return toTarget(row)
  })
}

export async function changeTarget(
  { database, by, now }: Change,
  { organizationId, id }: TargetKey,
  change: { about?: AlertTarget['about'] | undefined; isOn?: boolean | undefined },
): Promise<AlertTarget | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('alert_targets')
      .set({
        id,
        ...(change.about === undefined ? {} : { about: change.about }),
        ...(change.isOn === undefined ? {} : { is_on: change.isOn }),
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .returning(answered)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const facts = { target: id, isOn: row.is_on, about: row.about }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'alert.target_changed', facts },
      now,
    )
    return toTarget(row)
  })
}

export async function readSealedSecret(
  database: Database,
  { organizationId, id }: TargetKey,
): Promise<Buffer | undefined> {
  const row = await database.query
    .selectFrom('alert_targets')
    .select('sealed_secret')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.sealed_secret ?? undefined
}

/** The secret before it signs, too, until a moment. Nothing where another one has replaced it meanwhile. */
export async function replaceSecret(
  { database, by, now }: Change,
  { organizationId, id }: TargetKey,
  secret: { was: Buffer; sealedOld: Buffer; sealed: Buffer; oldUntil: Date },
): Promise<AlertTarget | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('alert_targets')
      .set({
        sealed_old_secret: secret.sealedOld,
        old_secret_until: secret.oldUntil,
        sealed_secret: secret.sealed,
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('sealed_secret', '=', secret.was)
      .returning(answered)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const facts = { target: id }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'alert.secret_changed', facts },
      now,
    )
    return toTarget(row)
  })
}

export async function removeTarget(
  { database, by, now }: Change,
  { organizationId, id }: TargetKey,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('alert_targets')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
    const facts = { target: id }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'alert.target_removed', facts },
      now,
    )
    return true
  })
}

export async function queueTest(
  { database, by, now }: Change,
  randomBytes: RandomBytes,
  { organizationId, id }: TargetKey,
): Promise<AlertTarget | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('alert_targets')
      .select(answered)
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .forKeyShare()
      .executeTakeFirst()
    if (row === undefined) return undefined
    await queueDelivery(transaction, randomBytes, { organizationId, targetId: id }, now)
    const facts = { target: id }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'alert.test_sent', facts }, now)
    return toTarget(row)
  })
}
