// People type addresses as they read them: without a scheme, with a space, or with something that is none.
import { expect, test } from 'vitest'
import { completeAddress, hostOf, isAddress, isUnprotected } from './address.ts'

test('without a scheme https is meant; what has one keeps it', () => {
  expect(completeAddress(' northwind.atlassian.net ')).toBe('https://northwind.atlassian.net')
  expect(completeAddress('http://wiki.local:8080/x')).toBe('http://wiki.local:8080/x')
  expect(completeAddress('wiki.local:8080')).toBe('https://wiki.local:8080')
  expect(completeAddress('')).toBe('')
})

test('what the server would refuse is told before it is sent', () => {
  expect(isAddress('https://northwind.zendesk.com/')).toBe(true)
  expect(isAddress('https://user:password@northwind.example/')).toBe(false)
  expect(isAddress('https://north wind.example/')).toBe(false)
  expect(isAddress('file:///etc/passwd')).toBe(false)
  expect(isAddress('https://')).toBe(false)
  expect(isAddress(`https://northwind.example/${'a'.repeat(2000)}`)).toBe(false)
})

test('the host is what a list has room for', () => {
  expect(hostOf('https://northwind.atlassian.net/jira/boards/12?filter=a')).toBe('northwind.atlassian.net')
  expect(isUnprotected('http://wiki.local/')).toBe(true)
  expect(isUnprotected('https://wiki.local/')).toBe(false)
})
