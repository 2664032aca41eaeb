// The tables as TypeScript sees them. The migrations make them; this file only names their columns.
import type { ColumnType } from 'kysely'
import type { alertKinds } from '../../contract/alert-kinds.ts'
import type { stepKinds } from '../../contract/attempts.ts'
import type { CauseCode } from '../../contract/causes.ts'
import type { WallTables } from './wall-tables.ts'

export type Role = 'admin' | 'agent' | 'operator'
/** A trusted device stands for the code that was given when it was trusted; for what is grave it is none, nor is a yes. */
export type SecondFactorMethod =
  'totp' | 'passkey' | 'approval' | 'recovery_code' | 'bypass_code' | 'trusted_device'
export type ConnectionState = 'signed_in' | 'signing_in' | 'needs_attention' | 'paused'
export type StepKind = (typeof stepKinds)[number]
type WallKind = (typeof alertKinds)[number]
type Client = 'web' | 'extension' | 'mobile' | 'cli'

export type Moment = ColumnType<Date, Date, Date>
export type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>

/** Plain values alone: what is hashed must read the same again. */
export type AuditFacts = Record<string, string | number | boolean | string[]>

export interface Tables extends WallTables {
  installation: { only_row: boolean; set_up_at: Moment }
  vault_fingerprint_root: { only_row: boolean; sealed: Buffer }
  vault_keys: { key_id: string; proof: Buffer; added_at: Moment }
  organizations: {
    id: string
    name: string
    created_at: Moment
    /** The roles that must use a second factor; with them who said so, why, and from when on. */
    required_roles: ColumnType<Role[], Role[] | undefined, Role[]>
    required_at: MaybeMoment
    required_by: string | null
    required_reason: string | null
    required_grace_until: MaybeMoment
    /** Whether a first forced enrolment asks for a ticket beside the password. */
    enrolment_needs_proof: ColumnType<boolean, boolean | undefined, boolean>
    totp_period_seconds: ColumnType<number, number | undefined, number>
    /** For how long a browser may be trusted after a code; 0: not at all. */
    trusted_device_days: ColumnType<number, number | undefined, number>
    admins_may_trust_devices: ColumnType<boolean, boolean | undefined, boolean>
  }
  accounts: {
    organization_id: string
    id: string
    email: string
    email_key: string
    name: string
    role: Role
    /** An agent who may help others of the organization, and nothing else. */
    is_help_desk: ColumnType<boolean, boolean | undefined, boolean>
    password_hash: string | null
    disabled_at: MaybeMoment
    requires_second_factor: boolean
    second_factor_required_at: MaybeMoment
    second_factor_required_by: string | null
    second_factor_required_reason: string | null
    second_factor_grace_until: MaybeMoment
    exempt_until: MaybeMoment
    exempt_since: MaybeMoment
    exempt_by: string | null
    exempt_reason: string | null
    password_changed_at: MaybeMoment
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
    period_seconds: ColumnType<number, number | undefined, number>
    /** Whether a ticket was shown when it was begun. */
    has_proof: ColumnType<boolean, boolean | undefined, boolean>
    /** The authenticator that goes when this one is proven: a new phone for an old one. */
    replaces: string | null
    created_at: Moment
    expires_at: Moment
  }
  authenticators: {
    organization_id: string
    id: string
    account_id: string
    kind: 'totp' | 'passkey' | 'approval'
    name: string
    state: 'active' | 'switched_off'
    /** Of an app; the others have none of the five. */
    seed: Buffer | null
    digits: number | null
    period_seconds: number | null
    algorithm: 'SHA1' | 'SHA256' | 'SHA512' | null
    /** The highest step that was accepted; only a higher one is from then on. */
    last_step: ColumnType<number | null, number | undefined, number>
    /** Steps that were given away by saying how far a clock is off; never accepted. */
    refused_steps: ColumnType<number[], number[] | undefined, number[]>
    /** Of a passkey, as all to `aaguid`. One of a kind in the whole installation. */
    credential_id: Buffer | null
    /** COSE, as the passkey gave it; of a phone that approves sign-ins, SubjectPublicKeyInfo. */
    public_key: Buffer | null
    /** The highest that was seen; 0 for ever where the authenticator does not count. */
    sign_count: ColumnType<number | null, number | undefined, number>
    transports: string[] | null
    /** Whether a finger, a face or a PIN was asked for when it was made. */
    is_user_verifying: boolean | null
    is_backup_eligible: boolean | null
    is_backed_up: boolean | null
    /** The make of the authenticator, as it says itself. */
    aaguid: string | null
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
    client: Client
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
    client: Client
    user_agent: string
    address: string
    address_key: string
    started_at: Moment
    last_seen_at: Moment
    expires_at: Moment
    ended_at: MaybeMoment
    /** Nothing where a passkey was the whole sign-in. */
    password_proven_at: MaybeMoment
    second_factor_proven_at: MaybeMoment
    second_factor_method: SecondFactorMethod | null
    /** The second factor of the sign-in itself; second_factor_method follows what was proven last. */
    signed_in_with: SecondFactorMethod | 'passkey_alone' | null
    /** Why it ended, where something ended it; see EndReason in sessions/end-sessions.store.ts. */
    ended_reason: string | null
    /** The hash of the browser's device cookie; nothing for clients that have none. */
    device_hash: Buffer | null
    is_new_device: ColumnType<boolean, boolean | undefined, boolean>
    /** The registered phone whose key was proven in it; nothing once that phone is removed or switched off. */
    phone_id: ColumnType<string | null, string | undefined, string | null>
    /** With a phone it ends then, where that is later than `expires_at`. */
    phone_expires_at: MaybeMoment
  }
  approvals: {
    organization_id: string
    id: string
    account_id: string
    /** Of the sign-in that is to be approved. */
    challenge_hash: Buffer
    number: string
    /** used: its session was born. over: nobody answered. */
    state: 'waiting' | 'approved' | 'used' | 'refused' | 'wrong_number' | 'over'
    client: Client
    user_agent: string
    address: string
    asked_at: Moment
    expires_at: Moment
    /** The phone that said yes. */
    approved_by: string | null
  }
  /** Where a phone is told while its app is closed; the id is that of the phone among the authenticators. */
  push_subscriptions: { organization_id: string; id: string; sealed: Buffer }
  spent_passkey_challenges: { challenge_hash: Buffer; expires_at: Moment }
  trusted_devices: {
    organization_id: string
    id: string
    account_id: string
    device_hash: Buffer
    token_hash: Buffer
    next_token_hash: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
    shown_since: Moment
    user_agent: string
    address: string
    trusted_at: Moment
    last_used_at: Moment
    expires_at: Moment
  }
  sign_in_failures: {
    organization_id: string
    id: string
    account_id: string
    at: Moment
    step: 'password' | 'passkey' | 'totp' | 'approval' | 'recovery_code' | 'bypass_code' | 'enrolment'
    /** The error code that the attempt was answered with. */
    reason: string
    client: Client
    user_agent: string
    address: string
  }
  enrolment_tickets: {
    organization_id: string
    account_id: string
    code_hash: Buffer
    created_by: string | null
    created_at: Moment
    expires_at: Moment
  }
  bypass_codes: {
    organization_id: string
    account_id: string
    code_hash: Buffer
    reason: string
    created_by: string
    created_at: Moment
    expires_at: Moment
  }
  audit_heads: {
    organization_id: string
    sequence: ColumnType<number, number, number>
    hash: Buffer
  }
  audit_events: {
    organization_id: string
    sequence: ColumnType<number, number, number>
    at: Moment
    actor_kind: 'account' | 'operator' | 'system'
    actor_id: string | null
    action: string
    subject_id: string | null
    facts: ColumnType<AuditFacts, string, never>
    previous_hash: Buffer
    hash: Buffer
  }
  notices: {
    organization_id: string
    id: string
    account_id: string
    kind: string
    facts: ColumnType<Record<string, string>, string, string>
    created_at: Moment
    read_at: MaybeMoment
    /** Another address than the account's present one, such as the one it had before. */
    mail_to: string | null
    /** False for what only another address is told. */
    is_for_owner: ColumnType<boolean, boolean | undefined, boolean>
    mailed_at: MaybeMoment
  }
  password_resets: {
    organization_id: string
    account_id: string
    /** Nothing until the mail goes out: the token is made then. */
    token_hash: Buffer | null
    requested_at: Moment
    expires_at: Moment
  }
  recoveries: {
    organization_id: string
    id: string
    account_id: string
    token_hash: Buffer
    reason: string
    /** The operator who asked for it; nothing for whoever holds the server's machine. */
    requested_by: string | null
    requested_at: Moment
    usable_from: Moment
    expires_at: Moment
    approved_by: string | null
    approved_at: MaybeMoment
    stopped_by: string | null
    stopped_at: MaybeMoment
    used_at: MaybeMoment
  }
  organization_invitations: {
    id: string
    /** None before the mail of an open sign-up is written. */
    token_hash: Buffer | null
    organization_name: string
    email: string
    /** The operator; nobody for an open sign-up. */
    created_by: string | null
    created_at: Moment
    expires_at: Moment
  }
  connections: {
    organization_id: string
    id: string
    /** The id of a service pack. */
    service: string
    name: string
    url: string
    /** Further origins where the login may be typed, as a browser spells them. */
    sign_in_origins: ColumnType<string[], string[] | undefined, string[]>
    username: string
    sealed_password: Buffer | null
    /** The bytes of the key; what is known of it beside them stands in clear, and is there exactly when it is. */
    sealed_secret: Buffer | null
    secret_issuer: string | null
    secret_account: string | null
    secret_digits: 6 | 7 | 8 | null
    secret_period_seconds: number | null
    secret_algorithm: 'SHA1' | 'SHA256' | 'SHA512' | null
    created_at: Moment
    created_by: string
  }
  connection_grants: {
    organization_id: string
    connection_id: string
    account_id: string
    /** reveal includes use */
    may: 'use' | 'reveal'
    granted_at: Moment
    granted_by: string
  }
  code_reveals: {
    organization_id: string
    connection_id: string
    account_id: string
    /** The last ones, the oldest first. */
    revealed_at: Date[]
    expires_at: Moment
  }
  code_steps: {
    organization_id: string
    /** Of the secret, wherever it is stored; see codes/secret-fingerprint.ts. */
    secret_fingerprint: Buffer
    period_seconds: number
    /** The highest step that was handed out; only a higher one is from then on. */
    last_step: ColumnType<number, number, number>
  }
  runners: {
    id: string
    /** Nothing for a runner that serves every organization. */
    organization_id: string | null
    name: string
    /** Started by a server, and gone with it. */
    is_beside_server: ColumnType<boolean, boolean | undefined, boolean>
    token_hash: Buffer
    version: string | null
    created_at: Moment
    last_seen_at: MaybeMoment
    /** When it was last given work that nobody had asked for. */
    last_automatic_at: MaybeMoment
  }
  connection_work: {
    organization_id: string
    connection_id: string
    state: ConnectionState
    cause: CauseCode | null
    /** Failures in a row. */
    tries: ColumnType<number, number | undefined, number>
    /** From when on a runner has something to do; nothing where only a person starts it again. */
    due_at: MaybeMoment
    /** Of a failed one, for people; `due_at` is the same moment. */
    next_try_at: MaybeMoment
    signed_in_at: MaybeMoment
    /** By how much the service's clock was ahead of ours when a code was last asked for. */
    clock_offset_millis: number | null
    /** How long its sessions last without use, where that was learned. */
    idle_minutes: number | null
    /** The login has led to a signed-in page since it was last edited. */
    password_works: ColumnType<boolean, boolean | undefined, boolean>
    /** It was handed to a runner since then, or since a person last asked. */
    password_given: ColumnType<boolean, boolean | undefined, boolean>
    /** The lease that it was last handed to: some pages ask for it a second time, together with the code. */
    password_given_to: string | null
    /** That only a person can mend it, since it was last signed in or its login was edited. */
    are_admins_told: ColumnType<boolean, boolean | undefined, boolean>
    lease_id: string | null
    lease_runner_id: string | null
    lease_expires_at: MaybeMoment
  }
  connection_sessions: {
    organization_id: string
    id: string
    sealed: Buffer
    saved_at: Moment
    /** When we signed in; nothing where a person did. */
    began_at: MaybeMoment
  }
  attempts: {
    organization_id: string
    id: string
    connection_id: string
    state: 'waiting' | 'running' | 'signed_in' | 'failed'
    why: 'asked' | 'renewal' | 'retry' | 'taken_over'
    asked_by: string | null
    asked_at: Moment
    started_at: MaybeMoment
    ended_at: MaybeMoment
    cause: CauseCode | null
    next_try_at: MaybeMoment
  }
  /** The page that a person has taken over. */
  live_views: {
    organization_id: string
    attempt_id: string
    number: number
    picture: Buffer | null
    width: number
    height: number
    origin: string
    is_given_back: ColumnType<boolean, boolean | undefined, boolean>
    /** By whoever gave it back. */
    is_called_signed_in: ColumnType<boolean, boolean | undefined, boolean>
  }
  live_inputs: { organization_id: string; id: string; attempt_id: string; sealed: Buffer }
  attempt_steps: {
    organization_id: string
    attempt_id: string
    number: number
    at: Moment
    what: StepKind
    page: string
    host: string
    picture: Buffer | null
  }
  /** How what is on the wall was when it was last looked at. */
  wall_states: {
    organization_id: string
    kind: WallKind
    subject_id: string
    state: 'good' | 'bad'
    reason: string | null
    since: Moment
    is_told: ColumnType<boolean, boolean | undefined, boolean>
    /** Before the last change. */
    was: string | null
    was_told: ColumnType<boolean, boolean | undefined, boolean>
  }
  wall_events: {
    organization_id: string
    id: string
    at: Moment
    kind: WallKind
    subject_id: string
    /** As it was called then. */
    name: string
    state: 'good' | 'bad'
    reason: string | null
  }
  /** What happened to screens and messages, for the page at a glance. */
  wall_notes: {
    organization_id: string
    id: ColumnType<string, string | undefined, never>
    at: Moment
    what: 'screen_paired' | 'screen_removed' | 'screen_token_stolen' | 'message_shown' | 'message_taken_back'
    name: string
    screen_id: string | null
  }
  alert_targets: {
    organization_id: string
    id: string
    kind: 'webhook' | 'mail'
    host: string | null
    sealed_url: Buffer | null
    sealed_secret: Buffer | null
    sealed_old_secret: Buffer | null
    old_secret_until: MaybeMoment
    address: string | null
    about: WallKind[]
    is_on: ColumnType<boolean, boolean | undefined, boolean>
    last_at: MaybeMoment
    last_problem: 'refused_address' | 'no_answer' | 'too_slow' | 'not_accepted' | 'no_mail_server' | null
    last_status: number | null
    created_at: Moment
    created_by: string
  }
  alert_deliveries: {
    organization_id: string
    id: string
    target_id: string
    /** Nothing for a test. */
    event_id: string | null
    queued_at: Moment
    done_at: MaybeMoment
  }
  password_budgets: { key: Buffer; failures: number; last_failure_at: Moment; blocked_until: Moment }
}
