// The password step in the database: one read before the hash, one write after it.
import type { Database } from '../database/database.ts'
import type { SecondFactorMethod, Tables } from '../database/tables.ts'
import { bornSessionSql } from '../sessions/born-session.ts'
import { forSignInAlone } from '../sessions/caller.ts'
import type { NewSession } from '../sessions/new-session.ts'
import { isOpenSql, type IdleLimits } from '../sessions/open-session.ts'
import {
  isCopyOfSql,
  isTokenOfSql,
  shownSinceSql,
  trustDaysSql,
  trustedUntilSql,
} from '../sessions/trusted-devices.store.ts'
import {
  isForcedSql,
  judgeRequirement,
  requirementColumns,
  type Requirement,
  type RequirementRow,
} from '../policies/requirement.ts'
import type { PasswordBudgetKeys } from '../budgets/password-budget.store.ts'

/** How long an address counts as known after a sign-in from it. */
const KNOWN_ADDRESS_DAYS = 30

/** A session that was signed in so says no yes. */
const approvesNothing = forSignInAlone.map((method) => `'${method}'`).join(', ')

const lookUpStatement = {
  name: 'sign_in_look_up',
  text: `
    SELECT a.*, b.blocked_until, b.shared_blocked_until,
      b.shared_blocked_until > $6 AND a.id IS NOT NULL AND EXISTS (
        SELECT FROM sessions s
        WHERE s.organization_id = a.organization_id AND s.account_id = a.id
          AND s.address_key = $5 AND s.started_at > $7) AS is_known_address
    FROM (SELECT
        max(blocked_until) FILTER (WHERE key = $2) AS blocked_until,
        max(blocked_until) FILTER (WHERE key <> $2) AS shared_blocked_until
      FROM password_budgets WHERE key IN ($2, $3, $4)) b
    LEFT JOIN LATERAL (
      SELECT a.organization_id, a.id, a.email, a.password_hash, a.disabled_at, a.enrolled_at,
        ${requirementColumns.join(', ')},
        a.enrolled_at IS NOT NULL AND EXISTS (
          SELECT FROM authenticators t
          WHERE t.organization_id = a.organization_id AND t.account_id = a.id
            AND t.state = 'active' AND t.kind = 'totp') AS has_app,
        a.enrolled_at IS NOT NULL AND EXISTS (
          SELECT FROM authenticators t
          WHERE t.organization_id = a.organization_id AND t.account_id = a.id
            AND t.state = 'active' AND t.kind = 'passkey') AS has_passkey,
        a.enrolled_at IS NOT NULL AND EXISTS (
          SELECT FROM authenticators t
          WHERE t.organization_id = a.organization_id AND t.account_id = a.id
            AND t.state = 'active' AND t.kind = 'approval') AND EXISTS (
          SELECT FROM sessions s
          WHERE s.organization_id = a.organization_id AND s.account_id = a.id AND s.client = 'mobile'
            AND ${isOpenSql({ now: '$6', idleMinutes: '$10::int', phoneIdleDays: '$11::int' })}
            AND s.second_factor_method NOT IN (${approvesNothing})) AS has_approval,
        a.enrolled_at IS NOT NULL AND EXISTS (
          SELECT FROM recovery_codes r
          WHERE r.organization_id = a.organization_id AND r.account_id = a.id
            AND r.used_at IS NULL) AS has_recovery_codes,
        a.enrolled_at IS NOT NULL AND EXISTS (
          SELECT FROM bypass_codes b
          WHERE b.organization_id = a.organization_id AND b.account_id = a.id
            AND b.expires_at > $6) AS has_bypass_code,
        o.enrolment_needs_proof, ${trustDaysSql} AS trust_days,
        CASE WHEN a.enrolled_at IS NOT NULL AND $9::bytea IS NOT NULL THEN (
          SELECT CASE WHEN ${isTokenOfSql('$9')} THEN 'shown' WHEN ${isCopyOfSql('$9')} THEN 'copied' END
          FROM trusted_devices d
          WHERE d.organization_id = a.organization_id AND d.account_id = a.id AND d.device_hash = $8
            AND ${trustedUntilSql} > $6) END AS trust
      FROM accounts a JOIN organizations o ON o.id = a.organization_id
      WHERE a.email_key = $1) a ON true`,
}

export interface SignInAccount {
  organizationId: string
  id: string
  email: string
  passwordHash: string
  isDisabled: boolean
  requirement: Requirement
  isEnrolled: boolean
  /**
   * The methods that can prove the second factor now: a passkey, an app or a phone that is not switched off, a code that is
   * left. A phone counts while its app is signed in so that it could answer.
   */
  methods: Exclude<SecondFactorMethod, 'trusted_device'>[]
  /** Whether a first forced enrolment asks for a ticket. */
  enrolmentNeedsProof: boolean
  /** For how long the organization lets a browser be trusted; 0: not at all. */
  trustedDeviceDays: number
  /**
   * Whether this browser seems to be: it is known and has shown its token, or one that it gave up before. The write looks
   * again.
   */
  trust: 'shown' | 'copied' | undefined
}

