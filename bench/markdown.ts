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
