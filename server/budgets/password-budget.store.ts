// The password budgets in the database: the same for every server, over every restart.
import type { Database } from '../database/database.ts'
import type { Vault } from '../vault/vault.ts'
import { forgetPasswordFailuresHours, passwordBackoff, type PasswordBudgetKind } from './backoff.ts'

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

const countStatement = {
  name: 'password_budget_count',
  text: `
    INSERT INTO password_budgets AS b (key, failures, last_failure_at, blocked_until)
    SELECT key, 1, $4, 'epoch' FROM unnest(ARRAY[$1, $2, $3]::bytea[]) AS key
    ON CONFLICT (key) DO UPDATE SET
      last_failure_at = $4,
      (failures, blocked_until) = (
        SELECT f.failures, coalesce($4::timestamptz + make_interval(secs => CASE
      ${waitSql}
          END), 'epoch')
        FROM (SELECT CASE WHEN b.last_failure_at < $5 THEN 1 ELSE b.failures + 1 END AS failures) f)
    WHERE b.blocked_until <= $4
    RETURNING key`,
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
): Promise<boolean> {
  const forgetBefore = new Date(now.getTime() - forgetPasswordFailuresHours * 3_600_000)
  const counted = await database.prepared<{ key: Buffer }>(countStatement, [
    keys.pair,
    keys.account,
    keys.address,
    now,
    forgetBefore,
  ])
  const hasCounted = (key: Buffer) => counted.some((row) => row.key.equals(key))
  if (!hasCounted(keys.pair)) return false
  return isKnownAddress || (hasCounted(keys.account) && hasCounted(keys.address))
}
