// What a runner is started with: by variables, or told by the server beside it.
import { expect, test } from 'vitest'
import { readRunnerSettings } from './runner-settings.ts'

const token = 'a'.repeat(43)

test('the two that countersign runner add prints are enough', () => {
  const env = { COUNTERSIGN_SERVER: 'https://countersign.example.com', COUNTERSIGN_RUNNER_TOKEN: token }
  expect(readRunnerSettings(env, undefined)).toMatchObject({
    server: new URL('https://countersign.example.com'),
    token,
    allow: [],
    most: 8,
    mostPlaces: 16,
  })
})

test('what the server beside tells counts before the variables', () => {
  const told = { server: 'http://127.0.0.1:8400', token }
  const env = { COUNTERSIGN_RUNNER_ALLOW: 'grafana.lan:3000, 10.0.0.0/8' }
  expect(readRunnerSettings(env, told)).toMatchObject({
    server: new URL('http://127.0.0.1:8400'),
    allow: ['grafana.lan:3000', '10.0.0.0/8'],
  })
})

test('everything that is wrong is said at once, and no token is repeated', () => {
  const env = {
    COUNTERSIGN_SERVER: 'countersign.example.com/console',
    COUNTERSIGN_RUNNER_TOKEN: 'too short',
    COUNTERSIGN_RUNNER_CONNECTIONS: 'many',
    COUNTERSIGN_RUNNER_PLACES: '-1',
  }
  const read = readRunnerSettings(env, undefined)
  const errors = 'errors' in read ? read.errors : []
  expect(errors).toHaveLength(4)
  expect(errors.join(' ')).not.toContain('too short')
})
