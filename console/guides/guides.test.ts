// The guides say what the console says, and the extension: every name in bold is a text of theirs, or opens a paragraph.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { en } from '../texts/en.ts'
import { enConsole } from '../texts/en-console.ts'
import { guideGroups } from './guides.ts'

const folder = path.join(import.meta.dirname, '../../docs/guides')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length))
// The extension has a catalogue of its own, which is not the console's to import.
const ofExtension = [
  ...readFileSync(path.join(folder, '../../extension/texts/en.ts'), 'utf8').matchAll(
    /^ +(?:'[\w.]+': )?'(.+)',$/gm,
  ),
].map(({ 1: text = '' }) => text)
const known = [...Object.values({ ...en, ...enConsole }), ...ofExtension]
const texts = known.map(
  (text) =>
    new RegExp(`^${text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\{\w+\}\}/g, '.+')}$`, 'u'),
)
const isOfConsole = (label: string): boolean => texts.some((text) => text.test(label))

test('each is in the list of the help page, once', () => {
  expect(Object.values(guideGroups).flat().toSorted()).toEqual(names.toSorted())
})

describe.each(names)('%s', (name) => {
  const lines = readFileSync(path.join(folder, `${name}.md`), 'utf8')

  test('names nothing that is not there', () => {
    const paragraphs = lines.split(/\n\s*\n|\n(?=\s*(?:[-\d]))/)
    const unknown = paragraphs.flatMap((paragraph) => {
      const text = paragraph.replaceAll(/\s+/g, ' ').trim()
      return [...text.matchAll(/\*\*(.+?)\*\*/g)].flatMap(({ 1: bold = '', index }) => {
        const opens = /^(?:- |\d+\. )?$/.test(text.slice(0, index))
        const labels = bold.split(' → ').map((label) => label.replace(/\.$/, ''))
        return labels.filter((label) => !isOfConsole(label) && !opens)
      })
    })
    expect(unknown).toEqual([])
  })

  test('quotes its failures as they are shown', () => {
    const quoted = [...lines.matchAll(/^\| ([A-Z].+?) +\|/gm)].map(({ 1: cell = '' }) => cell)
    const begins = (cell: string) => {
      const [start = ''] = cell.split('…')
      return known.some((text) => text.startsWith(start.trim()))
    }
    expect(quoted.filter((cell) => !begins(cell))).toEqual([])
  })
})
