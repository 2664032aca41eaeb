// Invitations to make an organization: by an operator, or asked for where the sign-up is open; good once.
import { sql } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { auditInstallation } from './operators.store.ts'

export interface OrganizationInvitation {
  id: string
  organizationName: string
  email: string
  expiresAt: Date
}

const columns = ['id', 'organization_name as organizationName', 'email', 'expires_at as expiresAt'] as const

export async function createOrganizationInvitation(
  database: Database,
  invitation: OrganizationInvitation & { tokenHash: Buffer },
  createdBy: string,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('organization_invitations')
      .values({
        id: invitation.id,
        token_hash: invitation.tokenHash,
        organization_name: invitation.organizationName,
        email: invitation.email,
        created_by: createdBy,
        created_at: now,
        expires_at: invitation.expiresAt,
      })
      .execute()
    const actor = { kind: 'operator', id: createdBy } as const
    await auditInstallation(
      transaction,
      actor,
      'organization.invited',
      undefined,
      { invitation: invitation.id },
      now,
    )
  })
}

export function listOrganizationInvitations(
  database: Database,
  now: Date,
): Promise<OrganizationInvitation[]> {
  return database.query
    .selectFrom('organization_invitations')
    .select(columns)
    .where('created_by', 'is not', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
}

/** The job makes the token, so that no request and no job holds one. */
export async function requestOrganization(
  database: Database,
  request: OrganizationInvitation,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('organization_invitations')
      .values({
        id: request.id,
        token_hash: null,
        organization_name: request.organizationName,
        email: request.email,
        created_by: null,
        created_at: now,
        expires_at: request.expiresAt,
      })
      .execute()
    const payload = JSON.stringify({ invitationId: request.id })
    await sql`SELECT graphile_worker.add_job('mail_sign_up', ${payload}::json, max_attempts => 5)`.execute(
      transaction,
    )
  })
}

/** A link of the open sign-up ends with it. */
export interface InvitationKey {
  tokenHash: Buffer
  isSignUpOpen: boolean
}

export function findOrganizationInvitation(
  database: Database,
  { tokenHash, isSignUpOpen }: InvitationKey,
  now: Date,
): Promise<OrganizationInvitation | undefined> {
  return database.query
    .selectFrom('organization_invitations')
    .select(columns)
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .$if(!isSignUpOpen, (query) => query.where('created_by', 'is not', null))
    .executeTakeFirst()
}

export async function deleteOrganizationInvitation(
  database: Database,
  id: string,
  deletedBy: string,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const deleted = await transaction
      .deleteFrom('organization_invitations')
      .where('id', '=', id)
      .executeTakeFirst()
    if (deleted.numDeletedRows !== 1n) return false
    const actor = { kind: 'operator', id: deletedBy } as const
    await auditInstallation(
      transaction,
      actor,
      'organization.invitation_revoked',
      undefined,
      { invitation: id },
      now,
    )
    return true
  })
}

export interface NewOrganization {
  id: string
  name: string
  accountId: string
  emailKey: string
  personName: string
  passwordHash: string
}

/** Makes the organization and its first admin. Of two who use one link the second finds it gone. */
export async function acceptOrganizationInvitation(
  database: Database,
  { tokenHash, isSignUpOpen }: InvitationKey,
  organization: NewOrganization,
  now: Date,
): Promise<'made' | 'invalid' | 'email_taken'> {
  return database.query
    .transaction()
    .execute(async (transaction) => {
      const used = await transaction
        .deleteFrom('organization_invitations')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .$if(!isSignUpOpen, (query) => query.where('created_by', 'is not', null))
        .returning(['id', 'email'])
        .executeTakeFirst()
      if (used === undefined) return 'invalid'
      await transaction
        .insertInto('organizations')
        .values({ id: organization.id, name: organization.name, created_at: now })
        .execute()
      const added = await transaction
        .insertInto('accounts')
        .values({
          organization_id: organization.id,
          id: organization.accountId,
          email: used.email,
          email_key: organization.emailKey,
          name: organization.personName,
          role: 'admin',
          password_hash: organization.passwordHash,
          password_changed_at: now,
          requires_second_factor: false,
          created_at: now,
        })
        .onConflict((conflict) => conflict.column('email_key').doNothing())
        .executeTakeFirst()
      // Nothing of it stays: the invitation is there again, and so is the choice of another address.
      if (added.numInsertedOrUpdatedRows !== 1n) throw new EmailTaken()
      const facts = { invitation: used.id }
      await auditInstallation(transaction, { kind: 'system' }, 'organization.made', undefined, facts, now)
      const actor = { kind: 'account', id: organization.accountId } as const
      await appendAuditEvent(
        transaction,
        { organizationId: organization.id, actor, action: 'organization.set_up' },
        now,
      )
      return 'made'
    })
    .catch((error: unknown) => {
      if (error instanceof EmailTaken) return 'email_taken' as const
      throw error
    })
}

class EmailTaken extends Error {}
