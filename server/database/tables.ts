// The tables as TypeScript sees them. The migrations make them; this file only names their columns.
import type { ColumnType } from 'kysely'

type Moment = ColumnType<Date, Date, Date>
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface Tables {
  installation: { only_row: boolean; set_up_at: Moment }
  vault_keys: { key_id: string; proof: Buffer; added_at: Moment }
  organizations: { id: string; name: string; created_at: Moment }
  accounts: {
    organization_id: string
    id: string
    email: string
    email_key: string
    name: string
    role: 'admin' | 'agent'
    password_hash: string | null
    disabled_at: MaybeMoment
    requires_second_factor: boolean
    second_factor_required_at: MaybeMoment
    second_factor_required_by: string | null
    /** Set while the account has a confirmed authenticator, usable or switched off. */
    enrolled_at: MaybeMoment
    /** Wrong codes in a row, over all methods. */
    code_failures: ColumnType<number, number | undefined, number>
    codes_blocked_until: MaybeMoment
    created_at: Moment
    last_sign_in_at: MaybeMoment
  }
  invitations: {
    organization_id: string
    account_id: string
    token_hash: Buffer
    created_at: Moment
    expires_at: Moment
  }
  enrolments: {
    organization_id: string
    id: string
    account_id: string
    /** What began it: the hash of a challenge, or the id of a session. One enrolment at a time for each. */
    begun_by: Buffer
    name: string
    seed: Buffer
    created_at: Moment
    expires_at: Moment
  }
  authenticators: {
    organization_id: string
    id: string
    account_id: string
    kind: 'totp'
    name: string
    state: 'active' | 'switched_off'
    seed: Buffer
    digits: number
    period_seconds: number
    algorithm: 'SHA1' | 'SHA256' | 'SHA512'
    /** The highest step that was accepted; only a higher one is from then on. */
    last_step: ColumnType<number, number, number>
    /** Steps that were given away by saying how far a clock is off; never accepted. */
    refused_steps: ColumnType<number[], number[] | undefined, number[]>
    created_at: Moment
    last_used_at: MaybeMoment
  }
  recovery_codes: {
    organization_id: string
    account_id: string
    code_hash: Buffer
    created_at: Moment
    used_at: MaybeMoment
  }
  challenges: {
    organization_id: string
    token_hash: Buffer
    account_id: string
    purpose: 'code' | 'enrol'
    client: 'web' | 'extension' | 'mobile' | 'cli'
    user_agent_hash: Buffer
    created_at: Moment
    password_proven_at: Moment
    expires_at: Moment
  }
  sessions: {
    organization_id: string
    id: string
    account_id: string
    token_hash: Buffer
    client: 'web' | 'extension' | 'mobile' | 'cli'
    user_agent: string
    address: string
    address_key: string
    started_at: Moment
    last_seen_at: Moment
    expires_at: Moment
    ended_at: MaybeMoment
    password_proven_at: Moment
    second_factor_proven_at: MaybeMoment
    second_factor_method: 'totp' | 'recovery_code' | null
  }
  password_budgets: {
    key: Buffer
    failures: number
    last_failure_at: Moment
    blocked_until: Moment
  }
}
