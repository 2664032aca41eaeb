// Messages of Web Push: the example of RFC 8291, read back as a browser reads it, and the signature of RFC 8292.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { decryptPush, makeBrowserKeys, readVapid } from '../testing/push-receiver.ts'
import { drawPushRandom, encryptPush, isSubscription, publicKeyOf, signVapid } from './web-push.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')
const text = (value: Buffer) => value.toString('base64url')

/** RFC 8291, section 5 and appendix A. */
const example = {
  plain: 'When I grow up, I want to be a watermelon',
  browser: {
    privateKey: bytes('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
    publicKey: bytes(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    ),
    auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
  },
  random: {
    privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
    salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  },
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
    'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}
const subscriptionOf = ({ publicKey, auth }: { publicKey: Buffer; auth: Buffer }) => ({
  endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
  keys: { p256dh: text(publicKey), auth: text(auth) },
})

test('the example of RFC 8291 comes out byte for byte, and reads back', () => {
  const made = encryptPush(example.plain, subscriptionOf(example.browser), example.random)
  expect(text(made)).toBe(example.body)
  expect(decryptPush(bytes(example.body), example.browser)).toBe(example.plain)
})

test('each message is encrypted anew, for one browser alone', () => {
  const [ours, other] = [makeBrowserKeys(), makeBrowserKeys()]
  const message = JSON.stringify({ type: 'approval', id: '01a207a2-5990-75fa-a584-cbdb99aed8ef' })
  const make = () => encryptPush(message, subscriptionOf(ours), drawPushRandom(randomBytes))
  const [first, second] = [make(), make()]
  expect(first.equals(second)).toBe(false)
  expect(decryptPush(first, ours)).toBe(message)
  expect(() => decryptPush(first, other)).toThrow()
  expect(() => decryptPush(first, { ...ours, auth: other.auth })).toThrow()
})

test('keys that no browser has are refused: another length, no point of the curve, a short secret', () => {
  const keys = makeBrowserKeys()
  expect(isSubscription(subscriptionOf(keys))).toBe(true)
  const wrong = [
    { ...keys, publicKey: keys.publicKey.subarray(1) },
    { ...keys, publicKey: Buffer.concat([Buffer.from([4]), randomBytes(64)]) },
    { ...keys, publicKey: Buffer.alloc(65) },
    { ...keys, auth: keys.auth.subarray(1) },
  ]
  for (const one of wrong) expect(isSubscription(subscriptionOf(one))).toBe(false)
})

test('the signature names the push service alone, an hour, and whom to write to', () => {
  const privateKey = example.random.privateKey
  const now = new Date('2026-11-27T12:00:00Z')
  const endpoint = new URL('https://push.example.net:8443/push/secret-path?x=1')
  const { publicKey, claims } = readVapid(
    signVapid(endpoint, { privateKey, subject: 'mailto:admin@northwind.example' }, now),
  )
  expect(publicKey).toBe(text(publicKeyOf(privateKey)))
  expect(claims).toEqual({
    aud: 'https://push.example.net:8443',
    exp: now.getTime() / 1000 + 3600,
    sub: 'mailto:admin@northwind.example',
  })
})
