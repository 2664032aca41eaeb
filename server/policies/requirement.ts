// Why an account must use a second factor, and from when on: the one rule, for TypeScript and for SQL.
import type { z } from 'zod'
import type { requirement } from '../../contract/second-factor.ts'
import type { Role } from '../database/tables.ts'

/** The columns that the rule looks at, of the account `a` and its organization `o`. */
export const requirementColumns = [
  'a.role',
  'a.requires_second_factor',
  'a.second_factor_required_at',
  'a.second_factor_required_by',
  'a.second_factor_required_reason',
  'a.second_factor_grace_until',
  'a.exempt_until',
  'a.exempt_since',
  'a.exempt_by',
  'a.exempt_reason',
  'o.required_roles',
  'o.required_at',
  'o.required_by',
  'o.required_reason',
  'o.required_grace_until',
] as const

export interface RequirementRow {
  role: Role
  requires_second_factor: boolean
  second_factor_required_at: Date | null
  second_factor_required_by: string | null
  second_factor_required_reason: string | null
  second_factor_grace_until: Date | null
  exempt_until: Date | null
  exempt_since: Date | null
  exempt_by: string | null
  exempt_reason: string | null
  required_roles: Role[]
  required_at: Date | null
  required_by: string | null
  required_reason: string | null
  required_grace_until: Date | null
}

export interface Requirement {
  /** Who requires it; `optional` when nobody does, or a named exemption holds. */
  source: 'optional' | 'account' | 'organization'
  /** Whether it holds now; until `graceUntil` a required account signs in without. */
  isForced: boolean
  requiredAt?: Date
  requiredBy?: string
  reason?: string
  graceUntil?: Date
  /** Holds against account and organization alike until it ends. */
  exemption?: { until: Date; since?: Date; by?: string; reason?: string }
}

/**
 * An exemption that has not ended wins; then of the account's requirement and the organization's the one that is
 * forced first, the account's when both are. Nobody is locked out by any of it: who is forced is led to enrol.
 */
export function judgeRequirement(row: RequirementRow, now: Date): Requirement {
  if (row.exempt_until !== null && row.exempt_until > now) {
    const exemption = {
      until: row.exempt_until,
      ...present({ since: row.exempt_since, by: row.exempt_by, reason: row.exempt_reason }),
    }
    return { source: 'optional', isForced: false, exemption }
  }
  const byAccount = row.requires_second_factor
    ? demand(
        'account',
        {
          at: row.second_factor_required_at,
          by: row.second_factor_required_by,
          reason: row.second_factor_required_reason,
          graceUntil: row.second_factor_grace_until,
        },
        now,
      )
    : undefined
  const byOrganization = row.required_roles.includes(row.role)
    ? demand(
        'organization',
        {
          at: row.required_at,
          by: row.required_by,
          reason: row.required_reason,
          graceUntil: row.required_grace_until,
        },
        now,
      )
    : undefined
  if (byAccount === undefined || byOrganization === undefined) {
    return byAccount ?? byOrganization ?? { source: 'optional', isForced: false }
  }
  return startsAt(byOrganization) < startsAt(byAccount) ? byOrganization : byAccount
}

function demand(
  source: 'account' | 'organization',
  {
    at,
    by,
    reason,
    graceUntil,
  }: {
    at: Date | null
    by: string | null
    reason: string | null
    graceUntil: Date | null
  },
  now: Date,
): Requirement {
  const isForced = graceUntil === null || graceUntil <= now
  return {
    source,
    isForced,
    ...present({ requiredAt: at, requiredBy: by, reason, graceUntil: isForced ? null : graceUntil }),
  }
}

function startsAt({ graceUntil }: Requirement): number {
  return graceUntil?.getTime() ?? 0
}

function present<Fields extends object>(fields: Fields) {
  const entries = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> }
}

const isExemptSql = (now: string) => `coalesce(a.exempt_until > ${now}, false)`

/** Whether the account `a` of the organization `o` is required, forced already or in its time of grace. */
export function isRequiredSql(now: string): string {
  return `(NOT ${isExemptSql(now)} AND (a.requires_second_factor OR a.role = ANY (o.required_roles)))`
}

/** Where an account stands, for the board: one of `SecondFactorStanding`. */
export function standingSql(now: string): string {
  return `(CASE WHEN a.enrolled_at IS NOT NULL THEN 'enrolled' WHEN ${isExemptSql(now)} THEN 'exempt'
      WHEN ${isForcedSql(now)} THEN 'late' WHEN ${isRequiredSql(now)} THEN 'in_grace' ELSE 'optional' END)`
}

/** A moment as SQL, for statements that are put together from parts. */
export function momentSql(moment: Date): string {
  return `'${moment.toISOString()}'::timestamptz`
}

/**
 * The same rule inside a statement: whether the account `a` of the organization `o` is forced at `now`, which is the
 * placeholder of a moment, such as `$3`.
 */
export function isForcedSql(now: string): string {
  return `(NOT ${isExemptSql(now)} AND (
      (a.requires_second_factor AND coalesce(a.second_factor_grace_until <= ${now}, true))
      OR (a.role = ANY (o.required_roles) AND coalesce(o.required_grace_until <= ${now}, true))))`
}

/** As the API says it. */
export function tellRequirement(judged: Requirement): z.input<typeof requirement> {
  const { exemption } = judged
  return {
    source: judged.source,
    isForced: judged.isForced,
    ...(judged.requiredAt === undefined ? {} : { requiredAt: judged.requiredAt.toISOString() }),
    ...(judged.requiredBy === undefined ? {} : { requiredBy: judged.requiredBy }),
    ...(judged.reason === undefined ? {} : { reason: judged.reason }),
    ...(judged.graceUntil === undefined ? {} : { graceUntil: judged.graceUntil.toISOString() }),
    ...(exemption === undefined
      ? {}
      : {
          exemption: {
            until: exemption.until.toISOString(),
            ...(exemption.since === undefined ? {} : { since: exemption.since.toISOString() }),
            ...(exemption.by === undefined ? {} : { by: exemption.by }),
            ...(exemption.reason === undefined ? {} : { reason: exemption.reason }),
          },
        }),
  }
}
