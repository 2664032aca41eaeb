// The job that mails a notice. Run once more for a notice that was mailed, it does nothing.
import { noticeKind } from '../../contract/notices.ts'
import type { Services } from '../services.ts'
import { deliver } from './mailer.ts'
import { paragraphsOf } from './notice-letters.ts'
import { writeMail } from './write-mail.ts'

export async function mailNotice(
  services: Services,
  { organizationId, noticeId }: { organizationId: string; noticeId: string },
  now: Date,
): Promise<void> {
  const { database, mailer, settings } = services
  if (mailer === undefined) return
  const row = await database.query
    .selectFrom('notices as n')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'n.organization_id').onRef('a.id', '=', 'n.account_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'n.organization_id')
    .select(['n.kind', 'n.facts', 'n.mail_to', 'n.created_at', 'a.email', 'o.name as organization'])
    .where('n.organization_id', '=', organizationId)
    .where('n.id', '=', noticeId)
    .where('n.mailed_at', 'is', null)
    .executeTakeFirst()
  // Read, mailed, or gone with its account by now.
  if (row === undefined) return
  const { subject, paragraphs, path } = paragraphsOf(noticeKind.parse(row.kind), row.facts)
  const mail = writeMail(row.mail_to ?? row.email, {
    subject: `${subject} (${row.organization})`,
    paragraphs: [...paragraphs, `When: ${row.created_at.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    button: { text: 'Open Countersign', url: new URL(path, settings.baseUrl).href },
    footer: `You get this mail because of your account at ${row.organization}. It cannot be answered.`,
  })
  await deliver(services, mailer, mail, { noticeId })
  await database.query
    .updateTable('notices')
    .set({ mailed_at: now, mail_to: null })
    .where('organization_id', '=', organizationId)
    .where('id', '=', noticeId)
    .execute()
}
