// What a browser and this server tell one another about passkeys: the JSON forms of Web Authentication level 3.
import { z } from 'zod'

/** Of so many characters: 4 for each 3 bytes. */
const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]*$/, 'Send base64url, without padding.')

/** 1023 bytes (section 4, "Credential ID"). */
const credentialId = base64url(1364)
const clientData = base64url(4096)

const descriptor = z.object({
  type: z.literal('public-key'),
  id: z.string(),
  transports: z.array(z.string()).optional(),
})

const userVerification = z.enum(['required', 'preferred'])

export const creationOptions = z
  .object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({
      id: z.string().describe('says nothing about who it is'),
      name: z.string(),
      displayName: z.string(),
    }),
    challenge: z.string().describe('once, and for minutes'),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int().describe('milliseconds'),
    attestation: z.literal('none'),
    excludeCredentials: z.array(descriptor).describe('the passkeys that are there already'),
    authenticatorSelection: z.object({
      residentKey: z.literal('preferred'),
      requireResidentKey: z.boolean(),
      userVerification,
    }),
    extensions: z.object({ credProps: z.boolean() }),
  })
  .describe('for PublicKeyCredential.parseCreationOptionsFromJSON()')
  .meta({ id: 'PasskeyCreationOptions' })

export const requestOptions = z
  .object({
    challenge: z.string().describe('once, and for minutes'),
    rpId: z.string(),
    timeout: z.int().describe('milliseconds'),
    userVerification,
    allowCredentials: z.array(descriptor).describe('empty where any passkey of this server will do'),
  })
  .describe('for PublicKeyCredential.parseRequestOptionsFromJSON()')
  .meta({ id: 'PasskeyRequestOptions' })

/** What `credential.toJSON()` says of a new passkey; what else it says is not taken. */
export const newPasskey = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: clientData,
    attestationObject: base64url(32_768),
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
})

/** The same of a proof with one. */
export const passkeyProof = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: clientData,
    authenticatorData: base64url(8192),
    signature: base64url(2048),
    userHandle: base64url(128).nullish(),
  }),
})
