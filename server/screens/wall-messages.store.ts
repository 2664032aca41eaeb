// Messages on screens, in the database. Which screens are meant is kept as it was said.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { wallMessage } from '../../contract/screens.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { noteOnWall } from '../overview/wall-notes.store.ts'
import { messageIsMeantSql } from './message-of-screen.ts'
import { screenTopic } from './screen-topic.ts'
import type { Which } from './screens.store.ts'

export type WallMessage = z.input<typeof wallMessage>

function selectMessages(query: Kysely<Tables>, organizationId: string, now: Date) {
  return query
    .selectFrom('wall_messages as m')
    .select(['m.id', 'm.level', 'm.text', 'm.made_by', 'm.made_at', 'm.ends_at'])
    .select(sql<boolean>`m.picture IS NOT NULL`.as('has_picture'))
    .select(sql<number>`(SELECT count(*) FROM screens s WHERE ${sql.raw(messageIsMeantSql)})`.as('screens'))
    .where('m.organization_id', '=', organizationId)
    .where((where) => where.or([where('m.ends_at', 'is', null), where('m.ends_at', '>', now)]))
}

type Row = Awaited<ReturnType<ReturnType<typeof selectMessages>['execute']>>[number]

function toMessage(row: Row): WallMessage {
  return {
    id: row.id,
    level: row.level,
    text: row.text,
    hasPicture: row.has_picture,
    screens: row.screens,
    by: row.made_by,
    at: row.made_at.toISOString(),
    ...(row.ends_at === null ? {} : { endsAt: row.ends_at.toISOString() }),
  }
}

/** Newest first. */
export async function listMessages(
  database: Database,
  organizationId: string,
  now: Date,
): Promise<WallMessage[]> {
  const rows = await selectMessages(database.query, organizationId, now)
    .orderBy('m.made_at', 'desc')
    .orderBy('m.id', 'desc')
    .execute()
  return rows.map(toMessage)
}

export interface NewMessage {
  level: WallMessage['level']
  text: string
  picture: { bytes: Buffer; address: string } | undefined
  which: Which
  endsAt: Date | undefined
}

export async function addMessage(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
  { level, text, picture, which, endsAt }: NewMessage,
  by: Actor & { id: string },
  now: Date,
): Promise<WallMessage> {
  return database.query.transaction().execute(async (transaction) => {
    // Those that are over are of no use to anybody, and may hold a picture each.
    await transaction
      .deleteFrom('wall_messages')
      .where('organization_id', '=', organizationId)
      .where('ends_at', '<=', now)
      .execute()
    await transaction
      .insertInto('wall_messages')
      .values({
        organization_id: organizationId,
        id,
        level,
        text,
        picture: picture?.bytes ?? null,
        picture_address: picture?.address ?? null,
        for_all: which.all === true,
        screen_ids: which.screens ?? [],
        tags: which.tags ?? [],
        made_by: by.id,
        made_at: now,
        ends_at: endsAt ?? null,
      })
      .execute()
    await signalScreens(transaction, { organizationId, id })
    const facts = { message: id, level }
    await noteOnWall(transaction, { organizationId, what: 'message_shown', name: text }, now)
    const event = { organizationId, actor: by, action: 'wall_message.shown', facts }
    await appendAuditEvent(transaction, event, now)
    const row = await selectMessages(transaction, organizationId, now)
      .where('m.id', '=', id)
      .executeTakeFirstOrThrow()
    return toMessage(row)
  })
}

async function signalScreens(
  transaction: Transaction<Tables>,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<void> {
  const screens = await sql<{ id: string }>`
    SELECT s.id FROM screens s JOIN wall_messages m ON ${sql.raw(messageIsMeantSql)}
    WHERE m.organization_id = ${organizationId} AND m.id = ${id}`.execute(transaction)
  for (const screen of screens.rows) await signal(transaction, screenTopic(screen.id))
}

/** False for one that is not there, or is over. */
export async function takeBackMessage(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
  by: Actor,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    await signalScreens(transaction, { organizationId, id })
    const gone = await transaction
      .deleteFrom('wall_messages')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .returning(['ends_at', 'text'])
      .executeTakeFirst()
    if (gone === undefined) return false
    if (gone.ends_at !== null && gone.ends_at <= now) return false
    await noteOnWall(transaction, { organizationId, what: 'message_taken_back', name: gone.text }, now)
    const event = { organizationId, actor: by, action: 'wall_message.taken_back', facts: { message: id } }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}
