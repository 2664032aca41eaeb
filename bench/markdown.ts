// Figures as Markdown, and where they are kept: below the mark of a README.
import { readFileSync, writeFileSync } from 'node:fs'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'))
  return `${[line(head), line(rule), ...rows.map(line)].join('\n')}\n`
}

/** Three digits that count. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return value.toFixed(0)
  return value.toPrecision(value >= 1 ? 3 : 2)
}

export function percentOf(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : '–'
}

const MARK = '<!-- figures: written by run.ts --save -->'

/** Puts the figures below the mark of a README. */
export function saveFigures(path: string, text: string): void {
  const [above = ''] = readFileSync(path, 'utf8').split(MARK)
  writeFileSync(path, `${above}${MARK}\n\n${text}`)
}

/** Puts one section below the mark in the place of the one that has its heading, or after the others. */
export function saveSection(path: string, heading: string, text: string): void {
  const [above = '', below = ''] = readFileSync(path, 'utf8').split(MARK)
  const sections = below.split(/^(?=### )/m).filter((section) => section.startsWith('### '))
  const at = sections.findIndex((section) => section.startsWith(`### ${heading}\n`))
  const section = `### ${heading}\n\n${text.trim()}\n\n`
  if (at < 0) sections.push(section)
  else sections[at] = section
  writeFileSync(
    path,
    `${above}${MARK}\n\n${sections
      .map((one) => `${one.trim()}\n\n`)
      .join('')
      .trim()}\n`,
  )
}
