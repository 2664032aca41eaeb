// The attack: a page that looks like the service's, at an address that looks like it, to be given the password and a code.
import { describe, expect, it, test } from 'vitest'
import { matchesOrigin, mayTypeAt, originOf } from './where-to-type.ts'

const atlassian = {
  secretOrigins: ['https://id.atlassian.com'],
  usernameOrigins: [],
  ownOrigin: false,
}
const any = { secretOrigins: [], usernameOrigins: [], ownOrigin: true }
const salesforce = {
  secretOrigins: ['https://login.salesforce.com', 'https://{tenant}.my.salesforce.com'],
  usernameOrigins: [],
  ownOrigin: true,
}
const jira = { url: 'https://acme.atlassian.net/jira/dashboards/1', signInOrigins: [] }

describe('135: a secret is typed at the exact origins of its connection and nowhere else', () => {
  test.each([
    'https://id.atlassian.com.evil.example',
    'https://id.atlassian.com@evil.example',
    'https://evil.example#id.atlassian.com',
    'https://id-atlassian.com',
    'https://idatlassian.com',
    'https://xid.atlassian.com',
    'https://id.atlassian.co',
    'https://id.atlassian.com.',
    'https://id.atlassian.com:8443',
    'https://id.atlassian.com:443',
    'https://ID.atlassian.com',
    'https://id.atlassian.com/',
    'https://id.atlassian.com\\.evil.example',
    'https://id%2eatlassian.com',
    'https://id。atlassian.com',
    'https://іd.atlassian.com',
    'https://xn--d-j9a.atlassian.com',
    'http://id.atlassian.com',
    'wss://id.atlassian.com',
    'blob:https://id.atlassian.com',
    'file://',
    'null',
    '',
  ])('135: not at %s', (origin) => {
    expect(mayTypeAt(atlassian, jira, origin)).toBe(false)
    expect(mayTypeAt(atlassian, jira, origin, 'code')).toBe(false)
    expect(mayTypeAt(atlassian, jira, origin, 'username')).toBe(false)
  })

  it('135: and at the right one it is', () => {
    expect(mayTypeAt(atlassian, jira, 'https://id.atlassian.com')).toBe(true)
  })

  it('135: not at the address of the connection, where the service never asks for it', () => {
    expect(mayTypeAt(atlassian, jira, 'https://acme.atlassian.net')).toBe(false)
    expect(mayTypeAt(any, jira, 'https://acme.atlassian.net')).toBe(true)
  })

  it('135: the page of another customer of the same service is another site', () => {
    const connection = { url: 'https://acme.lightning.force.com/x', signInOrigins: [] }
    expect(mayTypeAt(salesforce, connection, 'https://acme.my.salesforce.com')).toBe(true)
    for (const other of ['evil', 'acme.evil', 'evil.acme', 'acme-', 'xn--acme']) {
      expect(mayTypeAt(salesforce, connection, `https://${other}.my.salesforce.com`)).toBe(false)
    }
  })

  it('135: over http only where the connection is http, and at that very origin', () => {
    const inside = { url: 'http://wall.internal:3000/d/1', signInOrigins: [] }
    expect(mayTypeAt(any, inside, 'http://wall.internal:3000')).toBe(true)
    expect(mayTypeAt(any, inside, 'http://wall.internal')).toBe(false)
    expect(mayTypeAt(any, inside, 'http://wall.internal:3001')).toBe(false)
    expect(mayTypeAt(any, inside, 'https://wall.internal:3000')).toBe(false)
    const usual = { url: 'http://wall.example/', signInOrigins: [] }
    expect(mayTypeAt(any, usual, 'https://wall.example')).toBe(true)
    expect(mayTypeAt(any, usual, 'https://wall.example:8443')).toBe(false)
    const outside = { url: 'https://wall.example', signInOrigins: ['http://wall.example'] }
    expect(mayTypeAt(any, outside, 'http://wall.example')).toBe(false)
  })

  it('135: an address that could be read in two ways is trusted nowhere', () => {
    for (const url of [
      'https://acme.example@evil.example/',
      'https://evil.example\\@acme.example/',
      'https://acme.example%2f@evil.example/',
      'https://acme.example:99999/',
      'https://acme.example:/',
      'https://[::1/',
      'https:/acme.example',
      'javascript://acme.example/%0a',
    ]) {
      for (const origin of ['https://acme.example', 'https://evil.example']) {
        expect([url, mayTypeAt(any, { url, signInOrigins: [] }, origin)]).toEqual([url, false])
      }
    }
  })

  it('135: what only a name may be typed at gets no password and no code', () => {
    const powerBi = {
      secretOrigins: ['https://login.microsoftonline.com'],
      usernameOrigins: ['https://app.powerbi.com'],
      ownOrigin: false,
    }
    const connection = { url: 'https://app.powerbi.com/groups/me', signInOrigins: [] }
    expect(mayTypeAt(powerBi, connection, 'https://app.powerbi.com', 'username')).toBe(true)
    expect(mayTypeAt(powerBi, connection, 'https://app.powerbi.com', 'password')).toBe(false)
    expect(mayTypeAt(powerBi, connection, 'https://app.powerbi.com', 'code')).toBe(false)
  })
})

