// Enrolments that wait for their first code. They live apart from the authenticators: until confirmed they are none.
import type { Database } from '../database/database.ts'

export interface PendingEnrolment {
  id: string
  organizationId: string
  accountId: string
  name: string
  sealedSeed: Buffer
}

/**
 * Begins an enrolment. One that the same challenge or session began before is replaced: starting over voids the
 * older QR code, and touches no enrolment that was begun elsewhere, and no authenticator.
 */
export async function beginEnrolment(
  database: Database,
  enrolment: PendingEnrolment,
  begunBy: Buffer,
  now: Date,
  expiresAt: Date,
): Promise<void> {
  const values = {
    id: enrolment.id,
    name: enrolment.name,
    seed: enrolment.sealedSeed,
    created_at: now,
    expires_at: expiresAt,
  }
  await database.query
    .insertInto('enrolments')
    .values({
      ...values,
      organization_id: enrolment.organizationId,
      account_id: enrolment.accountId,
      begun_by: begunBy,
    })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'account_id', 'begun_by']).doUpdateSet(values),
    )
    .execute()
}

export async function readEnrolment(
  database: Database,
  organizationId: string,
  accountId: string,
  begunBy: Buffer,
  now: Date,
): Promise<PendingEnrolment | undefined> {
  const row = await database.query
    .selectFrom('enrolments')
    .select(['id', 'name', 'seed'])
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('begun_by', '=', begunBy)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { id: row.id, organizationId, accountId, name: row.name, sealedSeed: row.seed }
}
