// Taking in the secret of an outside service's authenticator: what a text, a picture or an export is.
import { z } from 'zod'
import { errors, type ErrorCode } from './errors.ts'
import { defineRoutes } from './route.ts'

/** A photograph of a phone, in base64. */
const MOST_FILE_CHARS = 12_000_000

const MOST_FILES = 20

/** Of every request that takes a secret: a file of the largest, and what stands beside it. */
export const MOST_SECRET_BODY_BYTES = 16 * 2 ** 20

/** Why something is not, or not yet, a secret. */
export const secretErrors = (Object.keys(errors) as ErrorCode[]).filter((code) => code.startsWith('secret.'))

const names = {
  issuer: z.string().optional().describe('the service, where the secret names it'),
  account: z.string().optional().describe('whose it is there'),
}

const kind = z
  .enum(['key', 'otpauth_uri', 'google_export', 'aegis', 'two_fas', 'bitwarden', 'one_password'])
  .describe('what it was recognised as')

/** What was recognised, with its codes: to finish the set-up at the service without a second authenticator. */
export const inspectedSecret = z
  .object({
    kind,
    ...names,
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
    digits: z.union([z.literal(6), z.literal(7), z.literal(8)]),
    periodSeconds: z.int(),
    isWeak: z.boolean().optional().describe('the key has fewer than 80 bits'),
    code: z.string().describe('the code of now'),
    validUntil: z.iso.datetime(),
    nextCode: z.string().describe('the code from validUntil on'),
  })
  .meta({ id: 'InspectedSecret' })

/** An export with several accounts: ask again with the `pick` of one of them. */
export const secretChoices = z
  .object({
    kind,
    choices: z.array(
      z.object({
        pick: z.int(),
        ...names,
        refusedFor: z.enum(secretErrors).optional().describe('it cannot be used, and why'),
      }),
    ),
    parts: z
      .object({ count: z.int(), missing: z.array(z.int()) })
      .optional()
      .describe('of an export over several QR codes: how many, and which are not there yet, from 1'),
  })
  .meta({ id: 'SecretChoices' })

/** A secret in whatever form a person has it. */
export const secretInput = z.object({
  text: z.string().max(200_000, 'This is longer than any key.').optional(),
  files: z
    .array(z.base64('Send files in base64.').max(MOST_FILE_CHARS, 'This file is too large.'))
    .max(MOST_FILES, `Send at most ${MOST_FILES} files.`)
    .optional()
    .describe('pictures of QR codes (PNG, JPEG, WebP, GIF, AVIF, TIFF), or an export of another program'),
  password: z.string().max(1000).optional().describe('of an export that is encrypted'),
  pick: z.int().min(0).max(100_000).optional().describe('which account of an export'),
})

export const secretRoutes = defineRoutes({
  'POST /api/v1/secrets/inspect': {
    summary: 'Say what a secret is, and which code it makes now',
    description:
      'Takes a key, an otpauth URI, a picture of a QR code, or an export of Google Authenticator, Aegis, 2FAS, ' +
      'Bitwarden or 1Password. Nothing of it is kept, and the secret itself is never answered. The codes that are shown ' +
      'are spent: no connection is given them again.',
    access: 'admin',
    maxBodyBytes: MOST_SECRET_BODY_BYTES,
    body: secretInput,
    answers: { 200: z.union([inspectedSecret, secretChoices]) },
    errors: ['server.busy', ...secretErrors],
  },
})
