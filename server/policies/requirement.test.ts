// The requirement, once in TypeScript and once in SQL: both have to say the same of every account.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../database/tables.ts'
import { openDatabase, type Database } from '../database/database.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { isForcedSql, isRequiredSql, judgeRequirement, type RequirementRow } from './requirement.ts'

const now = new Date('2026-11-23T09:00:00Z')
const later = new Date(now.getTime() + 60_000)
const earlier = new Date(now.getTime() - 60_000)
const admin = '01a207a2-0000-7000-8000-000000000001'

const nobody: RequirementRow = {
  role: 'agent',
  requires_second_factor: false,
  second_factor_required_at: null,
  second_factor_required_by: null,
  second_factor_required_reason: null,
  second_factor_grace_until: null,
  exempt_until: null,
  exempt_since: null,
  exempt_by: null,
  exempt_reason: null,
  required_roles: [],
  required_at: null,
  required_by: null,
  required_reason: null,
  required_grace_until: null,
}
const byAccount = { requires_second_factor: true, second_factor_required_at: earlier } as const
const byOrganization: Partial<RequirementRow> = { required_roles: ['agent'], required_at: earlier }
const judge = (row: Partial<RequirementRow>) => judgeRequirement({ ...nobody, ...row }, now)

describe('a requirement', () => {
  test('is optional when nobody says otherwise, and for a role that the policy does not name', () => {
    expect(judge({})).toEqual({ source: 'optional', isForced: false })
    expect(judge({ required_roles: ['admin'] })).toEqual({ source: 'optional', isForced: false })
  })

  test('says by whom, why and since when', () => {
    expect(
      judge({ ...byAccount, second_factor_required_by: admin, second_factor_required_reason: 'Audit' }),
    ).toEqual({ source: 'account', isForced: true, requiredAt: earlier, requiredBy: admin, reason: 'Audit' })
    expect(judge({ ...byOrganization, required_by: admin, required_reason: 'Insurance' })).toEqual({
      source: 'organization',
      isForced: true,
      requiredAt: earlier,
      requiredBy: admin,
      reason: 'Insurance',
    })
  })

  test('waits until its time of grace is over, to the moment', () => {
    const row = { ...nobody, ...byAccount, second_factor_grace_until: later }
    expect(judgeRequirement(row, now)).toMatchObject({ isForced: false, graceUntil: later })
    expect(judgeRequirement(row, later)).toEqual({ source: 'account', isForced: true, requiredAt: earlier })
  })

  test('of two is the one that is forced first, so that grace from one side softens nothing on the other', () => {
    expect(judge({ ...byAccount, second_factor_grace_until: later, ...byOrganization }).source).toBe(
      'organization',
    )
    expect(judge({ ...byAccount, ...byOrganization, required_grace_until: later }).source).toBe('account')
    expect(judge({ ...byAccount, ...byOrganization }).source).toBe('account')
  })

  test('does not hold while an exemption lasts, and holds again by itself when that ends', () => {
    const exempt = { ...nobody, ...byAccount, exempt_until: later, exempt_by: admin, exempt_reason: 'Leave' }
    expect(judgeRequirement(exempt, now)).toEqual({
      source: 'optional',
      isForced: false,
      exemption: { until: later, by: admin, reason: 'Leave' },
    })
    expect(judgeRequirement(exempt, later)).toMatchObject({ source: 'account', isForced: true })
  })
})

describe('in SQL', () => {
  let own: TestDatabase
  let database: Database

  beforeAll(async () => {
    own = await createTestDatabase()
    database = openDatabase(own.connection, { maxConnections: 2, onIdleError: () => undefined })
  })
  afterAll(async () => {
    await database.close()
    await own.drop()
  })

  test('the same accounts are required, and the same are forced', async () => {
    const moment = fc.option(fc.constantFrom(earlier, now, later), { nil: null })
    const role = fc.constantFrom<Role>('admin', 'agent', 'operator')
    const row = fc.record({
      role,
      requires_second_factor: fc.boolean(),
      second_factor_grace_until: moment,
      exempt_until: moment,
      required_roles: fc.uniqueArray(role),
      required_grace_until: moment,
    })
    const text = `
      SELECT ${isForcedSql('$7')} AS is_forced, ${isRequiredSql('$7')} AS is_required
      FROM (SELECT $1::text AS role, $2::boolean AS requires_second_factor,
          $3::timestamptz AS second_factor_grace_until, $4::timestamptz AS exempt_until) a,
        (SELECT $5::text[] AS required_roles, $6::timestamptz AS required_grace_until) o`
    await fc.assert(
      fc.asyncProperty(row, async (given) => {
        const result = await database.pool.query<{ is_forced: boolean; is_required: boolean }>(text, [
          ...Object.values(given),
          now,
        ])
        const judged = judge(given)
        expect(result.rows[0]).toEqual({
          is_forced: judged.isForced,
          is_required: judged.source !== 'optional',
        })
      }),
      { numRuns: 300 },
    )
  })
})
