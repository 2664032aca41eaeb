// A certificate that nobody signed but its own key, for TLS in front of the stand-ins. Source: RFC 5280 section 4.1.
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
const text = (tag: number, value: string) => der(tag, Buffer.from(value, 'utf8'))
const bits = (value: Uint8Array) => der(0x03, Buffer.from([0]), value)

/** 1.2.840.10045.4.3.2: ECDSA with SHA-256. */
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
/** 2.5.4.3: common name. */
const commonName = der(0x06, Buffer.from('550403', 'hex'))
/** 2.5.29.17: subject alternative name. */
const subjectAltName = der(0x06, Buffer.from('551d11', 'hex'))

const utcTime = (at: Date) => text(0x17, `${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`)

const DAY_MS = 86_400_000

/** For these hosts, good from the day before to the day after. PEM. */
export function selfSigned(hosts: readonly string[], nowMs: number): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(commonName, text(0x0c, 'A stand-in'))))
  const names = sequence(...hosts.map((host) => text(0x82, host)))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(utcTime(new Date(nowMs - DAY_MS)), utcTime(new Date(nowMs + DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, names)))),
  )
  const signature = createSign('sha256').update(toBeSigned).sign(privateKey)
  const certificate = sequence(toBeSigned, ecdsaWithSha256, bits(signature))
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}
