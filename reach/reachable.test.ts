// Which addresses a page may be fetched from, in every spelling that an address has.
import { describe, expect, it, test } from 'vitest'
import { canonicalHost, readAllowed, refusalOf } from './reachable.ts'

const none = readAllowed([])
const refusal = (address: string, allow: string[] = [], port = 443, host = address) =>
  refusalOf(host, address, port, readAllowed(allow), [], new Set())

describe('what is refused', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.1.1',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    'fec0::1',
    '2001:db8::1',
    '2001::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::192.168.0.1',
    '2002:7f00:1::',
    '2002:c0a8:101::1',
    'not an address',
  ])('%s, as it is not of the open internet', (address) => {
    expect(refusal(address)).toBe('private')
  })

  test.each([
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::',
  ])('%s, whatever is allowed, as it gives away the keys of a cloud account', (address) => {
    const everything = ['0.0.0.0/0', '::/0', address, `[${address}]:443`]
    expect(refusal(address, everything)).toBe('metadata')
    expect(refusalOf('a.example', address, 443, readAllowed(['a.example']), [], new Set())).toBe('metadata')
  })

  it('the address of this machine in the open internet too', () => {
    expect(refusalOf('x.example', '203.1.2.3', 80, none, [], new Set(['203.1.2.3']))).toBe('private')
  })
})

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1'])(
  '%s may be reached',
  (address) => {
    expect(refusal(address)).toBeUndefined()
  },
)

describe('what the operator allowed', () => {
  it('a range', () => {
    expect(refusal('10.1.2.3', ['10.1.0.0/16'])).toBeUndefined()
    expect(refusal('10.2.2.3', ['10.1.0.0/16'])).toBe('private')
    expect(refusal('fd00::5', ['fd00::/64'])).toBeUndefined()
  })

  it('an address in any spelling of it', () => {
    expect(refusal('::ffff:10.0.0.1', ['10.0.0.1'])).toBeUndefined()
    expect(refusal('fd00:0:0::1', ['fd00::1'])).toBeUndefined()
  })

  it('one port of a host, and no other', () => {
    expect(refusal('10.0.0.1', ['grafana.lan:3000'], 3000, 'grafana.lan')).toBeUndefined()
    expect(refusal('10.0.0.1', ['grafana.lan:3000'], 22, 'grafana.lan')).toBe('private')
    expect(refusal('10.0.0.1', ['grafana.lan:3000'], 3000, 'other.lan')).toBe('private')
    expect(refusal('127.0.0.1', ['127.0.0.1:80'], 81)).toBe('private')
    expect(refusal('::1', ['[::1]:80'], 80)).toBeUndefined()
  })
})

describe("the server's own place", () => {
  const all = readAllowed(['0.0.0.0/0', '::/0'])
  const own = [{ address: '127.0.0.1', port: 8400 }]

  it('is never reached, by whatever name of this machine', () => {
    for (const address of ['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1', '0.0.0.0', '10.5.5.5']) {
      expect(refusalOf(address, address, 8400, all, own, new Set(['10.5.5.5']))).toBe('own_server')
    }
    expect(refusalOf('127.0.0.1', '127.0.0.1', 8401, all, own, new Set())).toBeUndefined()
  })

  it('nor by its own name, wherever that leads', () => {
    const named = [{ address: 'sign.example', port: 443 }]
    expect(refusalOf('sign.example', '1.1.1.1', 443, all, named, new Set())).toBe('own_server')
  })
})

test.each([
  ['0x7f.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['localhost.', 'localhost'],
  ['LOCALHOST', 'localhost'],
  ['[::FFFF:127.0.0.1]', '::ffff:7f00:1'],
  ['0:0::1', '::1'],
  ['１２７.0.0.1', '127.0.0.1'],
])('%s is another spelling of %s', (text, host) => {
  expect(canonicalHost(text)).toBe(host)
})

test.each(['', 'a b', 'user@host', 'host/path', '127.0.0.1:80', '999.1.1.1', '[::1'])(
  '"%s" is no host',
  (text) => {
    expect(canonicalHost(text)).toBeUndefined()
  },
)

test('what is no entry is told, so that a slip of the pen allows nothing', () => {
  const { unreadable } = readAllowed([
    '10.0.0.0/33',
    'a:b:c',
    'host:99999',
    'fd00::/200',
    'x/y',
    'good.lan:80',
  ])
  expect(unreadable).toEqual(['10.0.0.0/33', 'a:b:c', 'host:99999', 'fd00::/200', 'x/y'])
})
