// The library where it is to run: in a worker, without the globals of any platform, and as it is published.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = dirname(fileURLToPath(import.meta.url))
const PRODUCT_FILES = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))

/** RFC 6238 at 59 s; a right code found; a URI read. `from` says where the modules are. */
const programOf = (from: (module: string) => string): string => `
  const [{ decodeBase32 }, { prepareKey }, { totp, verifyTotp }, { parseOtpauthUri }, { parseMigrationUri }] =
    await Promise.all([
      import('${from('base32')}'), import('${from('hotp')}'), import('${from('totp')}'),
      import('${from('otpauth-uri')}'), import('${from('migration-uri')}'),
    ])
  const key = prepareKey(decodeBase32('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'))
  const uri = parseOtpauthUri('otpauth://totp/ACME:bob?secret=JBSWY3DPEHPK3PXP')
  const part = parseMigrationUri('otpauth-migration://offline?data=CjUKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZSABKAEwAhABGAEgACgB')
  const answer = [
    totp(key, 59000, { digits: 8 }), verifyTotp(key, '287082', 61000)?.offset, uri.issuer, part.entries[0].account,
  ]
`
const RIGHT_ANSWER = ['94287082', -1, 'ACME', 'alice@google.com']

/** Runs a program of module imports in a worker and returns the `answer` that it works out. */
async function answerOfWorker(before: string): Promise<unknown> {
  const program = programOf((module) => new URL(`./${module}.ts`, import.meta.url).href)
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     (async () => { ${before} ${program} parentPort.postMessage(answer) })()`,
    { eval: true },
  )
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('The worker ended without an answer')))
    })
  } finally {
    await worker.terminate()
  }
}

it('runs in a worker', async () => {
  expect(await answerOfWorker('')).toEqual(RIGHT_ANSWER)
})

it('runs where there is nothing but the language', async () => {
  const platform = [
    'process',
    'Buffer',
    'require',
    'crypto',
    'TextEncoder',
    'TextDecoder',
    'URL',
    'URLSearchParams',
    'atob',
    'btoa',
    'setTimeout',
    'console',
    'performance',
    'structuredClone',
  ]
  expect(
    await answerOfWorker(`for (const name of ${JSON.stringify(platform)}) delete globalThis[name];`),
  ).toEqual(RIGHT_ANSWER)
})

it('imports nothing but its own files', () => {
  for (const name of PRODUCT_FILES) {
    const text = readFileSync(join(folder, name), 'utf8')
    const imported = Array.from(text.matchAll(/\bfrom '([^']+)'|\bimport\(/g), (match) => match[1])
    expect(
      imported.filter((specifier) => specifier === undefined || !/^\.\/[a-z0-9-]+\.ts$/.test(specifier)),
    ).toEqual([])
  }
})

describe('the published package', () => {
  const consumer = mkdtempSync(join(tmpdir(), 'otp-published-'))
  const installed = join(consumer, 'node_modules/@countersign/otp')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
    files: string[]
    scripts: { prepack: string }
  }
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

  beforeAll(() => {
    // What `npm pack` runs and packs, put elsewhere.
    expect(manifest.scripts.prepack).toBe('tsc -p tsconfig.publish.json')
    expect(manifest.files).toEqual(['dist'])
    mkdirSync(installed, { recursive: true })
    execFileSync(process.execPath, [
      tsc,
      '-p',
      join(folder, 'tsconfig.publish.json'),
      '--outDir',
      join(installed, 'dist'),
    ])
    cpSync(join(folder, 'package.json'), join(installed, 'package.json'))
  }, 60_000)

  afterAll(() => rmSync(consumer, { recursive: true, force: true }))

  it('holds JavaScript and types for every file, and no tests', () => {
    const names = PRODUCT_FILES.map((name) => name.slice(0, -'.ts'.length))
    expect(readdirSync(join(installed, 'dist')).sort()).toEqual(
      names.flatMap((name) => [`${name}.d.ts`, `${name}.js`]).sort(),
    )
    for (const target of Object.values(manifest.exports))
      expect(readFileSync(join(installed, target), 'utf8')).toBeTruthy()
  })

  it('runs in Node without TypeScript', () => {
    writeFileSync(
      join(consumer, 'use.mjs'),
      `${programOf((module) => `@countersign/otp/${module}`)} console.log(JSON.stringify(answer))`,
    )
    const output = execFileSync(process.execPath, [
      '--no-experimental-strip-types',
      join(consumer, 'use.mjs'),
    ])
    expect(JSON.parse(output.toString())).toEqual(RIGHT_ANSWER)
  })

  it('brings types that a strict project without Node and DOM accepts', () => {
    writeFileSync(
      join(consumer, 'use.ts'),
      `import { normalizeCode } from '@countersign/otp/code'
       import { prepareKey, type PreparedKey } from '@countersign/otp/hotp'
       import { parseMigrationUri } from '@countersign/otp/migration-uri'
       import { parseOtpauthUri, type OtpauthKey } from '@countersign/otp/otpauth-uri'
       import { verifyTotp } from '@countersign/otp/totp'
       const uri: OtpauthKey = parseOtpauthUri('otpauth://totp/a?secret=MFRGGZDF')
       const key: PreparedKey = prepareKey(uri.secret, uri.algorithm)
       export const step: number | undefined = verifyTotp(key, normalizeCode('1') ?? '', 0, uri)?.step
       export const names: string[] = parseMigrationUri('').entries.map((entry) => entry.account)
       // @ts-expect-error -- text is not bytes
       prepareKey('MFRGGZDF')`,
    )
    const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', lib: ['es2024'], types: [] }
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }')
    expect(spawnSync(process.execPath, [tsc, '-p', consumer], { encoding: 'utf8' }).stdout).toBe('')
  }, 60_000)
})
