// Invitations in the database: one per account without a password, one use each.
import type { Database } from '../database/database.ts'

export interface OpenInvitation {
  organizationId: string
  accountId: string
  email: string
  name: string
  organizationName: string
}

export async function findInvitation(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<OpenInvitation | undefined> {
  return database.query
    .selectFrom('invitations as i')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'i.organization_id').onRef('a.id', '=', 'i.account_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'i.organization_id')
    .select([
      'i.organization_id as organizationId',
      'i.account_id as accountId',
      'a.email',
      'a.name',
      'o.name as organizationName',
    ])
    .where('i.token_hash', '=', tokenHash)
    .where('i.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .where('a.password_hash', 'is', null)
    .executeTakeFirst()
}

const acceptStatement = {
  name: 'invitation_accept',
  text: `
    WITH used AS (
      DELETE FROM invitations WHERE token_hash = $1 AND expires_at > $2 RETURNING organization_id, account_id)
    UPDATE accounts a SET password_hash = $3
    FROM used u
    WHERE a.organization_id = u.organization_id AND a.id = u.account_id
      AND a.password_hash IS NULL AND a.disabled_at IS NULL
    RETURNING a.id`,
}

/** Sets the first password. Of two who use one link the second finds it gone, and changes nothing. */
export async function acceptInvitation(
  database: Database,
  tokenHash: Buffer,
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  const rows = await database.prepared(acceptStatement, [tokenHash, now, passwordHash])
  return rows.length === 1
}

const renewStatement = {
  name: 'invitation_renew',
  text: `
    INSERT INTO invitations (organization_id, account_id, token_hash, created_at, expires_at)
    SELECT organization_id, id, $3, $4, $5 FROM accounts
    WHERE organization_id = $1 AND id = $2 AND password_hash IS NULL
    ON CONFLICT (organization_id, account_id)
      DO UPDATE SET token_hash = $3, created_at = $4, expires_at = $5
    RETURNING account_id`,
}

/** A new link in place of the old one; false for an account that has a password, or is not there. */
export async function renewInvitation(
  database: Database,
  organizationId: string,
  accountId: string,
  invitation: { tokenHash: Buffer; expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const { tokenHash, expiresAt } = invitation
  const rows = await database.prepared(renewStatement, [organizationId, accountId, tokenHash, now, expiresAt])
  return rows.length === 1
}
