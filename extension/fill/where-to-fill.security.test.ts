// The attack: a page that looks like the service, at an address that looks like its address.
import { describe, expect, test } from 'vitest'
import { whereToFill } from './where-to-fill.ts'

const connection = { url: 'https://wall.example/login', signInOrigins: ['https://sso.wall.example'] }

describe('135: a code is not offered at', () => {
  test.each([
    ['a longer name', 'https://wall.example.evil.example/login'],
    ['the name as a folder', 'https://evil.example/wall.example/login'],
    ['the name as a user', 'https://wall.example@evil.example/login'],
    ['a host below it that nobody named', 'https://app.wall.example/'],
    ['letters that look like its letters', 'https://wаll.example/login'],
    ['the same host without TLS', 'http://wall.example/login'],
    ['another port', 'https://wall.example:8443/login'],
    ['a dot at the end', 'https://wall.example./login'],
    ['a page of a file', 'file:///wall.example/login'],
    ['a page without an origin', 'data:text/html,https://wall.example'],
    ['an extension’s page', 'chrome-extension://wall.example/login'],
    ['a page that we may not know', undefined],
  ])('%s', (_, url) => {
    expect(whereToFill(connection, url)).toBeUndefined()
  })
})

test.each([
  ['its own origin, on any page', 'https://wall.example/two-factor?next=%2F'],
  ['an origin that an admin named', 'https://sso.wall.example/code'],
])('and is at %s', (_, url) => {
  expect(whereToFill(connection, url)).toBe(new URL(url).origin)
})

test('over http it is offered where the connection itself is http', () => {
  const onSite = { url: 'http://wall.example:3000/', signInOrigins: [] }
  expect(whereToFill(onSite, 'http://wall.example:3000/login')).toBe('http://wall.example:3000')
  expect(whereToFill(onSite, 'http://wall.example:3001/login')).toBeUndefined()
})
