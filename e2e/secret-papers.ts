// Secrets as services and apps hand them out: a QR code as a picture, an export over several codes, an encrypted export.
import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { encodeQR } from 'qr'
import sharp from 'sharp'

/** The picture that a page of a service shows. */
export function drawQrCode(text: string): Promise<Buffer> {
  return sharp(Buffer.from(encodeQR(text, 'svg')), { density: 600 })
    .resize(420)
    .flatten({ background: 'white' })
    .png()
    .toBuffer()
}

export interface ExportedAccount {
  account: string
  issuer: string
  secret: Buffer
  /** Of one that counts: it can be used by nobody here. */
  isCounting?: boolean
}

/** One part of an export of Google Authenticator: the message of its app, written field by field. */
export function exportPart(
  accounts: readonly ExportedAccount[],
  { index, count }: { index: number; count: number },
): string {
  const text = (field: number, value: Buffer): Buffer =>
    Buffer.concat([Buffer.of((field << 3) | 2, value.length), value])
  const number = (field: number, value: number): Buffer => Buffer.of(field << 3, value)
  const entries = accounts.map(({ account, issuer, secret, isCounting = false }) =>
    text(
      1,
      Buffer.concat([
        text(1, secret),
        text(2, Buffer.from(account)),
        text(3, Buffer.from(issuer)),
        number(4, 1),
        number(5, 1),
        number(6, isCounting ? 1 : 2),
      ]),
    ),
  )
  const batch = [number(2, 1), number(3, count), number(4, index), number(5, 42)]
  const payload = Buffer.concat([...entries, ...batch])
  return `otpauth-migration://offline?data=${encodeURIComponent(payload.toString('base64'))}`
}

/** A backup of 2FAS with a password (its schema version 4). */
export function encryptedTwoFas(
  password: string,
  entry: { name: string; account: string; secret: string },
): Buffer {
  const { name, account, secret } = entry
  const services = [{ name, secret, otp: { account, issuer: name, tokenType: 'TOTP' } }]
  const salt = randomBytes(256)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(password, salt, 10_000, 32, 'sha256'), nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(services)), cipher.final(), cipher.getAuthTag()])
  const servicesEncrypted = [sealed, salt, nonce].map((part) => part.toString('base64')).join(':')
  return Buffer.from(JSON.stringify({ services: [], schemaVersion: 4, servicesEncrypted }))
}
