// A passkey that was made becomes an authenticator of its account, in the profile, under the lock of the account.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { beginSecondFactor, needsProof, tellChange, type Tools } from '../totp/authenticator-changes.store.ts'
import { lockFreshSecondFactor, type SessionOfAccount } from '../totp/fresh-second-factor.store.ts'
import { authenticatorFields, toAuthenticator, type Authenticator } from '../totp/totp.store.ts'
import type { MadePasskey } from './verify-passkey.ts'

export interface NamedPasskey extends MadePasskey {
  id: string
  name: string
  /** Whether a ticket was shown for it. */
  hasProof: boolean
}

export type AddOutcome =
  { authenticator: Authenticator; isFirst: boolean } | 'refused' | 'not_fresh' | 'ticket_required'

/**
 * Adds it; the account's first authenticator brings recovery codes and proves the second factor of this session.
 *
 * 'refused' when somebody has this passkey, or the account or its session is gone; of one passkey that is added twice at
 * once the second is refused. 'not_fresh' and 'ticket_required' as with an app (confirmApp). The count of wrong codes
 * stays: adding a passkey buys no guesses.
 */
export async function addPasskey(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  passkey: NamedPasskey,
  recoveryCodeHashes: Buffer[],
  freshSince: Date,
  now: Date,
): Promise<AddOutcome> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction): Promise<AddOutcome> => {
    const account = await transaction
      .selectFrom('accounts as a')
      .innerJoin('sessions as s', (join) =>
        join.onRef('s.organization_id', '=', 'a.organization_id').onRef('s.account_id', '=', 'a.id'),
      )
      .select('a.enrolled_at')
      .where('a.organization_id', '=', organizationId)
      .where('a.id', '=', accountId)
      .where('a.disabled_at', 'is', null)
      .where('s.id', '=', session.id)
      .where('s.ended_at', 'is', null)
      .forUpdate('a')
      .executeTakeFirst()
    if (account === undefined) return 'refused'
    const isFirst = account.enrolled_at === null
    if (!isFirst && !(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    if (isFirst && !passkey.hasProof && (await needsProof(transaction, session, now))) {
      return 'ticket_required'
    }
    const authenticator = await insertPasskey(transaction, session, passkey, now)
    if (authenticator === undefined) return 'refused'
    if (isFirst) {
      await transaction
        .updateTable('accounts')
        .set({ enrolled_at: now })
        .where('organization_id', '=', organizationId)
        .where('id', '=', accountId)
        .execute()
      await beginSecondFactor(transaction, session, 'passkey', recoveryCodeHashes, now)
    }
    const what = isFirst
      ? ({ notice: 'second_factor_on', action: 'second_factor.turned_on' } as const)
      : ({ notice: 'authenticator_added', action: 'authenticator.added' } as const)
    await tellChange(transaction, randomBytes, session, what, { name: passkey.name }, now)
    return { authenticator, isFirst }
  })
}

async function insertPasskey(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: SessionOfAccount,
  passkey: NamedPasskey,
  now: Date,
): Promise<Authenticator | undefined> {
  const row = await transaction
    .insertInto('authenticators')
    .values({
      organization_id: organizationId,
      id: passkey.id,
      account_id: accountId,
      kind: 'passkey',
      name: passkey.name,
      state: 'active',
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      sign_count: passkey.signCount,
      transports: passkey.transports,
      is_user_verifying: passkey.isUserVerifying,
      is_backup_eligible: passkey.isBackupEligible,
      is_backed_up: passkey.isBackedUp,
      aaguid: passkey.aaguid,
      created_at: now,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(authenticatorFields)
    .executeTakeFirst()
  return row === undefined ? undefined : toAuthenticator(row)
}
