// What admins do with the users of their organization.
import type { z } from 'zod'
import type { accountRoutes } from '../../contract/accounts.ts'
import { AppError } from '../app-error.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { addUser, changeUser, deleteUser, type User, type UserChange } from './accounts.store.ts'
import { emailKey } from './email-key.ts'
import { makeInvitationLink } from './invitation-link.ts'
import { refuseBadPassword } from './new-password.ts'

type NewUserInput = z.output<(typeof accountRoutes)['POST /api/v1/users']['body']>
type ChangeInput = z.output<(typeof accountRoutes)['PATCH /api/v1/users/{id}']['body']>

export async function createUser(services: Services, caller: Caller, input: NewUserInput, now: Date) {
  const { email, name = '', role, password, requireSecondFactor } = input
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
      requiresSecondFactor: requireSecondFactor,
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
  { database }: Services,
  caller: Caller,
  id: string,
  input: ChangeInput,
  now: Date,
): Promise<User> {
  const isYourself = id === caller.account.id
  if (isYourself && (input.disabled === true || input.role === 'agent'))
    throw new AppError('user.is_yourself')
  const change: UserChange = {
    ...(input.email === undefined ? {} : { email: input.email, emailKey: emailKey(input.email) }),
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.role === undefined ? {} : { role: input.role }),
    ...(input.requireSecondFactor === undefined ? {} : { requiresSecondFactor: input.requireSecondFactor }),
    ...(input.disabled === undefined ? {} : { isDisabled: input.disabled }),
  }
  const outcome = await changeUser(database, caller.organization.id, id, change, caller.account.id, now)
  if (typeof outcome === 'string') throw new AppError(`user.${outcome}`)
  return outcome.user
}

export async function removeUser({ database }: Services, caller: Caller, id: string): Promise<void> {
  if (id === caller.account.id) throw new AppError('user.is_yourself')
  const outcome = await deleteUser(database, caller.organization.id, id)
  if (outcome !== 'deleted') throw new AppError(`user.${outcome}`)
}
