// The end of the server: requests under way are answered, and kept connections do not hold it up.
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createPasswordHasher, type PasswordHasher } from '../passwords/password-hash.ts'
import { ADMIN, startTestApp } from '../testing/test-app.ts'

test('a request under way at the end is answered, and its connection is not kept for a next one', async () => {
  const started = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const hasher = createPasswordHasher({
    parameters: { memoryKib: 8, iterations: 1, parallelism: 1 },
    workers: 1,
    queueLimit: 10,
  })
  const held: PasswordHasher = {
    ...hasher,
    async verify(storedHash, password) {
      started.resolve()
      await released.promise
      return hasher.verify(storedHash, password)
    },
  }
  const test = await startTestApp({ hasher: held })
  await test.setUp()
  await test.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = test.app.server.address() as AddressInfo
  const signIn = fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ADMIN, client: 'cli' }),
  })
  await started.promise
  const closed = test.close()
  released.resolve()
  const answer = await signIn
  expect(await answer.json()).toMatchObject({ step: 'done' })
  expect(answer.headers.get('connection')).toBe('close')
  // It would take more than a minute, until the kept connection is idle for too long.
  await closed
})
