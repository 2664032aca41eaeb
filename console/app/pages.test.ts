// Every page of the console is one that the server answers, and the other way about.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pages } from '../../contract/pages.ts'

test('the router and the list of pages have the same addresses', () => {
  const router = readFileSync(path.join(import.meta.dirname, 'router.tsx'), 'utf8')
  const addresses = [...router.matchAll(/^  path: '([^']+)',$/gm)].map(({ 1: address = '' }) =>
    address.replaceAll('$', ':'),
  )
  expect(addresses.toSorted()).toEqual([...pages].toSorted())
})
