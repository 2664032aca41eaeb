// What is said about an account's second factor: why it must have one, and which authenticators it has.
import { z } from 'zod'

export const requirement = z
  .object({
    source: z
      .enum(['optional', 'account', 'organization'])
      .describe(
        'optional: nobody requires it. account: an admin, of this account. organization: the policy, of its role',
      ),
    isForced: z.boolean().describe('whether it holds now; in a time of grace it does not yet'),
    requiredAt: z.iso.datetime().optional(),
    requiredBy: z.uuid().optional().describe('the account of the admin who said so'),
    reason: z.string().optional(),
    graceUntil: z.iso.datetime().optional().describe('from then on it is forced'),
    exemption: z
      .object({
        until: z.iso.datetime(),
        since: z.iso.datetime().optional(),
        by: z.uuid().optional(),
        reason: z.string().optional(),
      })
      .optional()
      .describe('holds against every requirement until it ends'),
  })
  .meta({ id: 'Requirement' })

export const secondFactor = z
  .object({
    enrolled: z.boolean().describe('at least one confirmed authenticator'),
    requirement,
  })
  .meta({ id: 'SecondFactor' })

/** Where an account stands: `late` is forced and has none, `in_grace` still has time. */
export const standing = z.enum(['enrolled', 'late', 'in_grace', 'exempt', 'optional'])

/** Why, in the words of whoever decides it; shown to those whom it concerns. */
export const reason = z
  .string()
  .trim()
  .min(1, 'Say why.')
  .max(200, 'Use at most 200 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Lost phone, called in and answered the questions'] })

export const authenticator = z
  .object({
    id: z.uuid(),
    kind: z.enum(['totp', 'passkey', 'approval']),
    name: z.string(),
    state: z.enum(['active', 'switched_off']).describe('switched_off: after 100 wrong codes in a row'),
    sync: z
      .enum(['bound', 'may_sync', 'synced'])
      .optional()
      .describe('of a passkey: bound to its device; kept where it may be synced; synced'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Authenticator' })

export const authenticatorName = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(60, 'Use at most 60 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')

/** What somebody types who reads six digits off a phone; spaces, hyphens and full-width digits are taken too. */
export const code = z
  .string()
  .max(64)
  .meta({ examples: ['287 082'] })

/** What an admin hands over so that somebody can enrol, where the password alone is not enough. */
export const ticket = z
  .string()
  .max(64)
  .meta({ examples: ['ABCD-EFGH-IJKL-MNOP'] })

/** How a code is refused, wherever one is asked for. */
export const codeErrors = [
  'second_factor.code_wrong',
  'second_factor.code_used',
  'second_factor.code_expired',
  'second_factor.clock_off',
  'second_factor.too_many_attempts',
] as const

export const recoveryCodes = z
  .array(z.string())
  .describe('ten codes of 80 bits, one use each; shown this once')

export const enrolment = z
  .object({
    secret: z.string().describe('base32 in groups of four, to be typed where no QR code can be read'),
    uri: z.string().describe('otpauth:// URI'),
    qrSvg: z.string().describe('the URI as a QR code'),
    issuer: z.string(),
    account: z.string(),
    digits: z.int(),
    periodSeconds: z.int(),
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  })
  .meta({ id: 'Enrolment' })
