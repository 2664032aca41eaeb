// Whom a rule hits, counted and listed in the database; reminders; exemptions.
import { sql } from 'kysely'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { lockOrganization } from '../accounts/last-admin.store.ts'
import { lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import type { Database } from '../database/database.ts'
import { addNotices } from '../notices/notices.store.ts'
import type { Policy } from '../organizations/organizations.store.ts'
import type { RandomBytes } from '../sessions/token.ts'
import {
  isRequiredSql,
  judgeRequirement,
  momentSql,
  requirementColumns,
  standingSql,
  type Requirement,
} from './requirement.ts'

/** Disabled accounts cannot sign in: a rule hits them when they are enabled again, and the counts leave them out. */
const CAN_SIGN_IN = 'a.disabled_at IS NULL'

export interface PreviewCounts {
  forcedNow: number
  inGrace: number
  enrolledAlready: number
  exempt: number
  untouched: number
}

export interface Concerned {
  id: string
  email: string
  email_key: string
  name: string
  role: 'admin' | 'agent'
  last_sign_in_at: Date | null
}

/**
 * What a policy would do if it stood now: everybody counted once, and who would newly be required and is not
 * enrolled, in the order of addresses.
 */
export async function previewPolicy(
  database: Database,
  organizationId: string,
  policy: Policy,
  page: { after: string; limit: number },
  now: Date,
): Promise<{ counts: PreviewCounts; concerned: Concerned[] }> {
  // The rule's `o` is the policy that is asked about, `today` the one that stands.
  const from = `FROM accounts a
    JOIN organizations today ON today.id = a.organization_id
    CROSS JOIN (SELECT $2::text[] AS required_roles, $3::timestamptz AS required_grace_until) o
    WHERE a.organization_id = $1 AND ${CAN_SIGN_IN}`
  const isRequired = isRequiredSql('$4')
  const counted = await database.pool.query<Record<keyof PreviewCounts, number>>(
    `SELECT count(*) FILTER (WHERE standing = 'late') AS "forcedNow",
      count(*) FILTER (WHERE standing = 'in_grace') AS "inGrace",
      count(*) FILTER (WHERE standing = 'enrolled' AND is_required) AS "enrolledAlready",
      count(*) FILTER (WHERE standing = 'exempt') AS exempt,
      count(*) FILTER (WHERE standing = 'optional' OR (standing = 'enrolled' AND NOT is_required)) AS untouched
    FROM (SELECT ${standingSql('$4')} AS standing, ${isRequired} AS is_required ${from}) judged`,
    [organizationId, policy.requiredRoles, policy.graceUntil, now],
  )
  const listed = await database.pool.query<Concerned>(
    `SELECT a.id, a.email, a.email_key, a.name, a.role, a.last_sign_in_at ${from}
      AND a.enrolled_at IS NULL AND ${isRequired}
      AND NOT (a.requires_second_factor OR a.role = ANY (today.required_roles))
      AND a.email_key > $5
    ORDER BY a.email_key LIMIT $6`,
    [organizationId, policy.requiredRoles, policy.graceUntil, now, page.after, page.limit],
  )
  const [counts] = counted.rows
  if (counts === undefined) throw new Error('A count answers one row, always.')
  return { counts, concerned: listed.rows }
}

export interface StandingCounts {
  enrolled: number
  late: number
  inGrace: number
  exempt: number
  optional: number
}

export async function countStandings(
  database: Database,
  organizationId: string,
  now: Date,
): Promise<StandingCounts> {
  const { rows } = await database.pool.query<{ standing: string; accounts: number }>(
    `SELECT ${standingSql('$2')} AS standing, count(*) AS accounts
    FROM accounts a JOIN organizations o ON o.id = a.organization_id
    WHERE a.organization_id = $1 AND ${CAN_SIGN_IN} GROUP BY 1`,
    [organizationId, now],
  )
  const count = (standing: string) => rows.find((row) => row.standing === standing)?.accounts ?? 0
  return {
    enrolled: count('enrolled'),
    late: count('late'),
    inGrace: count('in_grace'),
    exempt: count('exempt'),
    optional: count('optional'),
  }
}

const REMIND_EVERY_HOURS = 24

/**
 * Reminds who is late or in the time of grace: one of them, or all. Under the organization's lock, so that two admins
 * who press the button at once remind nobody twice; whoever was reminded within a day is left out.
 */
export async function remind(
  database: Database,
  randomBytes: RandomBytes,
  organizationId: string,
  accountId: string | undefined,
  actor: Actor,
  now: Date,
): Promise<number> {
  const since = new Date(now.getTime() - REMIND_EVERY_HOURS * 3_600_000)
  return database.query.transaction().execute(async (transaction) => {
    await lockOrganization(transaction, organizationId)
    let query = transaction
      .selectFrom('accounts as a')
      .innerJoin('organizations as o', 'o.id', 'a.organization_id')
      .select(['a.id', ...requirementColumns])
      .where('a.organization_id', '=', organizationId)
      .where('a.disabled_at', 'is', null)
      .where('a.enrolled_at', 'is', null)
      .where(sql.raw<boolean>(isRequiredSql(momentSql(now))), '=', true)
      .where((not) =>
        not.not(
          not.exists(
            not
              .selectFrom('notices as n')
              .select('n.id')
              .whereRef('n.organization_id', '=', 'a.organization_id')
              .whereRef('n.account_id', '=', 'a.id')
              .where('n.kind', '=', 'requirement_reminder')
              .where('n.created_at', '>', since),
          ),
        ),
      )
    if (accountId !== undefined) query = query.where('a.id', '=', accountId)
    const rows = await query.execute()
    const notices = rows.map((row) => {
      const { graceUntil, reason } = judgeRequirement(row, now)
      const facts = {
        ...(graceUntil === undefined ? {} : { graceUntil: graceUntil.toISOString() }),
        ...(reason === undefined ? {} : { reason }),
      }
      return { organizationId, accountId: row.id, kind: 'requirement_reminder' as const, facts }
    })
    await addNotices(transaction, randomBytes, notices, now)
    if (rows.length > 0) {
      const facts = { reminded: rows.length }
      const subject = accountId === undefined ? {} : { subjectId: accountId }
      const event = { organizationId, actor, action: 'enrolment.reminded', ...subject, facts }
      await appendAuditEvent(transaction, event, now)
    }
    return rows.length
  })
}

export interface Exemption {
  until: Date
  reason: string
}

/** Exempts an account, or, without an exemption, ends the one that it has. Undefined when there is no such account. */
export async function setExemption(
  database: Database,
  account: AccountKey,
  exemption: Exemption | undefined,
  by: string,
  now: Date,
): Promise<Requirement | undefined> {
  const { organizationId, accountId } = account
  return database.query.transaction().execute(async (transaction) => {
    if ((await lockAccount(transaction, account)) === undefined) return undefined
    const changed = await transaction
      .updateTable('accounts')
      .set({
        exempt_until: exemption?.until ?? null,
        exempt_reason: exemption?.reason ?? null,
        exempt_by: exemption === undefined ? null : by,
        exempt_since: exemption === undefined ? null : now,
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .where((or) => (exemption === undefined ? or('exempt_until', 'is not', null) : or.val(true)))
      .executeTakeFirst()
    if (changed.numUpdatedRows === 1n) {
      const event = {
        organizationId,
        actor: { kind: 'account', id: by },
        action: exemption === undefined ? 'user.exemption_ended' : 'user.exempted',
        subjectId: accountId,
        facts:
          exemption === undefined ? {} : { until: exemption.until.toISOString(), reason: exemption.reason },
      } as const
      await appendAuditEvent(transaction, event, now)
    }
    const row = await transaction
      .selectFrom('accounts as a')
      .innerJoin('organizations as o', 'o.id', 'a.organization_id')
      .select(requirementColumns)
      .where('a.organization_id', '=', organizationId)
      .where('a.id', '=', accountId)
      .executeTakeFirstOrThrow()
    return judgeRequirement(row, now)
  })
}