export interface LookUp {
  /** Nothing for an unknown address, and for an account that has no password yet. */
  account: SignInAccount | undefined
  /** The latest moment until which an attempt has to wait; may be past. */
  blockedUntil: Date | undefined
  isKnownAddress: boolean
}

interface LookUpRow extends RequirementRow {
  organization_id: string | null
  id: string | null
  email: string | null
  password_hash: string | null
  disabled_at: Date | null
  enrolled_at: Date | null
  has_app: boolean | null
  has_passkey: boolean | null
  has_approval: boolean | null
  has_recovery_codes: boolean | null
  has_bypass_code: boolean | null
  enrolment_needs_proof: boolean | null
  trust_days: number | null
  trust: 'shown' | 'copied' | null
  blocked_until: Date | null
  shared_blocked_until: Date | null
  is_known_address: boolean | null
}

/**
 * What is known before the password is checked. One read for every address, known or not.
 *
 * @param about what the browser has shown of itself, and after how long without use a session answers nothing; null where
 *   the budget alone is asked for
 */
export async function lookUpForSignIn(
  database: Database,
  emailKey: string,
  addressKey: string,
  keys: PasswordBudgetKeys,
  about: { deviceHash: Buffer | null; trustTokenHash: Buffer | null; idle: IdleLimits } | null,
  now: Date,
): Promise<LookUp> {
  const knownSince = new Date(now.getTime() - KNOWN_ADDRESS_DAYS * 86_400_000)
  const keysOfBudgets = [keys.pair, keys.account, keys.address]
  const ofDevice = [about?.deviceHash ?? null, about?.trustTokenHash ?? null]
  const idle = [about?.idle.sessionIdleMinutes ?? 0, about?.idle.phoneSessionIdleDays ?? 0]
  const values = [emailKey, ...keysOfBudgets, addressKey, now, knownSince, ...ofDevice, ...idle]
  const [row] = await database.prepared<LookUpRow>(lookUpStatement, values)
  if (row === undefined) throw new Error('The sign-in look-up answers one row, always.')
  const isKnownAddress = row.is_known_address === true
  const shared = isKnownAddress ? null : row.shared_blocked_until
  const blocks = [row.blocked_until, shared].filter((moment) => moment !== null)
  return {
    account:
      row.organization_id === null || row.id === null || row.email === null || row.password_hash === null
        ? undefined
        : {
            organizationId: row.organization_id,
            id: row.id,
            email: row.email,
            passwordHash: row.password_hash,
            isDisabled: row.disabled_at !== null,
            requirement: judgeRequirement(row, now),
            isEnrolled: row.enrolled_at !== null,
            methods: [
              // The one that cannot be phished comes first (NIST SP 800-63B-4 2.2.2).
              ...(row.has_passkey === true ? (['passkey'] as const) : []),
              ...(row.has_app === true ? (['totp'] as const) : []),
              ...(row.has_approval === true ? (['approval'] as const) : []),
              ...(row.has_recovery_codes === true ? (['recovery_code'] as const) : []),
              ...(row.has_bypass_code === true ? (['bypass_code'] as const) : []),
            ],
            enrolmentNeedsProof: row.enrolment_needs_proof === true,
            trustedDeviceDays: row.trust_days ?? 0,
            trust: row.trust ?? undefined,
          },
    blockedUntil:
      blocks.length === 0 ? undefined : new Date(Math.max(...blocks.map((moment) => moment.getTime()))),
    isKnownAddress,
  }
}

/*
 * Every success passes the budget once more inside its write: it takes back the failures of the pair and of the
 * account, and counts for nothing if one of them was blocked in the meantime. The address keeps its failures, so
 * that signing in to one's own account buys no guesses at another's.
 */
const withinBudget = `
    present AS (SELECT count(*) AS n FROM password_budgets WHERE key IN ($1, $2)),
    cleared AS (DELETE FROM password_budgets
      WHERE key IN ($1, $2) AND (blocked_until <= $4 OR ($3 AND key = $2)) RETURNING 1),
    budget AS (SELECT (SELECT n FROM present) = (SELECT count(*) FROM cleared) AS is_left)`

const beginChallengeStatement = {
  name: 'sign_in_begin_challenge',
  text: `
    WITH ${withinBudget}
    INSERT INTO challenges (organization_id, token_hash, account_id, purpose, client, user_agent_hash,
      created_at, password_proven_at, expires_at)
    SELECT a.organization_id, $9, a.id, $8, $10, $11, $4, $4, $12
    FROM accounts a, budget
    WHERE a.organization_id = $5 AND a.id = $6 AND a.password_hash = $7 AND a.disabled_at IS NULL
      AND ($8 = 'code') = (a.enrolled_at IS NOT NULL)
      AND budget.is_left
    RETURNING token_hash`,
}

