// Re-sealing: every sealed value gets the current key, row by row, while servers serve. It can stop and go on anywhere.
import type { Database } from '../database/database.ts'
import { INSTALLATION_ID } from '../database/installation-id.ts'
import { keyIdOf, SealError, type Place, type Vault } from './vault.ts'

/** Every column that holds sealed values, and, in SQL, how the place of a row is spelled. A test looks for others. */
export const sealedColumns = [
  { table: 'authenticators', column: 'seed', rowIdSql: `concat(account_id, '/', id)` },
  { table: 'enrolments', column: 'seed', rowIdSql: `concat(account_id, '/', id)` },
  { table: 'connections', column: 'sealed_password', rowIdSql: 'id::text' },
  {
    table: 'connections',
    column: 'sealed_secret',
    rowIdSql: `concat_ws('/', id, secret_digits, secret_period_seconds, secret_algorithm)`,
  },
  { table: 'connection_sessions', column: 'sealed', rowIdSql: 'id::text' },
  { table: 'live_inputs', column: 'sealed', rowIdSql: 'id::text' },
  { table: 'alert_targets', column: 'sealed_url', rowIdSql: 'id::text' },
  { table: 'alert_targets', column: 'sealed_secret', rowIdSql: 'id::text' },
  { table: 'alert_targets', column: 'sealed_old_secret', rowIdSql: 'id::text' },
  { table: 'recording_inputs', column: 'sealed', rowIdSql: 'id::text' },
  { table: 'push_subscriptions', column: 'sealed', rowIdSql: 'id::text' },
] as const

const ROOT_PLACE: Place = {
  organizationId: INSTALLATION_ID,
  table: 'vault_fingerprint_root',
  column: 'sealed',
  rowId: 'root',
}

/** The key id stands behind the version and its own length. */
const keyIdSql = (column: string) =>
  `convert_from(substring(${column} FROM 3 FOR get_byte(${column}, 1)), 'UTF8')`

/** How many values are sealed with each key. */
export async function countByKey(database: Database): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const queries = [
    ...sealedColumns.map(
      ({ table, column }) =>
        `SELECT ${keyIdSql(column)} AS key, count(*) AS n FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`,
    ),
    `SELECT ${keyIdSql('sealed')} AS key, count(*) AS n FROM vault_fingerprint_root GROUP BY 1`,
  ]
  for (const query of queries) {
    const { rows } = await database.pool.query<{ key: string; n: number }>(query)
    for (const { key, n } of rows) counts.set(key, (counts.get(key) ?? 0) + n)
  }
  return counts
}

const BATCH = 200

export interface ResealResult {
  resealed: number
  /** Values that do not open: they stay as they are, and are reported wherever they are used. */
  broken: number
}

/**
 * Re-seals everything that is not sealed with the current key. A row that changes while it is re-sealed keeps its
 * newer value: each write holds only while the old one is still there. Several may run at once.
 */
export async function resealAll(
  database: Database,
  vault: Vault,
  onProgress: (resealed: number) => void = () => {},
): Promise<ResealResult> {
  const result: ResealResult = { resealed: 0, broken: 0 }
  await resealRoot(database, vault, result)
  for (const { table, column, rowIdSql } of sealedColumns) {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const { rows } = await database.pool.query<{
        organization_id: string
        id: string
        row_id: string
        sealed: Buffer
      }>(
        `SELECT organization_id, id, ${rowIdSql} AS row_id, ${column} AS sealed FROM ${table}
        WHERE id > $1 AND ${keyIdSql(column)} <> $2 ORDER BY id LIMIT ${BATCH}`,
        [after, vault.currentKeyId()],
      )
      for (const row of rows) {
        const place = { organizationId: row.organization_id, table, column, rowId: row.row_id }
        const anew = sealAnew(vault, row.sealed, place)
        if (anew === undefined) result.broken += 1
        else {
          const { rowCount } = await database.pool.query(
            `UPDATE ${table} SET ${column} = $1 WHERE organization_id = $2 AND id = $3 AND ${column} = $4`,
            [anew, row.organization_id, row.id, row.sealed],
          )
          result.resealed += rowCount ?? 0
        }
      }
      onProgress(result.resealed)
      const last = rows.at(-1)
      if (last === undefined) break
      after = last.id
    }
  }
  return result
}

async function resealRoot(database: Database, vault: Vault, result: ResealResult): Promise<void> {
  const row = await database.query.selectFrom('vault_fingerprint_root').select('sealed').executeTakeFirst()
  if (row === undefined || keyIdOf(row.sealed) === vault.currentKeyId()) return
  const anew = sealAnew(vault, row.sealed, ROOT_PLACE)
  if (anew === undefined) result.broken += 1
  else {
    await database.query
      .updateTable('vault_fingerprint_root')
      .set({ sealed: anew })
      .where('sealed', '=', row.sealed)
      .execute()
    result.resealed += 1
  }
}

function sealAnew(vault: Vault, sealed: Buffer, place: Place): Buffer | undefined {
  try {
    return vault.seal(vault.open(sealed, place), place)
  } catch (error) {
    if (error instanceof SealError) return undefined
    throw error
  }
}

/**
 * What fingerprints are made with: 32 bytes of their own, sealed in the database, made at the first start. Of two
 * servers that start at once the second takes what the first made. A database with recovery codes from before them
 * keeps the oldest key's, which those codes were hashed with.
 *
 * @throws {SealError} when the keys are not those of this database
 */
export async function readFingerprintRoot(
  database: Database,
  vault: Vault,
  fresh: { oldestKey: Buffer; random: Buffer },
): Promise<Buffer> {
  const known = await database.query
    .selectFrom('recovery_codes')
    .select('account_id')
    .limit(1)
    .executeTakeFirst()
  const root = known === undefined ? fresh.random : fresh.oldestKey
  await database.query
    .insertInto('vault_fingerprint_root')
    .values({ only_row: true, sealed: vault.seal(root, ROOT_PLACE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { sealed } = await database.query
    .selectFrom('vault_fingerprint_root')
    .select('sealed')
    .executeTakeFirstOrThrow()
  return vault.open(sealed, ROOT_PLACE)
}
