// The verdict: the step spent, the attempt counted, the challenge burned and the session born, in one statement.
import { CompiledQuery } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database, Statement } from '../database/database.ts'
import type { SecondFactorMethod, Tables } from '../database/tables.ts'
import { addNotice, type NewNotice } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import { bornSessionSql } from '../sessions/born-session.ts'
import { forgetTrustedDevices } from '../sessions/end-sessions.store.ts'
import type { NewSession } from '../sessions/new-session.ts'
import type { RandomBytes } from '../sessions/token.ts'
import {
  authenticatorColumns,
  authenticatorJoin,
  readAuthenticators,
  type AuthenticatorRow,
  type SecondFactorState,
} from '../totp/code-attempt.store.ts'

/** What a challenge leads to; all of it is gone when the challenge is. */
export interface ChallengedAccount extends SecondFactorState {
  tokenHash: Buffer
  client: Tables['challenges']['client']
  email: string
  organizationName: string
  enrolmentNeedsProof: boolean
  /** Of the apps that are added now. */
  totpPeriodSeconds: number
}

const readStatement = {
  name: 'challenge_read',
  columns: { challenge_hash: 'bytea', purpose: 'text', user_agent_hash: 'bytea', now: 'timestamptz' },
  text: `
    SELECT q.n, c.organization_id, c.account_id, c.client, a.email, o.name AS organization_name,
      o.enrolment_needs_proof, o.totp_period_seconds,
      a.code_failures, a.codes_blocked_until, ${authenticatorColumns}
    FROM asked q
    JOIN challenges c ON c.token_hash = q.challenge_hash
    JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.account_id
    JOIN organizations o ON o.id = c.organization_id ${authenticatorJoin}
    WHERE c.purpose = q.purpose AND c.user_agent_hash = q.user_agent_hash AND c.expires_at > q.now
      AND a.disabled_at IS NULL AND (q.purpose = 'code') = (a.enrolled_at IS NOT NULL)`,
}

interface ReadRow extends AuthenticatorRow {
  organization_id: string
  account_id: string
  client: ChallengedAccount['client']
  email: string
  organization_name: string
  enrolment_needs_proof: boolean
  totp_period_seconds: number
  code_failures: number
  codes_blocked_until: Date | null
}

/** Nothing for a challenge that is unknown, burned, expired, of another program, or no longer what the account needs. */
export async function readChallenge(
  database: Database,
  tokenHash: Buffer,
  purpose: Tables['challenges']['purpose'],
  userAgentHash: Buffer,
  now: Date,
): Promise<ChallengedAccount | undefined> {
  const rows = await database.together<ReadRow>(readStatement, [tokenHash, purpose, userAgentHash, now])
  const [row] = rows
  if (row === undefined) return undefined
  return {
    tokenHash,
    organizationId: row.organization_id,
    accountId: row.account_id,
    client: row.client,
    email: row.email,
    organizationName: row.organization_name,
    enrolmentNeedsProof: row.enrolment_needs_proof,
    totpPeriodSeconds: row.totp_period_seconds,
    codeFailures: row.code_failures,
    codesBlockedUntil: row.codes_blocked_until ?? undefined,
    authenticators: readAuthenticators(rows),
  }
}

/*
 * The account's row is locked first, as by everything that changes an account, and every condition on it is looked at
 * again under that lock: whoever comes second finds the challenge gone, the step spent, or another count of failures,
 * and gets no session. Rows are locked in the order of "OF a, c": the other way about, a sign-in and a change of its
 * account could wait for one another.
 *
 * What the challenge was found to lead to comes along as $10 and $11: every row is then met by its whole key, and
 * the parts of the statement need not be joined to one another.
 */