const beginSessionStatement = {
  name: 'sign_in_begin_session',
  text: `
    WITH ${withinBudget},
    account AS (UPDATE accounts a SET last_sign_in_at = $4
      FROM budget, organizations o
      WHERE a.organization_id = $5 AND a.id = $6 AND a.password_hash = $7 AND a.disabled_at IS NULL
        AND o.id = $5 AND a.enrolled_at IS NULL AND NOT ${isForcedSql('$4')}
        AND budget.is_left
      RETURNING a.id),
    ${bornSessionSql({
      organization: '$5',
      account: '$6',
      now: '$4',
      values: ['$9', '$10', '$11', '$12', '$13', '$14', '$15', '$16', '$17', '$18'],
      client: '$8',
      passwordProvenAt: '$4',
      secondFactor: undefined,
      from: 'account',
    })}`,
}

/*
 * The account's row is locked before the trust is looked at: whoever takes the trust away holds that lock, and of the
 * two that come at once the sign-in finds it gone or comes first and is ended with the others.
 */
const beginTrustedSessionStatement = {
  name: 'sign_in_begin_trusted_session',
  text: `
    WITH ${withinBudget},
    account AS (
      SELECT a.id, a.role FROM accounts a, budget
      WHERE a.organization_id = $5 AND a.id = $6 AND a.password_hash = $7 AND a.disabled_at IS NULL
        AND a.enrolled_at IS NOT NULL AND budget.is_left
        AND EXISTS (SELECT FROM authenticators t
          WHERE t.organization_id = $5 AND t.account_id = $6 AND t.state = 'active')
      FOR UPDATE OF a),
    trusted AS (
      UPDATE trusted_devices d SET last_used_at = $4, token_hash = $19, next_token_hash = $20,
        shown_since = ${shownSinceSql('$19', '$4')}
      FROM account a, organizations o
      WHERE d.organization_id = $5 AND d.account_id = $6 AND d.device_hash = $15 AND o.id = $5
        AND ${isTokenOfSql('$19')} AND ${trustedUntilSql} > $4
      RETURNING d.trusted_at, ${trustedUntilSql} AS until),
    signed_in AS (
      UPDATE accounts a SET last_sign_in_at = $4 FROM trusted WHERE a.organization_id = $5 AND a.id = $6),
    ${bornSessionSql({
      organization: '$5',
      account: '$6',
      now: '$4',
      values: ['$9', '$10', '$11', '$12', '$13', '$14', '$15', '$16', '$17', '$18'],
      client: '$8',
      passwordProvenAt: '$4',
      secondFactor: 'trusted_device',
      secondFactorProvenAt: 'trusted.trusted_at',
      from: 'trusted',
      answers: 'trusted.until',
    })}`,
}

interface ProvenPassword {
  account: SignInAccount
  keys: PasswordBudgetKeys
  isKnownAddress: boolean
  now: Date
}

function budgetValues({ account, keys, isKnownAddress, now }: ProvenPassword): unknown[] {
  return [
    keys.pair,
    keys.account,
    isKnownAddress,
    now,
    account.organizationId,
    account.id,
    account.passwordHash,
  ]
}

export interface NewChallenge {
  tokenHash: Buffer
  purpose: Tables['challenges']['purpose']
  client: Tables['challenges']['client']
  userAgentHash: Buffer
  expiresAt: Date
}

/**
 * Begins the challenge of a proven password. False when, since the look-up, the budget ran out, the password
 * changed, the account was disabled, or its second factor came or went.
 */
export async function beginChallenge(
  database: Database,
  proven: ProvenPassword,
  challenge: NewChallenge,
): Promise<boolean> {
  const rows = await database.prepared(beginChallengeStatement, [
    ...budgetValues(proven),
    challenge.purpose,
    challenge.tokenHash,
    challenge.client,
    challenge.userAgentHash,
    challenge.expiresAt,
  ])
  return rows.length === 1
}

/** Signs in with the password alone: only while the account has no second factor and needs none, in the write. */
export async function beginPasswordSession(
  database: Database,
  proven: ProvenPassword,
  client: Tables['sessions']['client'],
  session: NewSession,
): Promise<boolean> {
  const rows = await database.prepared(beginSessionStatement, [
    ...budgetValues(proven),
    client,
    ...session.values,
  ])
  return rows.length === 1
}

/**
 * Signs in from a browser that is trusted, and says until when. Nothing when it is not, or not any more, or anything else
 * changed. The token that it showed is the newest that it is known to have, and the one before is over.
 */
export async function beginTrustedSession(
  database: Database,
  proven: ProvenPassword,
  client: Tables['sessions']['client'],
  session: NewSession,
  hashes: { shown: Buffer; next: Buffer },
): Promise<Date | undefined> {
  const values = [...budgetValues(proven), client, ...session.values, hashes.shown, hashes.next]
  const [row] = await database.prepared<{ until: Date }>(beginTrustedSessionStatement, values)
  return row?.until
}

/** Stores a hash with today's parameters; only in place of the one that was just verified. */
export async function replacePasswordHash(
  database: Database,
  account: SignInAccount,
  newHash: string,
): Promise<boolean> {
  const result = await database.query
    .updateTable('accounts')
    .set({ password_hash: newHash })
    .where('organization_id', '=', account.organizationId)
    .where('id', '=', account.id)
    .where('password_hash', '=', account.passwordHash)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
