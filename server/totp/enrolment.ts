// What a person needs to add an account to an authenticator app: QR code, key in groups, and the parameters in words.
import { encodeQR } from 'qr'
import type { z } from 'zod'
import type { enrolment } from '../../contract/second-factor.ts'
import { encodeBase32, formatInGroups } from '../../otp/base32.ts'
import { buildOtpauthUri } from '../../otp/otpauth-uri.ts'
import { enrolmentParameters } from './seed.ts'

export type Enrolment = z.input<typeof enrolment>

/** An enrolment can be confirmed this long: time to install an app and find the second phone. */
export const enrolmentMinutes = 30

export function showEnrolment(
  seed: Buffer,
  organizationName: string,
  email: string,
  periodSeconds: number,
): Enrolment {
  const uri = buildOtpauthUri({
    issuer: organizationName,
    account: email,
    secret: seed,
    ...enrolmentParameters,
    periodSeconds,
  })
  return {
    secret: formatInGroups(encodeBase32(seed)),
    uri,
    qrSvg: encodeQR(uri, 'svg', { ecc: 'medium', border: 4 }),
    issuer: organizationName,
    account: email,
    ...enrolmentParameters,
    periodSeconds,
  }
}
