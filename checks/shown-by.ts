// How the pages in docs/security name what shows a row: a test file in backticks, then words of a title in “…”.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

export interface NamedTest {
  file: string
  title: string | undefined
}

export function testsNamedIn(shownBy: string): NamedTest[] {
  return [...shownBy.matchAll(/`([\w./-]+\.test\.tsx?)`(?: “([^”]+)”)?/g)].map(([, file = '', title]) => ({
    file,
    title,
  }))
}
