// Notices: what the owner of an account has to know about it, written in the transaction of what happened.
import type { Transaction } from 'kysely'
import type { noticeKind } from '../../contract/notices.ts'
import type { z } from 'zod'
import type { Tables } from '../database/tables.ts'
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
  await transaction
    .insertInto('notices')
    .values({
      organization_id: notice.organizationId,
      id: makeRowId(randomBytes, now),
      account_id: notice.accountId,
      kind: notice.kind,
      facts: JSON.stringify(notice.facts ?? {}),
      created_at: now,
      mail_to: notice.mailTo ?? null,
    })
    .execute()
}
