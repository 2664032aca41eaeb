// Targets of alerts with a marked address and marked secrets: a webhook's address is often all that it takes to write
// there.
import { randomBytes } from 'node:crypto'
import { deliverAlert } from '../alerts/deliver-alert.ts'
import type { Canary } from './canary.ts'
import type { TestApp } from './test-app.ts'

/** Stops where the tables are to be searched: while the target is there, and when it is gone. */
export async function* walkAlerts(canary: Canary, app: TestApp, cookie: string): AsyncGenerator<void> {
  const as = { cookie }
  const path = canary.mark('the path of a webhook', `canary-${randomBytes(12).toString('hex')}`)
  const add = (body: object) => canary.ask('POST /api/v1/alert-targets', body, as)
  await add({ url: `https://wall:${path}@hooks.example/` })
  // Nothing of the network that it is in is asked (see post-webhook.security.test.ts).
  const added = await add({ url: `https://127.0.0.1:1/${path}` })
  const { id, secret } = added.body as { id: string; secret: string }
  canary.mark('the secret of a webhook', secret, 'in the last answer')
  await canary.ask('GET /api/v1/alert-targets', undefined, as)
  const about = { ...as, id }
  await canary.ask('PATCH /api/v1/alert-targets/{id}', { about: ['screen'] }, about)
  await canary.ask('POST /api/v1/alert-targets/{id}/test', {}, about)
  const changed = await canary.ask('POST /api/v1/alert-targets/{id}/secret', {}, about)
  canary.mark(
    'another secret of a webhook',
    (changed.body as { secret: string }).secret,
    'in the last answer',
  )
  const deliveries = await app.database.query
    .selectFrom('alert_deliveries')
    .select(['organization_id as organizationId', 'id as deliveryId'])
    .execute()
  for (const key of deliveries) await deliverAlert(app.services, key, app.now())
  yield
  await canary.ask('DELETE /api/v1/alert-targets/{id}', undefined, about)
  await canary.ask('DELETE /api/v1/alert-targets/{id}', undefined, about)
  yield
}
