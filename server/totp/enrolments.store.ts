// Enrolments that wait for their first code. They live apart from the authenticators: until confirmed they are none.
import type { Database } from '../database/database.ts'

export interface PendingEnrolment {
  id: string
  organizationId: string
  accountId: string
  name: string
  sealedSeed: Buffer
  periodSeconds: number
  /** Whether a ticket was shown for it. */
  hasProof: boolean
  /** The authenticator that goes when this one is proven. */
  replaces: string | undefined
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
    period_seconds: enrolment.periodSeconds,
    has_proof: enrolment.hasProof,
    replaces: enrolment.replaces ?? null,
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
    .select(['id', 'name', 'seed', 'period_seconds', 'has_proof', 'replaces'])
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('begun_by', '=', begunBy)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    organizationId,
    accountId,
    name: row.name,
    sealedSeed: row.seed,
    periodSeconds: row.period_seconds,
    hasProof: row.has_proof,
    replaces: row.replaces ?? undefined,
  }
}
