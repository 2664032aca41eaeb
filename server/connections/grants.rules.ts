// What admins do with the grants of a connection.
import type { z } from 'zod'
import type { grantRoutes } from '../../contract/grants.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { AppError } from '../app-error.ts'
import type { Services } from '../services.ts'
import { actorOf, hasFreshProof, type Caller } from '../sessions/caller.ts'
import { removeGrant, setGrant, type Grant } from './grants.store.ts'

type GrantInput = z.output<(typeof grantRoutes)['POST /api/v1/connections/{id}/grants']['body']>

const refusals = {
  no_connection: 'connection.not_found',
  no_account: 'user.not_found',
  is_admin: 'connection.admin_needs_no_grant',
} as const satisfies Record<string, ErrorCode>

/** A code asks for a fresh proof, and so does letting somebody else have codes. */
export async function giveGrant(
  { database }: Services,
  caller: Caller,
  connectionId: string,
  { accountId, may }: GrantInput,
  now: Date,
): Promise<Grant> {
  if (may === 'reveal' && !hasFreshProof(caller, now)) throw new AppError('access.step_up_required')
  const connection = { organizationId: caller.organization.id, id: connectionId }
  const given = await setGrant({ database, by: actorOf(caller), now }, connection, { accountId, may })
  if (typeof given === 'string') throw new AppError(refusals[given])
  return given
}

export async function takeGrantBack(
  { database }: Services,
  caller: Caller,
  { id, accountId }: { id: string; accountId: string },
  now: Date,
): Promise<void> {
  const connection = { organizationId: caller.organization.id, id }
  if (await removeGrant({ database, by: actorOf(caller), now }, connection, accountId)) return
  throw new AppError('connection.grant_not_found')
}