describe('further origins that an admin named', () => {
  const withSso = { url: 'https://wall.example/', signInOrigins: ['https://Login.Example.com/sso'] }

  it('count exactly', () => {
    expect(mayTypeAt(any, withSso, 'https://login.example.com')).toBe(true)
    expect(mayTypeAt(any, withSso, 'https://login.example.com:444')).toBe(false)
    expect(mayTypeAt(any, withSso, 'https://a.login.example.com')).toBe(false)
  })

  it('may be http where the connection itself is', () => {
    const inside = { url: 'http://wall.internal/', signInOrigins: ['http://login.internal:9000'] }
    expect(mayTypeAt(any, inside, 'http://login.internal:9000')).toBe(true)
  })

  it('are no patterns', () => {
    const wild = { url: 'https://wall.example/', signInOrigins: ['https://*.example.com'] }
    expect(mayTypeAt(any, wild, 'https://login.example.com')).toBe(false)
  })
})

describe('patterns of origins', () => {
  const matches = (pattern: string, origin: string) => matchesOrigin(pattern, origin, 'https://acme.example')

  it('a star is one label, two stars any number', () => {
    expect(matches('https://*.example.com', 'https://a.example.com')).toBe(true)
    expect(matches('https://*.example.com', 'https://a.b.example.com')).toBe(false)
    expect(matches('https://**.example.com', 'https://a.b.example.com')).toBe(true)
  })

  it('none takes the bare name, a longer name, or a label that hides letters', () => {
    for (const origin of [
      'https://example.com',
      'https://.example.com',
      'https://aexample.com',
      'https://a.example.com.evil.example',
      'https://xn--pple-43d.example.com',
      'https://a.example.com:8443',
      'http://a.example.com',
    ]) {
      expect([origin, matches('https://*.example.com', origin)]).toEqual([origin, false])
      expect([origin, matches('https://**.example.com', origin)]).toEqual([origin, false])
    }
  })
})

describe('the origin of an address', () => {
  it.each([
    ['HTTPS://Wall.Example:443/a?b#c', 'https://wall.example'],
    ['http://wall.example:80', 'http://wall.example'],
    ['https://wall.example:08443/', 'https://wall.example:8443'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    ['http://127.0.0.1:3000/login', 'http://127.0.0.1:3000'],
    ['http://a_b.internal/', 'http://a_b.internal'],
  ])('%s is at %s', (url, origin) => {
    expect(originOf(url)).toBe(origin)
    // What a browser says of the same address.
    expect(new URL(url).origin).toBe(origin)
  })
})
