// The verdicts on passkeys: the passkey's use noted, the challenge burned and the session born, in one statement.
import { proofValues, spentPasskeySql, type AcceptedProof } from '../passkeys/passkeys.store.ts'
import type { NamedPasskey } from '../passkeys/add-passkey.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { Services } from '../services.ts'
import { bornSessionSql } from '../sessions/born-session.ts'
import type { NewSession } from '../sessions/new-session.ts'
import {
  acceptAndTell,
  bornSql,
  challengedSql,
  clearedSql,
  verdictValues,
  type ChallengedAccount,
} from './code-step.store.ts'

const acceptStatement = {
  name: 'verdict_passkey',
  text: `
    WITH ${challengedSql},
    ${spentPasskeySql('challenged c', { organization: '$10', account: '$11', now: '$2', first: 16 })},
    ${clearedSql('spent')},
    ${bornSql('spent', 'passkey')}`,
}

/** The verdict on a right proof. False, and nothing is changed, when anything that it rests on is no longer so. */
export async function acceptPasskey(
  database: Database,
  account: ChallengedAccount,
  proof: AcceptedProof,
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const values = [...verdictValues(account, session, now), ...proofValues(proof)]
  return (await database.prepared(acceptStatement, values)).length === 1
}

const acceptEnrolmentStatement = {
  name: 'verdict_passkey_enrolment',
  text: `
    WITH ${challengedSql},
    added AS (
      INSERT INTO authenticators (organization_id, id, account_id, kind, name, state, credential_id, public_key,
        sign_count, transports, is_user_verifying, is_backup_eligible, is_backed_up, aaguid, created_at)
      SELECT $10, $16, $11, 'passkey', $17, 'active', $18, $19, $20, $21, $22, $23, $24, $25, $2
      FROM challenged
      WHERE $26::boolean OR NOT (SELECT enrolment_needs_proof FROM organizations WHERE id = $10)
      ON CONFLICT DO NOTHING
      RETURNING id),
    ticket AS (
      DELETE FROM enrolment_tickets k USING added
      WHERE k.organization_id = $10 AND k.account_id = $11),
    enrolled AS (
      UPDATE accounts a SET enrolled_at = $2, last_sign_in_at = $2
      FROM added WHERE a.organization_id = $10 AND a.id = $11),
    saved AS (
      INSERT INTO recovery_codes (organization_id, account_id, code_hash, created_at)
      SELECT $10, $11, code_hash, $2
      FROM added, unnest($27::bytea[]) AS code_hash),
    ${bornSql('added', 'passkey')}`,
}

/**
 * The verdict on the first authenticator of an account. False, and nothing is changed, when the challenge is gone, the
 * account has an authenticator by now, somebody has this passkey, or the organization asks for a ticket by now and none
 * was shown. The ticket is spent.
 */
export function acceptPasskeyEnrolment(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  account: ChallengedAccount,
  passkey: NamedPasskey,
  recoveryCodeHashes: Buffer[],
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const values = [
    ...verdictValues(account, session, now),
    passkey.id,
    passkey.name,
    passkey.credentialId,
    passkey.publicKey,
    passkey.signCount,
    passkey.transports,
    passkey.isUserVerifying,
    passkey.isBackupEligible,
    passkey.isBackedUp,
    passkey.aaguid,
    passkey.hasProof,
    recoveryCodeHashes,
  ]
  const told = { notice: 'second_factor_on', action: 'second_factor.turned_on' } as const
  return acceptAndTell(database, randomBytes, account, acceptEnrolmentStatement, values, told, now)
}

/* The account's row is locked first, as by everything that changes an account: whoever disables it comes before or after. */
const beginAloneStatement = {
  name: 'sign_in_passkey_alone',
  text: `
    WITH account AS (
      SELECT a.id FROM accounts a
      WHERE a.organization_id = $1 AND a.id = $2 AND a.disabled_at IS NULL AND a.enrolled_at IS NOT NULL
      FOR UPDATE),
    ${spentPasskeySql('account', { organization: '$1', account: '$2', now: '$3', first: 15 })},
    signed_in AS (
      UPDATE accounts a SET last_sign_in_at = $3 FROM spent WHERE a.organization_id = $1 AND a.id = $2),
    ${bornSessionSql({
      organization: '$1',
      account: '$2',
      now: '$3',
      values: ['$5', '$6', '$7', '$8', '$9', '$10', '$11', '$12', '$13', '$14'],
      client: '$4',
      passwordProvenAt: 'NULL',
      secondFactor: 'passkey',
      signedInWith: 'passkey_alone',
      from: 'spent',
    })}`,
}

/** Signs in with a passkey alone. False, and nothing is changed, when account or passkey are no longer as they were. */
export async function beginPasskeySession(
  database: Database,
  proof: AcceptedProof,
  client: Tables['sessions']['client'],
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId } = proof.passkey
  const values = [organizationId, accountId, now, client, ...session.values, ...proofValues(proof)]
  return (await database.prepared(beginAloneStatement, values)).length === 1
}

/** What the history keeps of a proof that was refused, where it was meant for somebody. */
export async function noteRefusedPasskey(
  database: Database,
  failure: Omit<Tables['sign_in_failures'], 'at' | 'step' | 'reason'>,
  now: Date,
): Promise<void> {
  await database.query
    .insertInto('sign_in_failures')
    .values({ ...failure, at: now, step: 'passkey', reason: 'passkey.refused' })
    .execute()
}
