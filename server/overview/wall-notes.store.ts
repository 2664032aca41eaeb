// Notes of what happened on the wall, written in the transaction of what they tell.
import type { Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { overviewTopic } from './overview-topic.ts'

export interface WallNote {
  organizationId: string
  what: Tables['wall_notes']['what']
  /** Of the screen, or the text of the message; empty for a picture alone. */
  name: string
  screenId?: string
}

/** Less than a message may have: it is a line in a list. */
const MOST_LETTERS = 120

export async function noteOnWall(
  transaction: Transaction<Tables>,
  { organizationId, what, name, screenId }: WallNote,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('wall_notes')
    .values({
      organization_id: organizationId,
      at: now,
      what,
      name: shortened(name),
      screen_id: screenId ?? null,
    })
    .execute()
  await signal(transaction, overviewTopic(organizationId))
}

function shortened(text: string): string {
  const letters = [...text]
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`
}

const NOTE_DAYS = 30

export async function forgetWallNotes(database: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - NOTE_DAYS * 86_400_000)
  await database.query.deleteFrom('wall_notes').where('at', '<', before).execute()
}
