// docs/security/attacks.md against the tests: a page that says which test shows what is worth as much as it is true.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readText as read, root, testsNamedIn } from './shown-by.ts'

/** A title that begins with the number of an attack: `test('27: …')`, also after `.each(…)`. */
const numberedTitle = /\(\s*['"`](\d{1,3}): /g

const rows = read('docs/security/attacks.md')
  .split('\n')
  .map((line) => /^\| (\d+) +\| (.*?) +\| (.*?) +\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, number = '', attack = '', shownBy = '']) => ({ number: Number(number), attack, shownBy }))

const filesOf = (shownBy: string): string[] => testsNamedIn(shownBy).map(({ file }) => file)

const numbersIn = (path: string): Set<number> =>
  new Set([...read(path).matchAll(numberedTitle)].map(([, number]) => Number(number)))

describe('the attack list', () => {
  it('has all 151, each once and in their order', () => {
    expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 151 }, (_, index) => index + 1))
  })

  it('says of each which test shows it, or why there is none yet', () => {
    const silent = rows.filter(
      ({ shownBy }) => filesOf(shownBy).length === 0 && !/^Not yet: \S/.test(shownBy),
    )
    expect(silent).toEqual([])
  })

  it('names only tests that are there: by their number, or by words of their title', () => {
    const wrong: string[] = []
    for (const { number, shownBy } of rows) {
      for (const { file, title } of testsNamedIn(shownBy)) {
        const isThere =
          existsSync(join(root, file)) &&
          (title === undefined ? numbersIn(file).has(number) : read(file).includes(title))
        if (!isThere) wrong.push(`${number}: ${file} ${title ?? ''}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('names every test that bears a number', () => {
    const listed = execFileSync('git', ['ls-files', '-z', '*.test.ts', '*.test.tsx'], {
      cwd: root,
      encoding: 'utf8',
    })
    const tests = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
    const missing = tests
      .filter((path) => !path.startsWith('checks/'))
      .flatMap((path) => [...numbersIn(path)].map((number) => ({ path, number })))
      .filter(({ path, number }) => !filesOf(rows[number - 1]?.shownBy ?? '').includes(path))
    expect(missing).toEqual([])
  })

  it('counts itself rightly', () => {
    const counted = [
      ...read('docs/security/attacks.md').matchAll(/^\| [A-H]\. .*?\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm),
    ]
    const sums = [1, 2, 3].map((column) => counted.reduce((sum, match) => sum + Number(match[column]), 0))
    const isNotYet = ({ shownBy }: { shownBy: string }) => shownBy.startsWith('Not yet: ')
    const isPartly = ({ shownBy }: { shownBy: string }) => shownBy.includes(' Partly: ')
    const partly = rows.filter(isPartly).length
    const notYet = rows.filter(isNotYet).length
    expect(sums).toEqual([151 - partly - notYet, partly, notYet])
  })
})
