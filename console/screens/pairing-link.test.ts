// A QR code on somebody's wall leads anywhere: taken is only what a screen of this very Countersign shows.
import { expect, test } from 'vitest'
import { cleanCode, isPairingCode, pairingCodeOf } from './pairing-link.ts'

const origin = 'https://countersign.example.com'

test('the link of a screen of ours has its code', () => {
  expect(pairingCodeOf(`${origin}/screens?pair=K7R-X2P`, origin)).toBe('K7RX2P')
})

test.each([
  'https://evil.example/screens?pair=K7RX2P',
  'http://countersign.example.com/screens?pair=K7RX2P',
  `${origin}/users?pair=K7RX2P`,
  `${origin}/screens`,
  `${origin}/screens?pair=K7RX2P0`,
  `${origin}/screens?pair=%3Cimg%3E`,
  'K7RX2P',
  'otpauth://totp/Jira?secret=JBSWY3DPEHPK3PXP',
  '',
])('%s is none', (text) => expect(pairingCodeOf(text, origin)).toBeUndefined())

test('a code is taken as people type it', () => {
  expect(cleanCode(' k7r-x2p ')).toBe('K7RX2P')
  expect(isPairingCode('K7RX2')).toBe(false)
})