export const challengedSql = `
    challenged AS (
      SELECT c.client, c.password_proven_at
      FROM challenges c
      JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.account_id
      WHERE c.token_hash = $1 AND c.expires_at > $2 AND a.organization_id = $10 AND a.id = $11
        AND a.disabled_at IS NULL AND a.code_failures = $3
        AND (a.codes_blocked_until IS NULL OR a.codes_blocked_until <= $2)
        AND (c.purpose = 'code') = (a.enrolled_at IS NOT NULL)
      FOR UPDATE OF a, c)`

/** Of every verdict: the challenge burned and the session born. `from` is the part that spent what was proven. */
export const bornSql = (from: string, method: SecondFactorMethod) => `
    burned AS (DELETE FROM challenges c USING ${from} s WHERE c.token_hash = $1 RETURNING c.token_hash),
    ${bornSessionSql({
      organization: '$10',
      account: '$11',
      now: '$2',
      values: ['$4', '$5', '$6', '$7', '$8', '$9', '$12', '$13', '$14', '$15'],
      client: 'c.client',
      passwordProvenAt: 'c.password_proven_at',
      secondFactor: method,
      from: `challenged c, ${from} s`,
    })}`

/** Wrong codes in a row end with a right proof. */
export const clearedSql = (from: string) => `
    cleared AS (
      UPDATE accounts a SET code_failures = 0, codes_blocked_until = NULL, last_sign_in_at = $2
      FROM ${from} s WHERE a.organization_id = $10 AND a.id = $11
      RETURNING a.id)`

/*
 * Of several askers each has its own challenge and account; where two have not, a part that is met by both takes one
 * of them, and the other gets no row. Accounts are locked in their order, so that two such statements cannot wait for
 * one another.
 */
const acceptTotpStatement = {
  name: 'verdict_totp',
  columns: {
    challenge_hash: 'bytea',
    now: 'timestamptz',
    code_failures: 'int',
    session_id: 'uuid',
    session_hash: 'bytea',
    user_agent: 'text',
    address: 'text',
    address_key: 'text',
    expires_at: 'timestamptz',
    organization_id: 'uuid',
    account_id: 'uuid',
    device_hash: 'bytea',
    notice_id: 'uuid',
    notice_facts: 'jsonb',
    most_sessions: 'int',
    authenticator_id: 'uuid',
    step: 'bigint',
  },
  text: `,
    challenged AS (
      SELECT q.*, c.client, c.password_proven_at
      FROM asked q
      JOIN accounts a ON a.organization_id = q.organization_id AND a.id = q.account_id
      JOIN challenges c ON c.token_hash = q.challenge_hash
        AND c.organization_id = q.organization_id AND c.account_id = q.account_id
      WHERE c.expires_at > q.now AND a.disabled_at IS NULL AND a.code_failures = q.code_failures
        AND (a.codes_blocked_until IS NULL OR a.codes_blocked_until <= q.now)
        AND c.purpose = 'code' AND a.enrolled_at IS NOT NULL
      ORDER BY a.organization_id, a.id
      FOR UPDATE OF a, c),
    spent AS (
      UPDATE authenticators t SET last_step = q.step, last_used_at = q.now
      FROM challenged q
      WHERE t.organization_id = q.organization_id AND t.account_id = q.account_id AND t.id = q.authenticator_id
        AND t.state = 'active' AND t.last_step < q.step AND NOT q.step = ANY (t.refused_steps)
      RETURNING q.*),
    burned AS (DELETE FROM challenges c USING spent q WHERE c.token_hash = q.challenge_hash RETURNING q.*),
    cleared AS (
      UPDATE accounts a SET code_failures = 0, codes_blocked_until = NULL, last_sign_in_at = q.now
      FROM burned q WHERE a.organization_id = q.organization_id AND a.id = q.account_id),
    ${bornSessionSql({
      organization: 'q.organization_id',
      account: 'q.account_id',
      now: 'q.now',
      values: [
        'q.session_id',
        'q.session_hash',
        'q.user_agent',
        'q.address',
        'q.address_key',
        'q.expires_at',
        'q.device_hash',
        'q.notice_id',
        'q.notice_facts',
        'q.most_sessions',
      ],
      client: 'q.client',
      passwordProvenAt: 'q.password_proven_at',
      secondFactor: 'totp',
      from: 'burned q',
      answers: 'q.n',
    })}`,
}

