// What others do to a place, in their own transactions: tell it that there is something else to do, or take it away from
// whoever has it. Within a transaction it comes before the dashboards, so that no two wait for one another.
import { sql, type Kysely, type Transaction } from 'kysely'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { PLACES, placeTopic, PUBLIC_PAGES, type PlaceKey } from './place-topic.ts'

export const placeOf = (organizationId: string, connectionId: string | null): PlaceKey => ({
  organizationId,
  connectionId: connectionId ?? PUBLIC_PAGES,
})

/** Makes the place where there is none yet. Whoever has it hears of it, and whoever waits for one; its rest is over. */
export async function touchPlace(transaction: Transaction<Tables>, key: PlaceKey): Promise<void> {
  await transaction
    .insertInto('capture_places')
    .values({ organization_id: key.organizationId, connection_id: key.connectionId })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'connection_id'])
        .doUpdateSet({ revision: sql<number>`capture_places.revision + 1`, rest_until: null }),
    )
    .execute()
  await signal(transaction, placeTopic(key))
  await signal(transaction, PLACES)
}

export const noPlaceLease = { lease_id: null, lease_runner_id: null, lease_expires_at: null }

/** Whoever signs in has the connection: the runner that makes its pictures hears that it has lost it. */
export async function endPlaceLease(
  transaction: Kysely<Tables>,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<void> {
  const key = { organizationId, connectionId: id }
  const ended = await transaction
    .updateTable('capture_places')
    .set(noPlaceLease)
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .executeTakeFirst()
  if (ended.numUpdatedRows > 0n) await signal(transaction, placeTopic(key))
}
