// The test vectors of Web Authentication level 3, section 16: each accepted or refused, and why.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyNewPasskey, verifyProof, type MadePasskey } from './verify-passkey.ts'

interface Vector {
  title: string
  registration: Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>
  authentication: Record<'challenge' | 'clientDataJSON' | 'authenticatorData' | 'signature', string>
}

const { rpId, origin, vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../testing/webauthn-l3-vectors.json'), 'utf8'),
) as { rpId: string; origin: string; vectors: Record<string, Vector> }

const party = { id: rpId, origin }
const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')

function register({ registration }: Vector): Promise<MadePasskey | undefined> {
  const id = base64url(registration.credential_id)
  const response = {
    clientDataJSON: base64url(registration.clientDataJSON),
    attestationObject: base64url(registration.attestationObject),
  }
  const challenge = base64url(registration.challenge)
  return verifyNewPasskey(party, { id, rawId: id, type: 'public-key', response }, challenge)
}

function authenticate({ authentication }: Vector, made: MadePasskey, requiresVerification: boolean) {
  const id = made.credentialId.toString('base64url')
  const response = {
    clientDataJSON: base64url(authentication.clientDataJSON),
    authenticatorData: base64url(authentication.authenticatorData),
    signature: base64url(authentication.signature),
  }
  const proof = { id, rawId: id, type: 'public-key' as const, response }
  return verifyProof(party, made, proof, base64url(authentication.challenge), requiresVerification)
}

/** The bit UV of what the authenticator signed (section 6.1). */
function isVerified({ authentication }: Vector): boolean {
  return ((Buffer.from(authentication.authenticatorData, 'hex')[32] ?? 0) & 4) !== 0
}

const refused: Record<string, string> = {
  'none-es256-crossOrigin': 'a frame within a page of another site',
  'none-es256-topOrigin': 'a frame within a page of another site',
  'packed-es384': 'an algorithm that is not offered',
  'packed-es512': 'an algorithm that is not offered',
  'packed-ed448': 'an algorithm that is not offered',
}

test('there are fifteen of them', () => {
  expect(Object.keys(vectors)).toHaveLength(15)
  expect(Object.keys(refused).filter((name) => !(name in vectors))).toEqual([])
})

const isRefused = ([name]: [string, Vector]) => name in refused

test.each(Object.entries(vectors).filter(isRefused))('%s is refused', async (name, vector) => {
  expect(await register(vector), refused[name]).toBeUndefined()
})

describe.each(Object.entries(vectors).filter((one) => !isRefused(one)))('%s', (_, vector) => {
  test('is made, and proven where no check of the person is asked for', async () => {
    const made = await register(vector)
    expect(made?.credentialId.toString('hex')).toBe(vector.registration.credential_id)
    expect(made && (await authenticate(vector, made, false))).toMatchObject({ signCount: 0 })
  })

  test('holds as the whole sign-in only with a check of the person', async () => {
    const made = await register(vector)
    const seen = made && (await authenticate(vector, made, true))
    expect(seen !== undefined).toBe(isVerified(vector))
  })
})

test('of a frame a proof is refused, too, with a passkey that is known', async () => {
  const known = await register(vectors['none-es256'] as Vector)
  for (const name of ['none-es256-crossOrigin', 'none-es256-topOrigin']) {
    const vector = vectors[name] as Vector
    const made = { ...known, credentialId: Buffer.from(vector.registration.credential_id, 'hex') }
    expect(await authenticate(vector, made as MadePasskey, false)).toBeUndefined()
  }
})

test('no proof of one vector holds for another', async () => {
  const one = vectors['none-es256'] as Vector
  const made = await register(one)
  if (made === undefined) throw new Error('The first vector is refused.')
  for (const [name, vector] of Object.entries(vectors)) {
    if (name === 'none-es256') continue
    expect(await authenticate(vector, made, false), name).toBeUndefined()
  }
})
