// Everything that is kept about one account, for its owner; no secret, and nothing of anybody else.
import type { Database } from '../database/database.ts'
import { listHistory } from '../history/history.store.ts'
import { countRecoveryCodes } from '../recovery/recovery.store.ts'
import { listAuthenticators } from '../totp/totp.store.ts'
import type { AccountKey } from './lock-account.store.ts'

const MOST_ROWS = 100_000

export async function readOwnData(database: Database, key: AccountKey): Promise<Record<string, unknown>> {
  const { organizationId, accountId } = key
  const [account, authenticators, recoveryCodesLeft, trustedDevices, grants, signIns, notices, auditEvents] =
    await Promise.all([
      database.query
        .selectFrom('accounts as a')
        .innerJoin('organizations as o', 'o.id', 'a.organization_id')
        .select([
          'a.id',
          'a.email',
          'a.name',
          'a.role',
          'a.created_at',
          'a.last_sign_in_at',
          'a.password_changed_at',
        ])
        .select(['a.enrolled_at', 'o.name as organization'])
        .where('a.organization_id', '=', organizationId)
        .where('a.id', '=', accountId)
        .executeTakeFirstOrThrow(),
      listAuthenticators(database, organizationId, accountId),
      countRecoveryCodes(database, organizationId, accountId),
      database.query
        .selectFrom('trusted_devices')
        .select(['user_agent', 'address', 'trusted_at', 'last_used_at', 'expires_at'])
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .execute(),
      database.query
        .selectFrom('connection_grants as g')
        .innerJoin('connections as c', (join) =>
          join.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.connection_id'),
        )
        .select(['c.id', 'c.name', 'g.may', 'g.granted_at'])
        .where('g.organization_id', '=', organizationId)
        .where('g.account_id', '=', accountId)
        .execute(),
      listHistory(database, { organizationId, accountId }, { after: undefined, limit: MOST_ROWS }),
      database.query
        .selectFrom('notices')
        .select(['kind', 'facts', 'created_at', 'read_at'])
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .orderBy('created_at')
        .execute(),
      database.query
        .selectFrom('audit_events')
        .select(['sequence', 'at', 'action', 'facts'])
        .where('organization_id', '=', organizationId)
        .where((or) => or.or([or('subject_id', '=', accountId), or('actor_id', '=', accountId)]))
        .orderBy('sequence')
        .execute(),
    ])
  return { account, authenticators, recoveryCodesLeft, trustedDevices, grants, signIns, notices, auditEvents }
}
