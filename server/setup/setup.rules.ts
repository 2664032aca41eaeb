// The setup: who holds the printed token makes the first organization and becomes its admin, once.
import type { z } from 'zod'
import type { setupRoutes } from '../../contract/setup.ts'
import { emailKey } from '../accounts/email-key.ts'
import { refuseBadPassword } from '../accounts/new-password.ts'
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession, type NewSession } from '../sessions/new-session.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import { isSetUp, setUpOnce } from './setup.store.ts'

type Input = z.output<(typeof setupRoutes)['POST /api/v1/setup']['body']>

export async function setUp(services: Services, facts: RequestFacts, input: Input): Promise<NewSession> {
  const { database, hasher, setupToken, randomBytes } = services
  // Asked before anything is hashed: after the setup this address costs nothing and tells nothing.
  if (await isSetUp(database)) throw new AppError('setup.already_done')
  const find = () => Promise.resolve(setupToken.matches(input.token) ? true : undefined)
  await findByToken(services, facts, 'setup', find, 'setup.token_wrong')
  const { email, name = '', organizationName } = input
  refuseBadPassword(input.password, { email, name, organizationName })
  const passwordHash = await hasher.hash(input.password)
  const session = prepareSession(services, facts, 'web')
  const admin = {
    organizationId: makeRowId(randomBytes, facts.now),
    organizationName,
    accountId: makeRowId(randomBytes, facts.now),
    email,
    emailKey: emailKey(email),
    name,
    passwordHash,
  }
  if (!(await setUpOnce(database, admin, session, facts))) throw new AppError('setup.already_done')
  return session
}
