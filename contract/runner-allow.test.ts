// What COUNTERSIGN_RUNNER_ALLOW may hold.
import { expect, test } from 'vitest'
import { readAllowEntry, splitAllowEntries } from './runner-allow.ts'

test.each([
  ['grafana.lan', { host: 'grafana.lan' }],
  ['Grafana.LAN:3000', { host: 'grafana.lan', port: 3000 }],
  ['10.1.2.3', { host: '10.1.2.3' }],
  ['10.1.2.3:80', { host: '10.1.2.3', port: 80 }],
  ['10.0.0.0/8', { network: '10.0.0.0', prefix: 8 }],
  ['fd00::5', { host: 'fd00::5' }],
  ['[fd00::5]:80', { host: '[fd00::5]', port: 80 }],
  ['fd00::/64', { network: 'fd00::', prefix: 64 }],
])('%s is an entry', (entry, read) => {
  expect(readAllowEntry(entry)).toEqual(read)
})

test.each([
  '',
  'grafana.lan:0',
  'grafana.lan:65536',
  'grafana.lan:',
  'grafana.lan/8',
  '10.0.0.0/33',
  'fd00::/129',
  'http://grafana.lan',
  'me@grafana.lan',
  '[grafana.lan]:80',
  'a b',
  'fe80::1%eth0',
])('%s is none', (entry) => {
  expect(readAllowEntry(entry)).toBeUndefined()
})

test('entries stand apart by commas, spaces and lines', () => {
  expect(splitAllowEntries(' a:1, b:2\nc ,')).toEqual(['a:1', 'b:2', 'c'])
})
