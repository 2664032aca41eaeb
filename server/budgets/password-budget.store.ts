// The password budgets in the database: the same for every server, over every restart.
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { Vault } from '../vault/vault.ts'
import {
  forgetPasswordFailuresHours,
  pairFailuresOfAccount,
  passwordBackoff,
  type PasswordBudgetKind,
} from './backoff.ts'

/**
 * Keys of the three budgets of one attempt, always in the order pair, account, address: two attempts that share
 * rows lock them in the same order. Keyed hashes, so that the table lists neither addresses nor who has an account.
 */
export interface PasswordBudgetKeys {
  pair: Buffer
  account: Buffer
  address: Buffer
}

export function passwordBudgetKeys(vault: Vault, emailKey: string, addressKey: string): PasswordBudgetKeys {
  const key = (kind: PasswordBudgetKind, ...parts: string[]) =>
    vault.fingerprint('password budget', JSON.stringify([kind, ...parts]))
  return {
    pair: key('pair', emailKey, addressKey),
    account: key('account', emailKey),
    address: key('address', addressKey),
  }
}

const kinds = ['pair', 'account', 'address'] as const

/**
 * The policy of backoff.ts as an SQL expression over a count: the wait belongs into the write that counts. Nothing
 * for a failure that costs no wait: "until now" would block whoever comes by a clock that is a little behind.
 */
const waitSql = kinds
  .map((kind, index) => {
    const { freeFailures, firstSeconds, mostSeconds } = passwordBackoff[kind]
    const beyond = `least(f.failures - ${freeFailures + 1}, 30)`
    return `WHEN b.key = $${index + 1} AND f.failures > ${freeFailures}
        THEN least(${mostSeconds}, ${firstSeconds} * 2 ^ ${beyond})`
  })
  .join('\n      ')

/** What a further failure makes of a row that is not blocked; `excluded.failures` is what it counts, 1 or 0. */
const countedSql = `
      (failures, last_failure_at, blocked_until) = (
        SELECT f.failures, CASE WHEN f.failures > was.failures THEN $4 ELSE b.last_failure_at END,
          coalesce($4::timestamptz + make_interval(secs => CASE
      ${waitSql}
          END), 'epoch')
        FROM (SELECT CASE WHEN b.last_failure_at < $5 THEN 0 ELSE b.failures END) AS was (failures),
          LATERAL (SELECT was.failures + CASE
            WHEN was.failures > ${passwordBackoff.account.freeFailures} THEN 1
            ELSE excluded.failures END) AS f (failures))
    WHERE b.blocked_until <= $4`

/*
 * The pair first, and the others only when the pair was not blocked: a burst from one address counts for the account
 * and for the address no more than the pair has room for.
 */
const countStatement = {
  name: 'password_budget_count',
  text: `
    WITH pair AS (
      INSERT INTO password_budgets AS b (key, failures, last_failure_at, blocked_until)
      VALUES ($1, 1, $4, 'epoch')
      ON CONFLICT (key) DO UPDATE SET ${countedSql}
      RETURNING key, failures),
    shared AS (
      INSERT INTO password_budgets AS b (key, failures, last_failure_at, blocked_until)
      SELECT s.key, CASE WHEN s.key = $2 AND pair.failures > ${pairFailuresOfAccount} THEN 0 ELSE 1 END, $4, 'epoch'
      FROM pair, unnest(ARRAY[$2, $3]::bytea[]) WITH ORDINALITY AS s (key, place)
      ORDER BY s.place
      ON CONFLICT (key) DO UPDATE SET ${countedSql}
      RETURNING key),
    logged AS (
      INSERT INTO sign_in_failures (organization_id, id, account_id, at, step, reason, client, user_agent, address)
      SELECT $6::uuid, $7::uuid, $8::uuid, $4, 'password', $9, $10, $11, $12 FROM pair WHERE $6::uuid IS NOT NULL)
    SELECT key FROM pair UNION ALL SELECT key FROM shared`,
}

/** What the history keeps of a wrong password for an account; in the same write, so that both cost alike. */
export interface PasswordFailure {
  organizationId: string
  accountId: string
  id: string
  reason: string
  client: Tables['sessions']['client']
  userAgent: string
  address: string
}

/**
 * Counts a failure. Answers whether it was within the budget: of many attempts at one moment only those that the
 * budget still had room for are, and the others are to be answered as blocked, whatever was tried.
 *
 * @param isKnownAddress the account signed in from there before: only the pair decides
 */
export async function countPasswordFailure(
  database: Database,
  keys: PasswordBudgetKeys,
  isKnownAddress: boolean,
  now: Date,
  failure?: PasswordFailure,
): Promise<boolean> {
  const forgetBefore = new Date(now.getTime() - forgetPasswordFailuresHours * 3_600_000)
  const counted = await database.prepared<{ key: Buffer }>(countStatement, [
    keys.pair,
    keys.account,
    keys.address,
    now,
    forgetBefore,
    failure?.organizationId ?? null,
    failure?.id ?? null,
    failure?.accountId ?? null,
    failure?.reason ?? null,
    failure?.client ?? null,
    failure?.userAgent ?? null,
    failure?.address ?? null,
  ])
  const hasCounted = (key: Buffer) => counted.some((row) => row.key.equals(key))
  if (!hasCounted(keys.pair)) return false
  return isKnownAddress || (hasCounted(keys.account) && hasCounted(keys.address))
}

const blockedStatement = {
  name: 'password_budget_blocked',
  // The lock waits for a count in progress; with the moment in its condition it would pass by the row as it was.
  text: `SELECT blocked_until FROM password_budgets WHERE key = $1 FOR SHARE`,
}

/**
 * Whether a key is blocked by now. Waits for a failure that is being counted at this moment, so that a right guess
 * in a burst of wrong ones is answered only when it came before the budget was used up.
 */
export async function isBlockedByNow(database: Database, key: Buffer, now: Date): Promise<boolean> {
  const [row] = await database.prepared<{ blocked_until: Date }>(blockedStatement, [key])
  return row !== undefined && row.blocked_until > now
}
