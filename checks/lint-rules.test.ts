// Shows that the linter refuses what it is there to refuse: each fixture is a file in a copy of the layout, linted with
// the project's own configuration. A rule that stops working, by an update or a typing mistake, turns red here.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const clients = ['console', 'screen', 'runner', 'extension', 'cli']
const parts = ['otp', 'contract', 'reach', 'server', ...clients]

interface Fixture {
  what: string
  path: string
  code: string
  /** The rule that must speak; none for a legal file. */
  rule?: string
}

const importOf = (path: string): string => `import { thing } from '${path}'\nexport const mine = thing\n`
const isAllowed = (from: string, to: string): boolean =>
  ((from === 'server' || clients.includes(from)) && (to === 'otp' || to === 'contract')) ||
  ((from === 'server' || from === 'runner') && to === 'reach') ||
  (from === 'reach' && to === 'contract')

const goesDown = 'countersign(imports-go-down)'
const directions: Fixture[] = parts.flatMap((from) =>
  parts
    .filter((to) => to !== from)
    .map((to) => ({
      what: `${from} imports ${to}`,
      path: `${from}/uses/imports-${to}.ts`,
      code: importOf(`../../${to}/thing.ts`),
      ...(isAllowed(from, to) ? {} : { rule: goesDown }),
    })),
)

const layers = ['routes', 'rules', 'store']
const layering: Fixture[] = layers.flatMap((from, fromLevel) =>
  layers
    .filter((to) => to !== from)
    .map((to) => ({
      what: `${from} imports ${to} of the same feature`,
      path: `server/${from}-${to}/totp.${from}.ts`,
      code: importOf(`./thing.${to}.ts`),
      ...(fromLevel < layers.indexOf(to) ? {} : { rule: goesDown }),
    })),
)

const otherImports: Fixture[] = [
  ['otp imports a package', 'otp/a.ts', `import { z } from 'zod'\nexport const mine = z\n`, goesDown],
  [
    'otp imports a module of Node',
    'otp/b.ts',
    `import { hash } from 'node:crypto'\nexport { hash }\n`,
    goesDown,
  ],
  ['contract imports zod', 'contract/a.ts', `import { z } from 'zod'\nexport const mine = z.string()\n`],
  ['contract imports a package', 'contract/b.ts', `import pg from 'pg'\nexport const mine = pg\n`, goesDown],
  [
    'the server by a dynamic import',
    'console/a.ts',
    `export const late = import('../server/thing.ts')\n`,
    goesDown,
  ],
  ['the server by passing on', 'console/b.ts', `export { thing } from '../server/thing.ts'\n`, goesDown],
  ['the server by passing everything on', 'console/c.ts', `export * from '../server/thing.ts'\n`, goesDown],
  [
    'the server for a type only',
    'console/d.ts',
    `export type Late = typeof import('../server/thing.ts')\n`,
    goesDown,
  ],
  ['a part by its package name', 'cli/a.ts', importOf('@countersign/otp'), goesDown],
  ['a test tool in product code', 'server/a.ts', importOf('./testing/thing.ts'), goesDown],
  ['a test tool in a test', 'server/a.test.ts', importOf('./testing/thing.ts')],
  ['what a check found, in a test', 'otp/d.test.ts', importOf('../checks/thing.ts')],
  ['what a check found, in product code', 'otp/d.ts', importOf('../checks/thing.ts'), goesDown],
  ['a folder that is not in the table', 'attic/a.ts', importOf('../otp/thing.ts'), goesDown],
  ['the server in a browser test', 'e2e/a.test.ts', importOf('../server/thing.ts')],
].map(toFixture)

const clock = 'countersign(no-clock-or-chance)'
const status = 'countersign(no-status-numbers)'
const answer = `export const answer = (reply: { code(n: number): void }) => { reply.code(404) }\n`
const clockAndStatus: Fixture[] = [
  ['Date.now in rules', 'server/a.rules.ts', `export const now = () => Date.now()\n`, clock],
  ['Date.now handed on in rules', 'server/b.rules.ts', `export const now = Date.now\n`, clock],
  ['new Date() in rules', 'server/c.rules.ts', `export const now = () => new Date()\n`, clock],
  ['a date from a number in rules', 'server/d.rules.ts', `export const at = (ms: number) => new Date(ms)\n`],
  [
    'random bytes in rules',
    'server/e.rules.ts',
    `import { randomBytes } from 'node:crypto'\nexport const dice = () => randomBytes(8)\n`,
    clock,
  ],
  [
    'an HMAC in rules',
    'server/f.rules.ts',
    `import { createHmac } from 'node:crypto'\nexport const mac = () => createHmac('sha1', 'key').digest()\n`,
  ],
  ['Date.now in otp', 'otp/c.ts', `export const now = () => Date.now()\n`, clock],
  ['Date.now at the edge', 'server/main.ts', `export const now = () => Date.now()\n`],
  ['a status number in routes', 'server/a.routes.ts', answer, status],
  ['a status number where answers are made', 'server/http/a.ts', answer],
  [
    'a comparison with a status number',
    'console/e.ts',
    `export const isOut = (response: { status: number }) => response.status === 401\n`,
    status,
  ],
  ['a thrown status number', 'server/b.ts', `export const refusal = { statusCode: 403 }\n`, status],
].map(toFixture)

