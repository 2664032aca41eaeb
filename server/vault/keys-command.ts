// `countersign keys …`: a new key while servers serve, everything re-sealed with it, and the old one let go.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCommandDatabase } from '../command-database.ts'
import type { Database } from '../database/database.ts'
import type { Lifetime } from '../lifetime.ts'
import type { Settings } from '../settings.ts'
import { StartError } from '../start-errors.ts'
import { addKey, readKeyCommand, readKeyFile, removeKey, type Keyring } from './keyring.ts'
import { countByKey, resealAll } from './reseal.store.ts'
import { createVault, type Vault } from './vault.ts'
import { confirmKeys, forgetKeyProof } from './vault.store.ts'

const usage = `usage:
  countersign keys status      which keys there are, and how many values are sealed with each
  countersign keys rotate      adds a key to the key file, and re-seals everything with it while servers serve
  countersign keys reseal      goes on where a rotation was ended, or after a key was added by hand
  countersign keys forget ID   takes a key away that nothing is sealed with any more`

/** Servers look at the key file this often; a rotation waits twice as long before it re-seals. */
export const keyFilePollMs = 5_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

export async function runKeys(
  settings: Settings,
  lifetime: Lifetime,
  [action, id = '']: readonly string[],
): Promise<number> {
  if (action === undefined || !['status', 'rotate', 'reseal', 'forget'].includes(action)) {
    throw new StartError(usage)
  }
  const database = await openCommandDatabase(settings, lifetime)
  if (action === 'rotate') {
    if (settings.keyCommand !== undefined) {
      throw new StartError(
        'The keys come from COUNTERSIGN_KEY_COMMAND: add a key where it gets them from, as the last line, restart the ' +
          'servers, and run countersign keys reseal.',
      )
    }
    // What is there has to fit the database before anything is added to it.
    await openVault(settings, database)
    const added = addKey(settings.keyFile, { randomBytes, ...wrappingOf(settings) })
    say(`The key ${added} is in ${settings.keyFile}. Back that file up now, apart from the database.`)
    await openVault(settings, database)
    await sleep(keyFilePollMs * 2)
  }
  const { vault, keyring } = await openVault(settings, database)
  if (action === 'rotate' || action === 'reseal') {
    const { resealed, broken } = await resealAll(database, vault)
    say(`${resealed} values are sealed with ${vault.currentKeyId()} now.`)
    if (broken > 0) say(`${broken} values do not open and were left as they are; the servers report them.`)
  }
  if (action === 'forget') return forget(settings, database, keyring, id)
  await tellStatus(database, keyring)
  return 0
}

async function tellStatus(database: Database, keyring: Keyring): Promise<void> {
  const counts = await countByKey(database)
  for (const key of keyring.all) {
    const count = counts.get(key.id) ?? 0
    const isCurrent = key.id === keyring.current.id
    const hint = isCurrent
      ? 'seals'
      : count > 0
        ? 'is still needed'
        : `can go: countersign keys forget ${key.id}`
    say(`${key.id}\t${count} values\t${hint}`)
  }
}

async function forget(settings: Settings, database: Database, keyring: Keyring, id: string): Promise<number> {
  if (keyring.byId(id) === undefined) throw new StartError(`There is no key ${JSON.stringify(id)}.`)
  if (id === keyring.current.id) throw new StartError(`${id} is the key that seals. Rotate first.`)
  const count = (await countByKey(database)).get(id) ?? 0
  if (count > 0)
    throw new StartError(`${count} values are still sealed with ${id}: run countersign keys reseal.`)
  await forgetKeyProof(database, id)
  if (settings.keyCommand === undefined) removeKey(settings.keyFile, id, wrappingOf(settings))
  else say(`Take ${id} away where COUNTERSIGN_KEY_COMMAND gets it from.`)
  say(`${id} is gone. Keep it with the backups of the database that were made before, and nowhere else.`)
  return 0
}

async function openVault(
  settings: Settings,
  database: Database,
): Promise<{ vault: Vault; keyring: Keyring }> {
  const keyring =
    settings.keyCommand === undefined
      ? readKeyFile(settings.keyFile, { mayCreate: false, randomBytes, ...wrappingOf(settings) })
      : await readKeyCommand(settings.keyCommand)
  const vault = createVault(keyring, randomBytes)
  await confirmKeys(database, vault, new Date())
  return { vault, keyring }
}

export function wrappingOf({ keyWrapCommand, keyUnwrapCommand }: Settings) {
  return { wrapCommand: keyWrapCommand, unwrapCommand: keyUnwrapCommand }
}
