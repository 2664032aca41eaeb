// Exports of Aegis, plain or with a password. Source: its docs/vault.md (version 1 of the file, 1 to 3 of the content).
import { openGcm, scryptKey } from './encrypted.ts'
import { readForeignEntry, refuse, type Candidate } from './candidate.ts'
import { isObject, objectsIn, parseJson, type Json } from './json-parts.ts'

/** A slot whose key comes from a password; the others are for fingerprints on one phone. */
const PASSWORD_SLOT = 1

export function isAegis(file: unknown): file is Json {
  return isObject(file) && isObject(file['header']) && 'db' in file
}

export async function readAegis(file: Json, password: string | undefined): Promise<Candidate[]> {
  const content = isObject(file['db']) ? file['db'] : await decrypt(file, password)
  if (!isObject(content)) throw refuse('secret.export_damaged')
  return objectsIn(content['entries']).map((entry) => {
    const info = isObject(entry['info']) ? entry['info'] : {}
    return readForeignEntry({
      issuer: entry['issuer'],
      account: entry['name'],
      type: entry['type'],
      secret: info['secret'],
      algorithm: info['algo'],
      digits: info['digits'],
      periodSeconds: info['period'],
    })
  })
}

async function decrypt({ header, db }: Json, password: string | undefined): Promise<unknown> {
  if (!isObject(header) || typeof db !== 'string') throw refuse('secret.export_damaged')
  const slots = objectsIn(header['slots']).filter(({ type }) => type === PASSWORD_SLOT)
  if (slots.length === 0) throw refuse('secret.export_damaged')
  if (password === undefined) throw refuse('secret.password_needed')
  const params = isObject(header['params']) ? header['params'] : {}
  for (const slot of slots) {
    const master = await openSlot(slot, password)
    if (master === undefined) continue
    const content = openGcm(master, hex(params['nonce']), Buffer.from(db, 'base64'), hex(params['tag']))
    if (content === undefined) throw refuse('secret.export_damaged')
    return parseJson(content.toString('utf8'))
  }
  throw refuse('secret.password_wrong')
}

/** The key of the content, sealed under one made of the password. */
async function openSlot(slot: Json, password: string): Promise<Buffer | undefined> {
  const costs = { n: Number(slot['n']), r: Number(slot['r']), p: Number(slot['p']) }
  const key = await scryptKey(password, hex(slot['salt']), costs)
  if (key === undefined) throw refuse('secret.export_damaged')
  const params = isObject(slot['key_params']) ? slot['key_params'] : {}
  return openGcm(key, hex(params['nonce']), hex(slot['key']), hex(params['tag']))
}

function hex(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : '', 'hex')
}
