// The copy of PostgreSQL's programs that root keeps for a user who cannot reach the package.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findUsableCopy } from './embedded-copy.ts'

describe.runIf(process.getuid?.() === 0)('the kept copy', () => {
  let folder: string
  let source: string
  let cacheDir: string
  let said: string[]

  beforeEach(() => {
    folder = mkdtempSync('/run/embedded-copy-') // nobody but root may write on the way there
    source = join(folder, 'source')
    cacheDir = join(folder, 'cache', 'countersign')
    said = []
    mkdirSync(join(source, 'bin'), { recursive: true })
    writeFileSync(join(source, 'bin', 'postgres'), '#!/bin/sh\n', { mode: 0o700 })
    writeFileSync(join(source, 'static.a'), 'of no use')
    symlinkSync('bin/postgres', join(source, 'alias'))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const find = () => {
    const use = (root: string) => root
    return findUsableCopy(source, 'pg', join(folder, 'run'), (line) => said.push(line), use, cacheDir)
  }

  it('is made once, readable for all, changeable for root alone', () => {
    expect(find()).toBe(join(cacheDir, 'pg'))
    expect(find()).toBe(join(cacheDir, 'pg'))
    expect(said).toHaveLength(1)
    expect(readdirSync(join(cacheDir, 'pg'))).toEqual(['bin'])
    expect(statSync(join(cacheDir, 'pg')).mode & 0o777).toBe(0o755)
    expect(statSync(join(cacheDir, 'pg', 'bin', 'postgres')).mode & 0o777).toBe(0o755)
  })

  it('is made anew when a file is missing or has another size', () => {
    find()
    writeFileSync(join(cacheDir, 'pg', 'bin', 'postgres'), '')
    expect(find()).toBe(join(cacheDir, 'pg'))
    expect(readFileSync(join(cacheDir, 'pg', 'bin', 'postgres'), 'utf8')).toBe('#!/bin/sh\n')
    rmSync(join(cacheDir, 'pg', 'bin'), { recursive: true })
    expect(find()).toBe(join(cacheDir, 'pg'))
    expect(readdirSync(cacheDir)).toEqual(['pg'])
  })

  it('is not trusted where others may write, or where a link leads elsewhere', () => {
    find()
    chmodSync(cacheDir, 0o775)
    expect(find()).toBe(join(folder, 'run', 'postgresql'))
    chmodSync(cacheDir, 0o755)
    const link = join(folder, 'link')
    symlinkSync(cacheDir, link)
    cacheDir = link
    expect(find()).toBe(join(folder, 'run', 'postgresql'))
  })

  it('leaves no half copies of killed starts behind', () => {
    mkdirSync(join(cacheDir, 'pg.new-abc123'), { recursive: true })
    mkdirSync(join(cacheDir, 'pg.new-def456'), { recursive: true })
    utimesSync(join(cacheDir, 'pg.new-abc123'), 1, 1)
    find()
    expect(readdirSync(cacheDir).toSorted()).toEqual(['pg', 'pg.new-def456'])
  })

  it('is never taken away from one who uses it by another who makes it at the same moment', async () => {
    for (let file = 0; file < 200; file++) writeFileSync(join(source, `file-${file}`), String(file))
    const code = `
      const { findUsableCopy } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'embedded-copy.ts')).href)})
      const { existsSync } = await import('node:fs')
      const [source, cacheDir, runDir] = process.argv.slice(1)
      const root = findUsableCopy(source, 'pg', runDir, () => {}, (root) => root, cacheDir)
      for (let look = 0; look < 2000; look++) if (!existsSync(root + '/file-199')) process.exit(1)
    `
    const starts = Array.from({ length: 4 }, (_, index) =>
      spawn(process.execPath, [
        '--input-type=module',
        '-e',
        code,
        source,
        cacheDir,
        join(folder, `run-${index}`),
      ]),
    )
    const statuses = await Promise.all(starts.map(async (child) => (await once(child, 'exit'))[0] as unknown))
    expect(statuses).toEqual([0, 0, 0, 0])
    expect(existsSync(join(cacheDir, 'pg', 'file-199'))).toBe(true)
    expect(readdirSync(cacheDir)).toEqual(['pg'])
  })
})