const acceptRecoveryCodeStatement = {
  name: 'verdict_recovery_code',
  text: `
    WITH ${challengedSql},
    spent AS (
      UPDATE recovery_codes r SET used_at = $2
      FROM challenged c
      WHERE r.organization_id = $10 AND r.account_id = $11 AND r.code_hash = $16 AND r.used_at IS NULL
      RETURNING r.account_id),
    ${clearedSql('spent')},
    ${bornSql('spent', 'recovery_code')}`,
}

const acceptBypassCodeStatement = {
  name: 'verdict_bypass_code',
  text: `
    WITH ${challengedSql},
    spent AS (
      DELETE FROM bypass_codes b USING challenged c
      WHERE b.organization_id = $10 AND b.account_id = $11 AND b.code_hash = $16 AND b.expires_at > $2
      RETURNING b.account_id),
    ${clearedSql('spent')},
    ${bornSql('spent', 'bypass_code')}`,
}

export function verdictValues(account: ChallengedAccount, session: NewSession, now: Date): unknown[] {
  const [first, rest] = [session.values.slice(0, 6), session.values.slice(6)]
  const { tokenHash, codeFailures, organizationId, accountId } = account
  return [tokenHash, now, codeFailures, ...first, organizationId, accountId, ...rest]
}

/** The verdict on a right code. False, and nothing is changed, when anything that it rests on is no longer so. */
export async function acceptTotp(
  database: Database,
  account: ChallengedAccount,
  right: { authenticatorId: string; step: number },
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const { authenticatorId, step } = right
  const values = [...verdictValues(account, session, now), authenticatorId, step]
  const rows = await database.together(acceptTotpStatement, values)
  return rows.length === 1
}

interface Told {
  notice: NewNotice['kind']
  action: string
}

/**
 * A verdict that the owner is told of and the audit log keeps: in one transaction with both. Used where it is rare;
 * the code of an app, which is not, is a statement alone.
 */
export async function acceptAndTell(
  database: Database,
  randomBytes: RandomBytes,
  { organizationId, accountId }: ChallengedAccount,
  statement: Statement,
  values: unknown[],
  told: Told,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { rows } = await transaction.executeQuery(CompiledQuery.raw(statement.text, values))
    if (rows.length !== 1) return false
    // Whoever comes by another way than the app may have lost more than the app (attack 97).
    await forgetTrustedDevices(transaction, { organizationId, accountId })
    await addNotice(transaction, randomBytes, { organizationId, accountId, kind: told.notice }, now)
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: told.action, subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}

type Tools = Pick<Services, 'database' | 'randomBytes'>

/** The verdict on a bypass code, which is gone with it. False, and nothing is changed, when it is not one. */
export function acceptBypassCode(
  { database, randomBytes }: Tools,
  account: ChallengedAccount,
  codeHash: Buffer,
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const values = [...verdictValues(account, session, now), codeHash]
  const told = { notice: 'bypass_code_used', action: 'bypass_code.used' } as const
  return acceptAndTell(database, randomBytes, account, acceptBypassCodeStatement, values, told, now)
}

/** The verdict on a recovery code. False, and nothing is changed, when it is not one, or was used. */
export function acceptRecoveryCode(
  { database, randomBytes }: Tools,
  account: ChallengedAccount,
  codeHash: Buffer,
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const values = [...verdictValues(account, session, now), codeHash]
  const told = { notice: 'recovery_code_used', action: 'recovery_code.used' } as const
  return acceptAndTell(database, randomBytes, account, acceptRecoveryCodeStatement, values, told, now)
}
