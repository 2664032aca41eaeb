// Pairings in the database: codes as keyed hashes, for ten minutes each, and only so many at a time.
import { sql, type Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'

/** What is signalled when somebody has paired the screen that waits. */
export const pairingTopic = (pollHash: Buffer): string => `pairing ${pollHash.toString('base64url')}`

/** An office that is fitted out behind one address has room; one that floods us has none. */
const MOST_OF_AN_ADDRESS = 100
const MOST_AT_ALL = 10_000

export interface NewPairing {
  codeHash: Buffer
  pollHash: Buffer
  displayedName: string
  userAgent: string
  address: string
  addressKey: string
  width: number | undefined
  height: number | undefined
  pixelRatio: number | undefined
  expiresAt: Date
}

/** Those who ask at the same moment come one after the other, so that no burst is beyond the bounds. */
export async function addPairing(
  database: Database,
  pairing: NewPairing,
  now: Date,
): Promise<'added' | 'too_many' | 'code_taken'> {
  return database.query.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('countersign screen pairings'))`.execute(transaction)
    await transaction.deleteFrom('screen_pairings').where('expires_at', '<=', now).execute()
    const { atAll, ofAddress } = await transaction
      .selectFrom('screen_pairings')
      .select((count) => count.fn.countAll<number>().as('atAll'))
      .select(sql<number>`count(*) FILTER (WHERE address_key = ${pairing.addressKey})`.as('ofAddress'))
      .where('screen_id', 'is', null)
      .executeTakeFirstOrThrow()
    if (atAll >= MOST_AT_ALL || ofAddress >= MOST_OF_AN_ADDRESS) return 'too_many'
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('screen_pairings')
      .values({
        code_hash: pairing.codeHash,
        poll_hash: pairing.pollHash,
        displayed_name: pairing.displayedName,
        user_agent: pairing.userAgent,
        address: pairing.address,
        address_key: pairing.addressKey,
        width: pairing.width ?? null,
        height: pairing.height ?? null,
        pixel_ratio: pairing.pixelRatio ?? null,
        created_at: now,
        expires_at: pairing.expiresAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n ? 'added' : 'code_taken'
  })
}

export interface OpenPairing {
  displayedName: string
  userAgent: string
  address: string
  expiresAt: Date
}

/** One that nobody has paired yet. */
export async function findOpenPairing(
  database: Database,
  codeHash: Buffer,
  now: Date,
): Promise<OpenPairing | undefined> {
  return database.query
    .selectFrom('screen_pairings')
    .select(['displayed_name as displayedName', 'user_agent as userAgent', 'address'])
    .select('expires_at as expiresAt')
    .where('code_hash', '=', codeHash)
    .where('screen_id', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Of two admins who pair it at once, of one organization or of two, the second one finds no such code any more. */
export async function takePairing(
  transaction: Transaction<Tables>,
  codeHash: Buffer,
  { organizationId, id }: { organizationId: string; id: string },
  now: Date,
): Promise<Tables['screen_pairings'] | undefined> {
  const taken = await transaction
    .updateTable('screen_pairings')
    .set({ organization_id: organizationId, screen_id: id })
    .where('code_hash', '=', codeHash)
    .where('screen_id', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  if (taken === undefined) return undefined
  await signal(transaction, pairingTopic(taken.poll_hash))
  return taken as unknown as Tables['screen_pairings']
}

/**
 * How it stands for the screen that waits. Paired: its token is good from now on, and as long as it has not used it the
 * answer is the same; afterwards the pairing is over.
 */
export async function collectPairing(
  database: Database,
  pollHash: Buffer,
  tokenHash: Buffer,
  now: Date,
): Promise<'waiting' | 'paired' | 'over'> {
  return database.query.transaction().execute(async (transaction) => {
    const pairing = await transaction
      .selectFrom('screen_pairings')
      .select(['organization_id', 'screen_id'])
      .where('poll_hash', '=', pollHash)
      .where('expires_at', '>', now)
      .forUpdate()
      .executeTakeFirst()
    if (pairing === undefined) return 'over'
    const { organization_id: organizationId, screen_id: id } = pairing
    if (organizationId === null || id === null) return 'waiting'
    const { numUpdatedRows } = await transaction
      .updateTable('screens')
      .set({ token_hash: tokenHash, token_since: now })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('last_seen_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) return 'paired'
    await transaction.deleteFrom('screen_pairings').where('poll_hash', '=', pollHash).execute()
    return 'over'
  })
}
