// Proves the chains of the audit log: every row hashed anew, every link, and the length that the head tells.
import type { Database } from '../database/database.ts'
import { hashAuditRow } from './audit.store.ts'

export interface VerifiedChain {
  organizationId: string
  events: number
  /** The hash at its end: kept elsewhere, it shows later that nothing before it was written anew. */
  head: string
}

export interface BrokenChain {
  organizationId: string
  /** The first row that is not as it was written, or that is missing. */
  sequence: number
  reason: 'altered' | 'missing' | 'not linked' | 'cut off' | 'not as expected'
}

/** A head that was noted down before: `<organization>:<sequence>:<hash in hexadecimal>`. */
export interface ExpectedHead {
  organizationId: string
  sequence: number
  hash: string
}

const BATCH = 1_000

/** Looks at every chain, a batch of rows at a time; stops at the first row of a chain that is wrong. */
export async function verifyAuditLog(
  database: Database,
  expected: readonly ExpectedHead[] = [],
): Promise<{ verified: VerifiedChain[]; broken: BrokenChain[] }> {
  const verified: VerifiedChain[] = []
  const broken: BrokenChain[] = []
  const { rows: chains } = await database.pool.query<{ organization_id: string }>(
    `SELECT organization_id FROM audit_heads UNION SELECT organization_id FROM audit_events ORDER BY 1`,
  )
  const known = chains.map((row) => row.organization_id)
  const missing = expected.map(({ organizationId }) => organizationId).filter((id) => !known.includes(id))
  for (const organizationId of [...known, ...missing]) {
    const notes = expected.filter((note) => note.organizationId === organizationId)
    const result = await verifyChain(database, organizationId, notes)
    if ('reason' in result) broken.push(result)
    else verified.push(result)
  }
  return { verified, broken }
}

async function verifyChain(
  database: Database,
  organizationId: string,
  notes: readonly ExpectedHead[],
): Promise<VerifiedChain | BrokenChain> {
  const wrong = (sequence: number, reason: BrokenChain['reason']) => ({ organizationId, sequence, reason })
  // The head first: what is appended while we read lies behind it.
  const head = await database.query
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  let last = { sequence: 0, hash: Buffer.alloc(32) as Buffer }
  for (;;) {
    const rows = await database.query
      .selectFrom('audit_events')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('sequence', '>', last.sequence)
      .orderBy('sequence')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      if (row.sequence !== last.sequence + 1) return wrong(last.sequence + 1, 'missing')
      if (!row.previous_hash.equals(last.hash)) return wrong(row.sequence, 'not linked')
      if (!hashAuditRow(row.previous_hash, row).equals(row.hash)) return wrong(row.sequence, 'altered')
      const isOther = notes.some(
        (note) => note.sequence === row.sequence && note.hash !== row.hash.toString('hex'),
      )
      if (isOther) return wrong(row.sequence, 'not as expected')
      last = { sequence: row.sequence, hash: row.hash }
      if (row.sequence === head?.sequence && !row.hash.equals(head.hash))
        return wrong(row.sequence, 'cut off')
    }
    if (rows.length < BATCH) break
  }
  const longest = Math.max(head?.sequence ?? 0, ...notes.map(({ sequence }) => sequence))
  if (last.sequence < longest) return wrong(last.sequence + 1, 'cut off')
  if (head === undefined && last.sequence > 0) return wrong(last.sequence, 'cut off')
  return { organizationId, events: last.sequence, head: last.hash.toString('hex') }
}

/** Nothing for a text that is no such note. */
export function parseExpectedHead(text: string): ExpectedHead | undefined {
  const [, organizationId = '', sequence = '', hash = ''] =
    /^([0-9a-f-]{36}):(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  return organizationId === '' ? undefined : { organizationId, sequence: Number(sequence), hash }
}
