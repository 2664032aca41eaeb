// Signatures of webhooks, by the example that receivers are tested with.
import { expect, test } from 'vitest'
import { signWebhook, writeWebhookSecret } from './webhook.ts'

const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(0), body: '{"test": 2432232314}' }
const now = new Date(1614265330_000)

test('the known message has the known signature', () => {
  expect(signWebhook(message, [secret], now)).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('while a secret is replaced, both sign', () => {
  const { 'webhook-signature': both } = signWebhook(message, [Buffer.alloc(32, 1), secret], now)
  expect(both.split(' ')).toHaveLength(2)
  expect(both.split(' ')[1]).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('a secret is told in the form that libraries take', () => {
  expect(writeWebhookSecret(secret)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
})
