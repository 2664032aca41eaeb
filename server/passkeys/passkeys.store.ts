// Passkeys in the database: found, spent and told; what comes and goes with them is beside (add-passkey.store.ts).
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { addNotice } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import type { SessionOfAccount } from '../totp/fresh-second-factor.store.ts'
import type { ReadChallenge } from './passkey-challenge.ts'
import type { KnownPasskey } from './verify-passkey.ts'

export interface Passkey extends KnownPasskey, AccountKey {
  id: string
  name: string
  /** Whether it has shown, beside another factor, that it checks who uses it. */
  isUserVerifying: boolean
}

/** Uses a challenge up. False when it was used before: of two that bring it at once, one is told yes. */
export async function spendChallenge(
  database: Database,
  { hash, expiresAt }: Pick<ReadChallenge, 'hash' | 'expiresAt'>,
): Promise<boolean> {
  const spent = await database.query
    .insertInto('spent_passkey_challenges')
    .values({ challenge_hash: hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return spent.numInsertedOrUpdatedRows === 1n
}

/** What a browser needs to find the passkeys of an account. */
export async function listCredentials(
  database: Database,
  { organizationId, accountId }: AccountKey,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await database.query
    .selectFrom('authenticators')
    .select(['credential_id', 'transports'])
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('kind', '=', 'passkey')
    .where('state', '=', 'active')
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.credential_id?.toString('base64url') ?? '',
    transports: row.transports ?? [],
  }))
}

const findStatement = {
  name: 'passkey_find',
  text: `
    SELECT t.organization_id, t.account_id, t.id, t.name, t.credential_id, t.public_key, t.sign_count,
      t.is_backup_eligible, t.is_user_verifying
    FROM authenticators t
    JOIN accounts a ON a.organization_id = t.organization_id AND a.id = t.account_id
    WHERE t.credential_id = $1 AND t.kind = 'passkey' AND t.state = 'active' AND a.disabled_at IS NULL`,
}

interface FoundRow {
  organization_id: string
  account_id: string
  id: string
  name: string
  credential_id: Buffer
  public_key: Buffer
  sign_count: number
  is_backup_eligible: boolean
  is_user_verifying: boolean
}

/** Nothing for one that nobody has, of a disabled account too, and, where an account is named, for one of another. */
export async function findPasskey(
  database: Database,
  credentialId: Buffer,
  owner?: AccountKey,
): Promise<Passkey | undefined> {
  const [row] = await database.prepared<FoundRow>(findStatement, [credentialId])
  if (row === undefined) return undefined
  const { organization_id: organizationId, account_id: accountId } = row
  const isTheirs =
    owner === undefined || (owner.organizationId === organizationId && owner.accountId === accountId)
  if (!isTheirs) return undefined
  return {
    organizationId,
    accountId,
    id: row.id,
    name: row.name,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    signCount: row.sign_count,
    isBackupEligible: row.is_backup_eligible,
    isUserVerifying: row.is_user_verifying,
  }
}

/** A proof that holds, as it goes into the write. */
export interface AcceptedProof {
  passkey: Passkey
  signCount: number
  isBackedUp: boolean
  isUserVerified: boolean
}

/** The passkey as a part of the statement that it decides: the counter moves only from where it was judged. */
export function spentPasskeySql(
  from: string,
  values: { organization: string; account: string; now: string; first: number },
): string {
  const { organization, account, now, first } = values
  return `
    spent AS (
      UPDATE authenticators t
      SET sign_count = $${first + 1}::bigint, is_backed_up = $${first + 2}::boolean,
        is_user_verifying = t.is_user_verifying OR $${first + 4}::boolean, last_used_at = ${now}
      FROM ${from}
      WHERE t.organization_id = ${organization} AND t.account_id = ${account} AND t.id = $${first}::uuid
        AND t.kind = 'passkey' AND t.state = 'active' AND t.sign_count = $${first + 3}::bigint
      RETURNING t.account_id)`
}

/** In the order of `spentPasskeySql`, from its `first` on. */
export function proofValues({ passkey, signCount, isBackedUp, isUserVerified }: AcceptedProof): unknown[] {
  return [passkey.id, signCount, isBackedUp, passkey.signCount, isUserVerified]
}

const stepUpStatement = {
  name: 'passkey_step_up',
  text: `
    WITH account AS (
      SELECT organization_id, id FROM accounts
      WHERE organization_id = $1 AND id = $2 AND disabled_at IS NULL AND enrolled_at IS NOT NULL
        AND code_failures = $6 AND (codes_blocked_until IS NULL OR codes_blocked_until <= $3)
      FOR UPDATE),
    ${spentPasskeySql('account a', { organization: 'a.organization_id', account: 'a.id', now: '$3', first: 7 })},
    cleared AS (
      UPDATE accounts a SET code_failures = 0, codes_blocked_until = NULL
      FROM spent WHERE a.organization_id = $1 AND a.id = $2)
    UPDATE sessions s SET second_factor_proven_at = $3, second_factor_method = 'passkey', token_hash = $5
    FROM spent
    WHERE s.organization_id = $1 AND s.account_id = $2 AND s.id = $4 AND s.ended_at IS NULL
    RETURNING s.id`,
}

/** Makes the second factor of a session fresh, under a new token. False when anything that it rests on has changed. */
export async function stepUpWithPasskey(
  database: Database,
  session: SessionOfAccount,
  newTokenHash: Buffer,
  codeFailures: number,
  proof: AcceptedProof,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId, id } = session
  const values = [organizationId, accountId, now, id, newTokenHash, codeFailures, ...proofValues(proof)]
  return (await database.prepared(stepUpStatement, values)).length === 1
}

/** A passkey that was copied is told to its owner and written down; that it was refused is told to nobody else. */
export async function tellCopied(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  { organizationId, accountId, name }: Passkey,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const notice = { organizationId, accountId, kind: 'passkey_copied', facts: { name } } as const
    await addNotice(transaction, randomBytes, notice, now)
    const actor = { kind: 'system' } as const
    const event = { organizationId, actor, action: 'authenticator.copied', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
  })
}
