// The birth of a session as a part of the statement that decides it: the sign-in's trace, a new device told, no crowd.
import type { SecondFactorMethod } from '../database/tables.ts'

/** Placeholders of a statement, or expressions over its parts. */
export interface Birth {
  organization: string
  account: string
  now: string
  /** Of the session's own columns, in the order of `NewSession.values`. */
  values: readonly [string, string, string, string, string, string, string, string, string, string]
  client: string
  passwordProvenAt: string
  secondFactor: SecondFactorMethod | undefined
  /** How the history tells it, where that is another word. */
  signedInWith?: 'passkey_alone'
  /** Now, where it is not said. */
  secondFactorProvenAt?: string
  /** The parts of the statement that have to hold a row for each birth, such as `challenged c, spent s`. */
  from: string
  /** What tells the births apart where there may be several. */
  answers?: string
}

/**
 * Ends a statement that has begun with `WITH … ,` and answers a row for each session that was born.
 *
 * A device is new when the account has sessions and none is of that device; its owner is told by a notice. Beyond the
 * limit of open sessions the oldest ones end (ASVS 7.1.2). All of it under the lock of the account's row, which the
 * statement has to hold: two births at once come one after the other.
 */
export function bornSessionSql(birth: Birth): string {
  const { organization, account, now, from } = birth
  const [id, token, userAgent, address, addressKey, expiresAt, device, noticeId, noticeFacts, limit] =
    birth.values
  const proven = birth.secondFactor === undefined ? 'NULL' : (birth.secondFactorProvenAt ?? now)
  const method = birth.secondFactor === undefined ? 'NULL' : `'${birth.secondFactor}'`
  const signedInWith = birth.signedInWith === undefined ? method : `'${birth.signedInWith}'`
  return `
    born AS (
      INSERT INTO sessions (organization_id, id, account_id, token_hash, client, user_agent, address, address_key,
        started_at, last_seen_at, expires_at, password_proven_at, second_factor_proven_at, second_factor_method,
        signed_in_with, device_hash, is_new_device)
      SELECT ${organization}, ${id}, ${account}, ${token}, ${birth.client}, ${userAgent}, ${address}, ${addressKey},
        ${now}, ${now}, ${expiresAt}, ${birth.passwordProvenAt}, ${proven}, ${method},
        ${signedInWith}, ${device},
        EXISTS (SELECT FROM sessions o WHERE o.organization_id = ${organization} AND o.account_id = ${account})
          AND NOT EXISTS (SELECT FROM sessions o
            WHERE o.organization_id = ${organization} AND o.account_id = ${account} AND o.device_hash = ${device})
      FROM ${from}
      RETURNING id, is_new_device),
    told AS (
      INSERT INTO notices (organization_id, id, account_id, kind, facts, created_at)
      SELECT ${organization}, ${noticeId}, ${account}, 'new_device', ${noticeFacts}::jsonb, ${now}
      FROM ${from}, born b WHERE b.id = ${id} AND b.is_new_device)
    SELECT ${birth.answers ?? 'b.id'}, end_oldest_sessions(${organization}, ${account}, b.id, ${now}, ${limit})
    FROM ${from}, born b WHERE b.id = ${id}`
}