const general: Fixture[] = [
  [
    'Math.random',
    'server/c.ts',
    `export const dice = () => Math.random()\n`,
    'eslint(no-restricted-properties)',
  ],
  [
    'a default export',
    'server/d.ts',
    `export default function start(): void {}\n`,
    'import(no-default-export)',
  ],
  ['any', 'server/e.ts', `export const loose = (value: any) => value\n`, 'typescript(no-explicit-any)'],
  [
    'a promise left alone',
    'server/f.ts',
    `export function start(job: () => Promise<void>): void {\n  job()\n}\n`,
    'typescript(no-floating-promises)',
  ],
  [
    'a promise where a truth is asked',
    'server/g.ts',
    `export const isDone = (job: () => Promise<boolean>) => (job() ? 1 : 2)\n`,
    'typescript(no-misused-promises)',
  ],
  [
    'a forgotten case',
    'server/h.ts',
    `export function name(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1\n  }\n  return 2\n}\n`,
    'typescript(switch-exhaustiveness-check)',
  ],
  [
    'JSON taken at its word',
    'server/i.ts',
    `export function read(text: string): string {\n  const value = JSON.parse(text)\n  return String(value)\n}\n`,
    'typescript(no-unsafe-assignment)',
  ],
  [
    'a promise left alone in a test, which no part compiles',
    'server/i.test.ts',
    `export function start(job: () => Promise<void>): void {\n  job()\n}\n`,
    'typescript(no-floating-promises)',
  ],
  [
    'a suppression that suppresses nothing',
    'server/j.ts',
    `// oxlint-disable-next-line no-console\nexport const one = 1\n`,
    'Unused oxlint-disable directive',
  ],
].map(toFixture)

function toFixture(row: string[]): Fixture {
  const [what = '', path = '', code = '', rule] = row
  return { what, path, code, ...(rule === undefined ? {} : { rule }) }
}

interface Finding {
  code?: string
  message: string
  filename: string
}

let folder: string
let findings: Finding[]
const found = (path: string): string[] =>
  findings.filter((finding) => finding.filename === path).map((finding) => finding.code ?? finding.message)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-lint-'))
  for (const file of ['.oxlintrc.json', 'checks/lint-plugin.js', 'tsconfig.base.json', 'tsconfig.json']) {
    await cp(join(root, file), join(folder, file))
  }
  await write('package.json', '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const part of parts) {
    await write(`${part}/thing.ts`, 'export const thing = 1\n')
    const config = `${part}/tsconfig.json`
    if (existsSync(join(root, config))) await cp(join(root, config), join(folder, config))
    else await write(config, '{ "extends": "../tsconfig.base.json" }')
  }
  await write('checks/thing.ts', 'export const thing = 1\n')
  await write('server/testing/thing.ts', 'export const thing = 1\n')
  for (const { path, code } of [...directions, ...layering, ...otherImports, ...clockAndStatus, ...general]) {
    await write(path, code)
  }
  for (const { path } of layering) {
    for (const layer of layers) {
      const thing = join(dirname(path), `thing.${layer}.ts`)
      await write(thing, 'export const thing = 1\n')
    }
  }
  findings = await lint([...parts, 'attic', 'e2e'])
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}

function lint(folders: string[]): Promise<Finding[]> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [oxlint, '--format=json', ...folders],
      { cwd: folder, maxBuffer: 2 ** 24 },
      (error, out) => {
        // It ends with an error code whenever it finds something: that is what is hoped for here.
        if (out.startsWith('{')) done((JSON.parse(out) as { diagnostics: Finding[] }).diagnostics)
        else fail(error ?? new Error(out))
      },
    )
  })
}

describe.each([
  ['who imports whom', directions],
  ['imports inside a feature go down: routes, rules, store', layering],
  ['no other way around', otherImports],
  ['time, chance and status numbers have their places', clockAndStatus],
  ['what the house style forbids', general],
])('%s', (_, fixtures) => {
  const refused = fixtures.filter((fixture) => fixture.rule !== undefined)
  const legal = fixtures.filter((fixture) => fixture.rule === undefined)

  it.each(refused)('refuses $what', ({ path, rule }) => {
    const rules = found(path).map((text) => (text.startsWith('Unused') ? text.slice(0, rule?.length) : text))
    expect(rules).toContain(rule)
  })

  it.each(legal)('allows $what', ({ path }) => {
    expect(found(path)).toEqual([])
  })
})
