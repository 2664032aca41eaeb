// The secrets of connections as they are read, and steps that are void, in the database.
import { sql, type Selectable } from 'kysely'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import { maySql, whoMayJoin, type May } from '../connections/who-may.ts'
import type { Database, Statement } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

export interface StoredSecret {
  sealed: Buffer
  digits: 6 | 7 | 8
  periodSeconds: number
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
}

/** An account that is told the code, or a runner that types it while each of these gives a row, in the write itself. */
export type Receiver = { accountId: string } | { whileHeld: readonly Held[] }

export interface Held {
  statement: Statement
  values: readonly unknown[]
}

const secretColumns = 'c.sealed_secret, c.secret_digits, c.secret_period_seconds, c.secret_algorithm'

const readForAccount = {
  name: 'secret_for_account',
  columns: { organization_id: 'uuid', id: 'uuid', account_id: 'uuid' },
  text: `
    SELECT q.n, ${secretColumns}, ${maySql} AS may
    FROM asked q
    JOIN connections c ON c.organization_id = q.organization_id AND c.id = q.id ${whoMayJoin('q.account_id')}
    WHERE ${maySql} IS NOT NULL`,
}

const readForRunner = {
  name: 'secret_for_runner',
  columns: { organization_id: 'uuid', id: 'uuid' },
  text: `
    SELECT q.n, ${secretColumns}, 'reveal' AS may
    FROM asked q JOIN connections c ON c.organization_id = q.organization_id AND c.id = q.id`,
}

type SecretRow = Pick<
  Selectable<Tables['connections']>,
  'sealed_secret' | 'secret_digits' | 'secret_period_seconds' | 'secret_algorithm'
> & { may: May }

/** The one place where the secret of a connection is read, for whoever may have codes of it. */
export async function readStoredSecret(
  database: Database,
  { organizationId, id }: ConnectionKey,
  to: Receiver,
): Promise<StoredSecret | 'not_found' | 'reveal_not_granted' | 'has_no_secret'> {
  const [row] =
    'accountId' in to
      ? await database.together<SecretRow>(readForAccount, [organizationId, id, to.accountId])
      : await database.together<SecretRow>(readForRunner, [organizationId, id])
  if (row === undefined) return 'not_found'
  if (row.may === 'use') return 'reveal_not_granted'
  const { sealed_secret: sealed, secret_digits: digits, secret_algorithm: algorithm } = row
  const { secret_period_seconds: periodSeconds } = row
  if (sealed === null || digits === null || algorithm === null || periodSeconds === null) {
    return 'has_no_secret'
  }
  return { sealed, digits, algorithm, periodSeconds }
}

/** Which row of the steps: that of a secret, by its fingerprint, and of a period. */
export interface StepsOf {
  organizationId: string
  fingerprint: Buffer
  periodSeconds: number
}

/** Everything up to this step is gone; what was gone before stays gone. */
export async function spendSteps(
  database: Database,
  { organizationId, fingerprint, periodSeconds }: StepsOf,
  lastStep: number,
): Promise<void> {
  await database.query
    .insertInto('code_steps')
    .values({
      organization_id: organizationId,
      secret_fingerprint: fingerprint,
      period_seconds: periodSeconds,
      last_step: lastStep,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'secret_fingerprint', 'period_seconds'])
        .doUpdateSet({ last_step: sql<number>`greatest(code_steps.last_step, ${lastStep})` }),
    )
    .execute()
}
