// Exports of 2FAS (`.2fas`), plain or with a password. Source: its Android app's backup, schema versions 1 to 4.
import { openGcmWithTag, pbkdf2Key } from './encrypted.ts'
import { readForeignEntry, refuse, type Candidate } from './candidate.ts'
import { isObject, objectsIn, parseJson, type Json } from './json-parts.ts'

const ITERATIONS = 10_000

export function isTwoFas(file: unknown): file is Json {
  return isObject(file) && 'schemaVersion' in file && ('services' in file || 'servicesEncrypted' in file)
}

export async function readTwoFas(file: Json, password: string | undefined): Promise<Candidate[]> {
  const sealed = file['servicesEncrypted']
  const services =
    typeof sealed === 'string' && sealed !== '' ? await decrypt(sealed, password) : file['services']
  return objectsIn(services).map((service) => {
    const otp = isObject(service['otp']) ? service['otp'] : {}
    return readForeignEntry({
      issuer: otp['issuer'] ?? service['name'],
      account: otp['account'] ?? otp['label'],
      type: otp['tokenType'],
      secret: service['secret'],
      algorithm: otp['algorithm'],
      digits: otp['digits'],
      periodSeconds: otp['period'],
    })
  })
}

/** `data:salt:nonce`, each in base64; the tag is the end of the data. */
async function decrypt(sealed: string, password: string | undefined): Promise<unknown> {
  const [data, salt, nonce] = sealed.split(':').map((part) => Buffer.from(part, 'base64'))
  if (data === undefined || salt === undefined || nonce === undefined) throw refuse('secret.export_damaged')
  if (password === undefined) throw refuse('secret.password_needed')
  const key = await pbkdf2Key(password, salt, ITERATIONS)
  const content = key && openGcmWithTag(key, nonce, data)
  if (content === undefined) throw refuse('secret.password_wrong')
  return parseJson(content.toString('utf8'))
}
