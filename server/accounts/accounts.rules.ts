// What admins do with the users of their organization.
import type { z } from 'zod'
import type { accountRoutes } from '../../contract/accounts.ts'
import { AppError } from '../app-error.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { hasFreshProof, type Caller } from '../sessions/caller.ts'
import { momentWithinAYear } from '../policies/within-a-year.ts'
import { changeUser, deleteUser, type UserChange } from './account-changes.store.ts'
import { addUser, type User } from './accounts.store.ts'
import { emailKey } from './email-key.ts'
import { makeInvitationLink } from './invitation-link.ts'
import { refuseBadPassword } from './new-password.ts'

type NewUserInput = z.output<(typeof accountRoutes)['POST /api/v1/users']['body']>
type ChangeInput = z.output<(typeof accountRoutes)['PATCH /api/v1/users/{id}']['body']>

/** Whatever opens an account to somebody else, or gives it rights: a session that lies about is not enough (ASVS 7.5.1). */
function opensAnAccount(input: ChangeInput): boolean {
  const { email, role, isHelpDesk, requireSecondFactor, graceUntil, disabled } = input
  return (
    email !== undefined ||
    role !== undefined ||
    isHelpDesk === true ||
    requireSecondFactor === false ||
    (graceUntil !== undefined && graceUntil !== null) ||
    disabled === false
  )
}

export async function createUser(services: Services, caller: Caller, input: NewUserInput, now: Date) {
  const { email, name = '', role, password, isHelpDesk } = input
  if ((role === 'admin' || isHelpDesk) && !hasFreshProof(caller, now)) {
    throw new AppError('access.step_up_required')
  }
  if (isHelpDesk && role !== 'agent') throw new AppError('user.help_desk_is_for_agents')
  const graceUntil = momentWithinAYear(input.graceUntil, now, 'policy.grace_out_of_range')
  if (password !== undefined) {
    refuseBadPassword(password, { email, name, organizationName: caller.organization.name })
  }
  const passwordHash = password === undefined ? undefined : await services.hasher.hash(password)
  const link = password === undefined ? makeInvitationLink(services, now) : undefined
  const user = await addUser(
    services.database,
    {
      organizationId: caller.organization.id,
      id: makeRowId(services.randomBytes, now),
      email,
      emailKey: emailKey(email),
      name,
      role,
      passwordHash,
      isHelpDesk,
      requirement: input.requireSecondFactor ? { reason: input.requirementReason, graceUntil } : undefined,
      addedBy: caller.account.id,
      invitation: link,
    },
    now,
  )
  if (user === undefined) throw new AppError('user.email_taken')
  if (link === undefined) return user
  return { ...user, invitation: { url: link.url, expiresAt: link.expiresAt.toISOString() } }
}

export async function editUser(
  { database, randomBytes }: Services,
  caller: Caller,
  id: string,
  input: ChangeInput,
  now: Date,
): Promise<User> {
  if (opensAnAccount(input) && !hasFreshProof(caller, now)) throw new AppError('access.step_up_required')
  const isYourself = id === caller.account.id
  if (isYourself && (input.disabled === true || input.role === 'agent'))
    throw new AppError('user.is_yourself')
  const graceUntil = momentWithinAYear(input.graceUntil, now, 'policy.grace_out_of_range')
  const isRequired = input.requireSecondFactor
  const change: UserChange = {
    ...(input.email === undefined ? {} : { email: input.email, emailKey: emailKey(input.email) }),
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.role === undefined ? {} : { role: input.role }),
    ...(input.isHelpDesk === undefined ? {} : { isHelpDesk: input.isHelpDesk }),
    ...(isRequired === undefined
      ? {}
      : { requirement: { isRequired, reason: input.requirementReason, graceUntil } }),
    ...(input.disabled === undefined ? {} : { isDisabled: input.disabled }),
  }
  const account = { organizationId: caller.organization.id, accountId: id }
  const outcome = await changeUser(
    { database, randomBytes, changedBy: caller.account.id, now },
    account,
    change,
  )
  if (typeof outcome === 'string') throw new AppError(`user.${outcome}`)
  return outcome.user
}

export async function removeUser(
  { database }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<void> {
  if (id === caller.account.id) throw new AppError('user.is_yourself')
  const account = { organizationId: caller.organization.id, accountId: id }
  const outcome = await deleteUser({ database, changedBy: caller.account.id, now }, account)
  if (outcome !== 'deleted') throw new AppError(`user.${outcome}`)
}
