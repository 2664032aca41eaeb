// The token of a screen: found by its hash, made anew every day, and ended when a copy of it shows.
//
// The one that comes next is made of the one before by a key of the vault: a screen that did not hear the answer gets the
// same one again, and nobody who has the old one can make the new one.
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import { tellAdmins } from '../notices/tell-admins.store.ts'
import { noteOnWall } from '../overview/wall-notes.store.ts'
import type { Services } from '../services.ts'
import { hashToken } from '../sessions/token.ts'
import type { Vault } from '../vault/vault.ts'
import { screenTopic } from './screen-topic.ts'

export interface ScreenKey {
  organizationId: string
  id: string
}

export interface PairedScreen extends ScreenKey {
  name: string
  /** The one that it called with. */
  token: string
  tokenSince: Date
  /** It is the newest one of which the screen is known to have it. */
  isCurrent: boolean
}

const HOURS_OF_A_TOKEN = 24

/** Requests that were on their way when the new one was first used come with the old one. */
const ON_ITS_WAY_SECONDS = 60

/**
 * A browser writes its cookies down after a while: one whose power went off before that comes back with the old one, when
 * the new one was hardly used and is silent. A copy comes beside the new one, which tells of itself every 20 seconds.
 */
const HARDLY_USED_SECONDS = 120
const SILENT_SECONDS = 30

/** 43 characters of base64url, as every token. */
export function tokenAfter(vault: Vault, secret: string): string {
  return vault.fingerprint('screen token', secret).toString('base64url')
}

const findStatement = {
  name: 'screen_of_token',
  columns: { hash: 'bytea' },
  text: `
    SELECT q.n, s.organization_id, s.id, s.name, s.token_since, s.last_seen_at,
      CASE q.hash WHEN s.token_hash THEN 'current' WHEN s.next_token_hash THEN 'next' ELSE 'previous' END AS which
    FROM asked q
    JOIN screens s ON s.token_hash = q.hash OR s.next_token_hash = q.hash OR s.previous_token_hash = q.hash`,
}

interface Row {
  organization_id: string
  id: string
  name: string
  token_since: Date
  last_seen_at: Date | null
  which: 'current' | 'next' | 'previous'
}

/**
 * The screen of a token; nothing for one that is unknown. With the first use of a new one the old one is over. An old one
 * that comes back later was copied: the screen is unpaired, whoever of the two it is that still has the new one, and the
 * admins are told.
 */
export async function findScreenOfToken(
  services: Pick<Services, 'database' | 'randomBytes'>,
  token: string,
  now: Date,
): Promise<PairedScreen | undefined> {
  const { database } = services
  const hash = hashToken(token)
  const [row] = await database.together<Row>(findStatement, [hash])
  if (row === undefined) return undefined
  const { organization_id: organizationId, id, name, token_since: tokenSince, which } = row
  const screen = { organizationId, id, name, token, tokenSince, isCurrent: which === 'current' }
  if (which === 'current') return screen
  if (which === 'next') {
    await beginToken(database, screen, hash, now)
    return { ...screen, tokenSince: now, isCurrent: true }
  }
  const secondsSince = (moment: Date, until: Date): number => (until.getTime() - moment.getTime()) / 1000
  if (secondsSince(tokenSince, now) < ON_ITS_WAY_SECONDS) return screen
  const lastSeenAt = row.last_seen_at ?? tokenSince
  const wasHardlyUsed = secondsSince(tokenSince, lastSeenAt) < HARDLY_USED_SECONDS
  if (wasHardlyUsed && secondsSince(lastSeenAt, now) > SILENT_SECONDS) {
    await goBack(database, screen, hash)
    return { ...screen, tokenSince: new Date(0), isCurrent: true }
  }
  await endStolen(services, screen, hash, now)
  return undefined
}

/** Of two requests that come with it first, the second one finds it done. */
async function beginToken(
  database: Database,
  { organizationId, id }: ScreenKey,
  hash: Buffer,
  now: Date,
): Promise<void> {
  await database.query
    .updateTable('screens')
    .set((columns) => ({
      token_hash: hash,
      previous_token_hash: columns.ref('token_hash'),
      next_token_hash: null,
      token_since: now,
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('next_token_hash', '=', hash)
    .execute()
}

/** The old one is the one that it has, and the new one is to be given once more. */
async function goBack(database: Database, { organizationId, id }: ScreenKey, hash: Buffer): Promise<void> {
  await database.query
    .updateTable('screens')
    .set((columns) => ({
      token_hash: hash,
      next_token_hash: columns.ref('token_hash'),
      previous_token_hash: null,
      token_since: new Date(0),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('previous_token_hash', '=', hash)
    .execute()
}

async function endStolen(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  { organizationId, id }: ScreenKey,
  hash: Buffer,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const ended = await transaction
      .deleteFrom('screens')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('previous_token_hash', '=', hash)
      .returning('name')
      .executeTakeFirst()
    if (ended === undefined) return
    await signal(transaction, screenTopic(id))
    const notice = { kind: 'screen_token_stolen', facts: { screen: id, name: ended.name } } as const
    await tellAdmins(transaction, randomBytes, organizationId, notice, now)
    const note = { organizationId, what: 'screen_token_stolen', name: ended.name } as const
    await noteOnWall(transaction, note, now)
    const event = {
      organizationId,
      actor: { kind: 'system' },
      action: 'screen.token_stolen',
      facts: { screen: id },
    } as const
    await appendAuditEvent(transaction, event, now)
  })
}

/**
 * The token that a screen is to go on with, once a day; nothing where it keeps the one that it has. The one that it has is
 * good until the new one is used.
 */
export async function renewToken(
  { database, vault }: Pick<Services, 'database' | 'vault'>,
  { organizationId, id, token, tokenSince, isCurrent }: PairedScreen,
  now: Date,
): Promise<string | undefined> {
  if (!isCurrent || now.getTime() - tokenSince.getTime() < HOURS_OF_A_TOKEN * 3_600_000) return undefined
  const next = tokenAfter(vault, token)
  const { numUpdatedRows } = await database.query
    .updateTable('screens')
    .set({ next_token_hash: hashToken(next) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  return numUpdatedRows === 1n ? next : undefined
}

const pairedStatement = {
  name: 'screen_is_paired',
  columns: { organization_id: 'uuid', screen_id: 'uuid' },
  text: `
    SELECT q.n FROM asked q
    JOIN screens s ON s.organization_id = q.organization_id AND s.id = q.screen_id`,
}

/** For what goes on for long: a screen that was unpaired hears no more. */
export async function isScreenPaired(
  database: Database,
  { organizationId, id }: ScreenKey,
): Promise<boolean> {
  return (await database.together(pairedStatement, [organizationId, id])).length > 0
}
