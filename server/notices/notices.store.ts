// Notices: what the owner of an account has to know about it, written in the transaction of what happened.
import type { Transaction } from 'kysely'
import type { noticeKind } from '../../contract/notices.ts'
import type { z } from 'zod'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import { makeRowId } from '../row-id.ts'
import type { RandomBytes } from '../sessions/token.ts'

export interface NewNotice {
  organizationId: string
  accountId: string
  kind: z.output<typeof noticeKind>
  /** What the sentence needs, such as the device in words; never a secret. */
  facts?: Record<string, string>
  /** Another address than the account's present one, such as the one it had before. */
  mailTo?: string
}

export async function addNotice(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  notice: NewNotice,
  now: Date,
): Promise<void> {
  await addNotices(transaction, randomBytes, [notice], now)
}

/** A statement has 65,535 parameters at most. */
const ROWS_OF_A_STATEMENT = 500

/** Many at once, as to everybody in an organization: one by one, ten thousand took twenty seconds under its lock. */
export async function addNotices(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  notices: readonly NewNotice[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < notices.length; from += ROWS_OF_A_STATEMENT) {
    const rows = notices.slice(from, from + ROWS_OF_A_STATEMENT).map((notice) => ({
      organization_id: notice.organizationId,
      id: makeRowId(randomBytes, now),
      account_id: notice.accountId,
      kind: notice.kind,
      facts: JSON.stringify(notice.facts ?? {}),
      created_at: now,
      mail_to: notice.mailTo ?? null,
      is_for_owner: notice.mailTo === undefined,
    }))
    await transaction.insertInto('notices').values(rows).execute()
  }
}

export interface Notice {
  id: string
  kind: NewNotice['kind']
  facts: Record<string, string>
  created_at: Date
  read_at: Date | null
}

/** Newest first, with how many are unread. What is for another address than the present one is no notice to show. */
export async function listNotices(
  database: Database,
  { organizationId, accountId }: { organizationId: string; accountId: string },
  page: { after: MomentCursor | undefined; limit: number },
): Promise<{ notices: Notice[]; unread: number }> {
  const { after } = page
  let query = database.query
    .selectFrom('notices')
    .select(['id', 'kind', 'facts', 'created_at', 'read_at'])
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('is_for_owner', '=', true)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (after !== undefined) {
    query = query.where((row) => row(row.refTuple('created_at', 'id'), '<', row.tuple(after.at, after.id)))
  }
  const [rows, counted] = await Promise.all([
    query.execute(),
    database.query
      .selectFrom('notices')
      .select((count) => count.fn.countAll<number>().as('unread'))
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('is_for_owner', '=', true)
      .where('read_at', 'is', null)
      .executeTakeFirstOrThrow(),
  ])
  return { notices: rows as Notice[], unread: counted.unread }
}

export async function markNoticesRead(
  database: Database,
  { organizationId, accountId }: { organizationId: string; accountId: string },
  now: Date,
): Promise<void> {
  await database.query
    .updateTable('notices')
    .set({ read_at: now })
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('read_at', 'is', null)
    .execute()
}
