// What admins do with the targets of alerts.
import type { z } from 'zod'
import { OLD_WEBHOOK_SECRET_HOURS, type alertRoutes } from '../../contract/alerts.ts'
import { AppError } from '../app-error.ts'
import { countPasswordFailure, passwordBudgetKeys } from '../budgets/password-budget.store.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import {
  addTarget,
  placeOfTarget,
  queueTest,
  readSealedSecret,
  replaceSecret,
  type AlertTarget,
  type TargetKey,
} from './alert-targets.store.ts'
import { WEBHOOK_SECRET_BYTES, writeWebhookSecret } from './webhook.ts'

type NewTarget = z.output<(typeof alertRoutes)['POST /api/v1/alert-targets']['body']>
export type TargetWithSecret = AlertTarget & { secret?: string }

export async function makeTarget(
  { database, vault, mailer, randomBytes }: Services,
  caller: Caller,
  { url, address, about }: NewTarget,
  now: Date,
): Promise<TargetWithSecret> {
  const key: TargetKey = { organizationId: caller.organization.id, id: makeRowId(randomBytes, now) }
  if (url === undefined && mailer === undefined) throw new AppError('alert.no_mail_server')
  const secret = url === undefined ? undefined : randomBytes(WEBHOOK_SECRET_BYTES)
  const target = await addTarget(
    { database, by: actorOf(caller), now },
    {
      ...key,
      kind: url === undefined ? 'mail' : 'webhook',
      host: url === undefined ? undefined : new URL(url).host,
      sealedUrl:
        url === undefined ? undefined : vault.seal(Buffer.from(url), placeOfTarget(key, 'sealed_url')),
      sealedSecret:
        secret === undefined ? undefined : vault.seal(secret, placeOfTarget(key, 'sealed_secret')),
      address,
      about,
    },
  )
  if (target === undefined) throw new AppError('alert.too_many_targets')
  return { ...target, ...(secret === undefined ? {} : { secret: writeWebhookSecret(secret) }) }
}

export async function makeNewSecret(
  { database, vault, randomBytes }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<TargetWithSecret> {
  const key: TargetKey = { organizationId: caller.organization.id, id }
  const was = await readSealedSecret(database, key)
  if (was === undefined) throw new AppError('alert.target_not_found')
  const old = vault.open(was, placeOfTarget(key, 'sealed_secret'))
  const secret = randomBytes(WEBHOOK_SECRET_BYTES)
  const target = await replaceSecret({ database, by: actorOf(caller), now }, key, {
    was,
    sealedOld: vault.seal(old, placeOfTarget(key, 'sealed_old_secret')),
    sealed: vault.seal(secret, placeOfTarget(key, 'sealed_secret')),
    oldUntil: new Date(now.getTime() + OLD_WEBHOOK_SECRET_HOURS * 3_600_000),
  })
  if (target === undefined) throw new AppError('alert.target_not_found')
  return { ...target, secret: writeWebhookSecret(secret) }
}

/** Within a budget of the organization: nobody uses this server to fill somebody else's mailbox. */
export async function sendTest(
  { database, vault, randomBytes }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<AlertTarget> {
  const { id: organizationId } = caller.organization
  const keys = passwordBudgetKeys(
    vault,
    `alert tests of ${organizationId}`,
    `alert tests in ${organizationId}`,
  )
  if (!(await countPasswordFailure(database, keys, false, now))) {
    throw new AppError('alert.too_many_tests', { retryAfterSeconds: 60 })
  }
  const target = await queueTest({ database, by: actorOf(caller), now }, randomBytes, { organizationId, id })
  if (target === undefined) throw new AppError('alert.target_not_found')
  return target
}
