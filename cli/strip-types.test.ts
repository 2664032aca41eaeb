// What is stripped of its types is kept, and what is kept runs only where it was made of the file that is there now.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let keepIn: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-strip-')))
  keepIn = join(folder, 'kept')
  mkdirSync(join(folder, 'part'))
  write('the first')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (words: string) =>
  writeFileSync(join(folder, 'part', 'words.ts'), `export const words: string = '${words}'\n`)

/** What the module says, and whether Node's own stripper, some megabytes of it, had to be loaded. */
function runIt(): { words: string; hasStripped: boolean } {
  const program = `
    const { stripOwnTypes } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'strip-types.js')))})
    stripOwnTypes(${JSON.stringify(folder)}, ${JSON.stringify(keepIn)})
    const { words } = await import(${JSON.stringify(pathToFileURL(join(folder, 'part', 'words.ts')))})
    const hasStripped = process.moduleLoadList.some((name) => name.includes('amaro'))
    console.log(JSON.stringify({ words, hasStripped }))`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(output) as { words: string; hasStripped: boolean }
}

const keptFile = () => join(keepIn, 'part', 'words.ts.js')

describe('the types of the package', () => {
  it('are stripped once', () => {
    expect(runIt()).toEqual({ words: 'the first', hasStripped: true })
    expect(runIt()).toEqual({ words: 'the first', hasStripped: false })
    expect(readdirSync(join(keepIn, 'part'))).toEqual(['words.ts.js'])
  })

  it('are stripped anew when the file is another one, also of the same age and length', () => {
    runIt()
    write('the other')
    expect(runIt()).toEqual({ words: 'the other', hasStripped: true })
    expect(runIt()).toEqual({ words: 'the other', hasStripped: false })
  })

  it('leave every line and column where it was', () => {
    writeFileSync(
      join(folder, 'part', 'words.ts'),
      `interface A {\n  a: string\n}\nconst a: A = { a: 'x' }\nexport const words = new Error(a.a).stack\n`,
    )
    for (const { words } of [runIt(), runIt()]) expect(words).toContain('words.ts:5:22')
  })

  it('are stripped anew where what is kept has been cut short', () => {
    runIt()
    truncateSync(keptFile(), readFileSync(keptFile()).length - 20)
    expect(runIt()).toEqual({ words: 'the first', hasStripped: true })
  })

  it('are stripped at each start where nothing can be kept', () => {
    if (process.getuid?.() === 0) writeFileSync(keepIn, 'a file where the folder would be')
    else mkdirSync(keepIn, { mode: 0o500 })
    expect(runIt()).toEqual({ words: 'the first', hasStripped: true })
    expect(runIt()).toEqual({ words: 'the first', hasStripped: true })
    chmodSync(keepIn, 0o700)
  })
})
