// What admins do with the connections of their organization.
import type { z } from 'zod'
import type { connectionRoutes } from '../../contract/connections.ts'
import { AppError } from '../app-error.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf, hasFreshProof, type Caller } from '../sessions/caller.ts'
import {
  addConnection,
  changeConnection,
  deleteConnection,
  findConnection,
  type Connection,
  type SealedValues,
} from './connections.store.ts'
import type { Intake } from '../secrets/intake.rules.ts'
import { readSecret } from './read-secret.ts'
import { sealPassword, sealSecret, type ConnectionKey } from './sealed-login.ts'
import { areSafeBeside, spellOrigins } from './sign-in-origins.ts'

type NewConnectionInput = z.output<(typeof connectionRoutes)['POST /api/v1/connections']['body']>
type ChangeInput = z.output<(typeof connectionRoutes)['PATCH /api/v1/connections/{id}']['body']>

export async function createConnection(
  services: Services,
  caller: Caller,
  { service, name, url, signInOrigins, username, password, secret }: NewConnectionInput,
  now: Date,
): Promise<Connection> {
  requireKnownService(services, service)
  const where = { url, sign_in_origins: spellOrigins(signInOrigins) }
  if (!areSafeBeside(where)) throw new AppError('connection.origin_not_https')
  const key = { organizationId: caller.organization.id, id: makeRowId(services.randomBytes, now) }
  return addConnection({ database: services.database, by: actorOf(caller), now }, key, {
    service,
    name,
    ...where,
    username,
    ...sealedPassword(services, key, password),
    ...(await sealedSecret(services, key, secret ?? null)),
  })
}

/**
 * What is stored is typed at the url, at the origins that are named beside it, and at those of the service's pack.
 * Whoever found an open session could have it typed at an address of his own, and read there what no answer tells: so
 * each of the three asks for a fresh proof.
 */
export async function editConnection(
  services: Services,
  caller: Caller,
  id: string,
  input: ChangeInput,
  now: Date,
): Promise<Connection> {
  const { service, name, url, signInOrigins, username, password, secret } = input
  if (service !== undefined) requireKnownService(services, service)
  const saysWhere = service !== undefined || url !== undefined || signInOrigins !== undefined
  if (saysWhere && !hasFreshProof(caller, now)) throw new AppError('access.step_up_required')
  const key = { organizationId: caller.organization.id, id }
  const values = {
    ...(service === undefined ? {} : { service }),
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(signInOrigins === undefined ? {} : { sign_in_origins: spellOrigins(signInOrigins) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : sealedPassword(services, key, password)),
    ...(secret === undefined ? {} : await sealedSecret(services, key, secret)),
  }
  const fields = Object.entries(input).flatMap(([field, value]) => (value === undefined ? [] : [field]))
  const write = { database: services.database, by: actorOf(caller), now }
  // A change of nothing is none, and leaves no event.
  const changed =
    fields.length === 0
      ? ((await findConnection(services.database, key, caller.account.id)) ?? 'not_found')
      : await changeConnection(write, key, values, fields)
  if (typeof changed === 'string') throw new AppError(`connection.${changed}`)
  return changed
}

function requireKnownService({ servicePacks }: Services, service: string): void {
  if (servicePacks.find(service) === undefined) throw new AppError('connection.unknown_service')
}

export async function removeConnection(
  { database }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<void> {
  const key = { organizationId: caller.organization.id, id }
  if (await deleteConnection({ database, by: actorOf(caller), now }, key)) return
  throw new AppError('connection.not_found')
}

function sealedPassword(
  { vault }: Services,
  key: ConnectionKey,
  password: string | null,
): Pick<SealedValues, 'sealed_password'> {
  return { sealed_password: password === null ? null : sealPassword(vault, password, key) }
}

/** @throws {AppError} with a code `secret.…` */
async function sealedSecret(
  { vault }: Services,
  key: ConnectionKey,
  given: string | Intake | null,
): Promise<Omit<SealedValues, 'sealed_password'>> {
  const secret = given === null ? undefined : await readSecret(given)
  return {
    sealed_secret: secret === undefined ? null : sealSecret(vault, secret, key),
    secret_issuer: secret?.issuer ?? null,
    secret_account: secret?.account ?? null,
    secret_digits: secret?.digits ?? null,
    secret_period_seconds: secret?.periodSeconds ?? null,
    secret_algorithm: secret?.algorithm ?? null,
  }
}
