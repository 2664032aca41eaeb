// What helps whoever is to help: how a user can prove the second factor now, and what is open. Never a code or a seed.
import type { AccountKey } from '../accounts/lock-account.store.ts'
import type { Database } from '../database/database.ts'
import { countRecoveryCodes } from '../recovery/recovery.store.ts'
import { tellTrustedDevice } from '../sessions/tell-trusted-device.ts'
import { listTrustedDevices } from '../sessions/trusted-devices.store.ts'
import { listAuthenticators, type Authenticator } from '../totp/totp.store.ts'

export interface UserInDetail {
  authenticators: Authenticator[]
  recoveryCodesLeft: number
  openSessions: number
  trustedDevices: ReturnType<typeof tellTrustedDevice>[]
  bypassCode?: { expiresAt: string; createdBy: string; reason: string }
}

export async function readInDetail(
  database: Database,
  { organizationId, accountId }: AccountKey,
  now: Date,
): Promise<UserInDetail> {
  const [authenticators, recoveryCodesLeft, open, bypass, trusted] = await Promise.all([
    listAuthenticators(database, organizationId, accountId),
    countRecoveryCodes(database, organizationId, accountId),
    database.query
      .selectFrom('sessions')
      .select((count) => count.fn.countAll<number>().as('sessions'))
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow(),
    database.query
      .selectFrom('bypass_codes')
      .select(['expires_at', 'created_by', 'reason'])
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('expires_at', '>', now)
      .executeTakeFirst(),
    listTrustedDevices(database, { organizationId, accountId }, null, now),
  ])
  return {
    authenticators,
    recoveryCodesLeft,
    openSessions: open.sessions,
    trustedDevices: trusted.map(tellTrustedDevice),
    ...(bypass === undefined
      ? {}
      : {
          bypassCode: {
            expiresAt: bypass.expires_at.toISOString(),
            createdBy: bypass.created_by,
            reason: bypass.reason,
          },
        }),
  }
}
