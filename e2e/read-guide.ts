// A guide as a person follows it: each name that it has in bold is looked for on the page, and none is left over.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export interface Guide {
  text: string
  /** A label that the guide has in bold, as it is found on a page. */
  find(inside: Page | Locator, label: string): Locator
  /** That every label was found that the guide names. Those that open a paragraph name no part of the console. */
  expectAllFound(...openers: string[]): void
}

export function readGuide(name: string): Guide {
  const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'guides', `${name}.md`), 'utf8')
  const labels = new Set(
    [...text.replaceAll(/\s+/g, ' ').matchAll(/\*\*(.+?)\*\*/g)]
      .flatMap(({ 1: bold = '' }) => bold.split(' → '))
      .map((label) => label.replace(/\.$/, '')),
  )
  const found = new Set<string>()
  return {
    text,
    find(inside, label) {
      expect(labels, `${name}.md in bold`).toContain(label)
      found.add(label)
      // A button may be named more precisely for those who hear it: "Replace Pixel".
      return inside.getByText(label, { exact: true }).first()
    },
    expectAllFound(...openers) {
      expect([...labels].filter((label) => !found.has(label) && !openers.includes(label))).toEqual([])
    },
  }
}
