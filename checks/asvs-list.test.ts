// docs/security/asvs.md against the tests, and docs/security/controls.md against the code.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract } from '../contract/contract.ts'
import { codeBackoff, codeFailuresCap, passwordBackoff } from '../server/budgets/backoff.ts'
import { settingsTable, type Setting } from '../server/settings-table.ts'
import { readText, root, testsNamedIn } from './shown-by.ts'

/** How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they are its first ones. */
const sections: Record<string, number> = {
  'V6.1': 3,
  'V6.2': 12,
  'V6.3': 4,
  'V6.4': 4,
  'V6.5': 5,
  'V6.6': 3,
  'V6.8': 4,
  'V7.1': 3,
  'V7.2': 4,
  'V7.3': 2,
  'V7.4': 5,
  'V7.5': 2,
  'V7.6': 2,
  'V8.1': 2,
  'V8.2': 3,
  'V8.3': 1,
  'V8.4': 1,
  'V11.1': 2,
  'V11.2': 3,
  'V11.3': 3,
  'V11.4': 4,
  'V11.5': 1,
  'V11.6': 1,
  'V14.1': 2,
  'V14.2': 4,
  'V14.3': 3,
  'V16.1': 1,
  'V16.2': 5,
  'V16.3': 4,
  'V16.4': 3,
  'V16.5': 3,
}

const page = readText('docs/security/asvs.md')
const rows = page
  .split('\n')
  .map((line) => /^\| (V(\d+)\.\d+\.\d+) +\| ([12]) +\| .*? +\| (.*?) +\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, id = '', chapter = '', , shownBy = '']) => ({ id, chapter: `V${chapter}`, shownBy }))

function stateOf(shownBy: string): 'met' | 'Partly' | 'Not yet' | 'Not applicable' {
  const [, state] = /^(Partly|Not yet|Not applicable): \S/.exec(shownBy) ?? []
  return (state as 'Partly' | undefined) ?? 'met'
}

const pathsNamedIn = (shownBy: string): string[] =>
  [...shownBy.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, path = '']) => path)

describe('the page on ASVS', () => {
  it('has every requirement of levels 1 and 2, each once and in their order', () => {
    const expected = Object.entries(sections).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
    )
    expect(rows.map(({ id }) => id)).toEqual(expected)
  })

  it('names, for what is met, a test or a page that is there; for the rest a reason', () => {
    const wrong = rows.flatMap(({ id, shownBy }) => {
      const tests = testsNamedIn(shownBy)
      const paths = pathsNamedIn(shownBy)
      const isShown = tests.length > 0 || paths.some((path) => path.startsWith('docs/'))
      if (stateOf(shownBy) === 'met' && !isShown) return [`${id}: nothing shows it`]
      const missing = paths.filter((path) => !existsSync(join(root, path)))
      const untitled = tests.filter(
        ({ file, title }) =>
          !missing.includes(file) && title !== undefined && !readText(file).includes(title),
      )
      return [...missing, ...untitled.map(({ file, title }) => `${file} “${title}”`)].map(
        (what) => `${id}: ${what}`,
      )
    })
    expect(wrong).toEqual([])
  })

  it('counts itself rightly', () => {
    const told = [...page.matchAll(/^\| (V\d+) [^|]+\| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm)].map(
      ([, chapter, ...counts]) => [chapter, counts.map(Number)],
    )
    const states = ['met', 'Partly', 'Not yet', 'Not applicable'] as const
    const chapters = [...new Set(rows.map(({ chapter }) => chapter))]
    expect(told).toEqual(
      chapters.map((chapter) => [
        chapter,
        states.map(
          (state) => rows.filter((row) => row.chapter === chapter && stateOf(row.shownBy) === state).length,
        ),
      ]),
    )
  })
})

describe('the page on controls', () => {
  const controls = readText('docs/security/controls.md')

  it('has the numbers of the code', () => {
    const numbersAfter = (start: string): number[] => {
      const line = controls.split('\n').find((one) => one.startsWith(`| ${start}`)) ?? ''
      return line.split('|').slice(2, 5).map(Number)
    }
    const limits = [
      ['password, one account from one address', passwordBackoff.pair],
      ['password, one account from anywhere', passwordBackoff.account],
      ['password, one address for any account', passwordBackoff.address],
      ['code, recovery code', codeBackoff],
    ] as const
    for (const [start, { freeFailures, firstSeconds, mostSeconds }] of limits) {
      expect(numbersAfter(start), start).toEqual([freeFailures, firstSeconds, mostSeconds])
    }
    expect(controls).toContain(`the same, ${codeFailuresCap} in a row`)
    const settings: readonly Setting<unknown>[] = Object.values(settingsTable)
    const told = [...controls.matchAll(/\| +(\d+) \| `(COUNTERSIGN_\w+)`/g)]
    expect(told.length).toBeGreaterThan(5)
    for (const [, number, variable] of told) {
      expect(settings.find((one) => one.variable === variable)?.fallback, variable).toBe(number)
    }
  })

  it('names every kind of access that a route has', () => {
    const kinds = [...new Set(Object.values(contract).map(({ access }) => access))]
    expect(kinds.filter((kind) => !controls.includes(`| \`${kind}\``))).toEqual([])
  })
})
