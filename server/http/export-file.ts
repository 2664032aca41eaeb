// Files to be kept: CSV (RFC 4180) and JSON, written row by row while they are sent.
import type { Download } from './call.ts'

export type Cell = string | number | boolean | undefined

/** One row to a line of CSV. A cell that a spreadsheet would take for a formula is written as text. */
export function toCsvLine(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(cell: Cell): string {
  const text = String(cell ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * @param name of the file, without ending; ours alone, with nothing in it that anybody typed
 * @param rows page after page, so that memory holds one
 */
export function exportFile<Row>(options: {
  name: string
  format: 'csv' | 'json'
  now: Date
  columns: readonly { name: string; value: (row: Row) => Cell }[]
  rows: AsyncIterable<Row[]>
}): Download {
  const { name, format, now, columns, rows } = options
  const fileName = `${name}-${now.toISOString().slice(0, 10)}.${format}`
  if (format === 'csv') return { fileName, contentType: 'text/csv; charset=utf-8', chunks: csv() }
  return { fileName, contentType: 'application/json; charset=utf-8', chunks: json() }

  async function* csv(): AsyncGenerator<string> {
    yield toCsvLine(columns.map((column) => column.name))
    for await (const page of rows) {
      yield page.map((row) => toCsvLine(columns.map(({ value }) => value(row)))).join('')
    }
  }

  async function* json(): AsyncGenerator<string> {
    let isFirst = true
    yield '['
    for await (const page of rows) {
      for (const row of page) {
        yield `${isFirst ? '' : ','}\n${JSON.stringify(row)}`
        isFirst = false
      }
    }
    yield '\n]\n'
  }
}
