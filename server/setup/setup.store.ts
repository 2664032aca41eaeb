// The first organization and its admin, made once.
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { NewSession } from '../sessions/new-session.ts'
import type { RequestFacts } from '../http/call.ts'

export async function isSetUp(database: Database): Promise<boolean> {
  const row = await database.query.selectFrom('installation').select('only_row').executeTakeFirst()
  return row !== undefined
}

export interface FirstAdmin {
  organizationId: string
  organizationName: string
  accountId: string
  email: string
  emailKey: string
  name: string
  passwordHash: string
}

/**
 * Makes the organization, its admin and the admin's session in one transaction. The installation has one row at
 * most: of two setups at the same moment the second waits for the first, finds the row, and gets false.
 */
export async function setUpOnce(
  database: Database,
  admin: FirstAdmin,
  session: NewSession,
  facts: RequestFacts,
): Promise<boolean> {
  const { now } = facts
  return database.query.transaction().execute(async (transaction) => {
    const installed = await transaction
      .insertInto('installation')
      .values({ only_row: true, set_up_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (installed.numInsertedOrUpdatedRows !== 1n) return false
    await transaction
      .insertInto('organizations')
      .values({ id: admin.organizationId, name: admin.organizationName, created_at: now })
      .execute()
    await transaction
      .insertInto('accounts')
      .values({
        organization_id: admin.organizationId,
        id: admin.accountId,
        email: admin.email,
        email_key: admin.emailKey,
        name: admin.name,
        role: 'admin',
        password_hash: admin.passwordHash,
        requires_second_factor: false,
        second_factor_required_by: null,
        created_at: now,
        last_sign_in_at: now,
      })
      .execute()
    await transaction
      .insertInto('sessions')
      .values({
        organization_id: admin.organizationId,
        id: session.id,
        account_id: admin.accountId,
        token_hash: session.tokenHash,
        client: 'web',
        user_agent: facts.userAgent,
        address: facts.address,
        address_key: facts.addressKey,
        device_hash: session.deviceHash,
        started_at: now,
        last_seen_at: now,
        expires_at: session.expiresAt,
        password_proven_at: now,
        second_factor_method: null,
      })
      .execute()
    const actor = { kind: 'account', id: admin.accountId } as const
    const event = { organizationId: admin.organizationId, actor, action: 'organization.set_up' }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}
