// The proofs of the installation's keys: a database started with other keys is refused before it can be spoilt.
import type { Database } from '../database/database.ts'
import { KeyringError } from './keyring.ts'
import { isSame, type Vault } from './vault.ts'

/** Whether anything was ever sealed for this database. */
export async function hasKeyProofs(database: Database): Promise<boolean> {
  const row = await database.query.selectFrom('vault_keys').select('key_id').limit(1).executeTakeFirst()
  return row !== undefined
}

/**
 * Checks the keys against the database and records new ones. Of two servers that record at once both succeed when
 * they hold the same key; the second with another key under the same name is refused.
 *
 * @throws {KeyringError} when a key that the database knows is missing or is another one
 */
export async function confirmKeys(database: Database, vault: Vault, now: Date): Promise<void> {
  await refuseOtherKeys(database, vault)
  await database.query
    .insertInto('vault_keys')
    .values(vault.proofs().map(({ keyId, proof }) => ({ key_id: keyId, proof, added_at: now })))
    .onConflict((conflict) => conflict.column('key_id').doNothing())
    .execute()
  await refuseOtherKeys(database, vault)
}

async function refuseOtherKeys(database: Database, vault: Vault): Promise<void> {
  const proofs = vault.proofs()
  const known = await database.query.selectFrom('vault_keys').select(['key_id', 'proof']).execute()
  for (const row of known) {
    const mine = proofs.find(({ keyId }) => keyId === row.key_id)
    if (mine === undefined || !isSame(mine.proof, row.proof)) {
      throw new KeyringError(
        `The keys do not belong to this database: the key "${row.key_id}" is missing or is another one. ` +
          'Put the key file of this installation back, or name it with COUNTERSIGN_KEY_FILE.',
      )
    }
  }
}

/** From then on the database does not ask for this key any more. */
export async function forgetKeyProof(database: Database, keyId: string): Promise<void> {
  await database.query.deleteFrom('vault_keys').where('key_id', '=', keyId).execute()
}
