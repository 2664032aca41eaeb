// The linter's rules that are ours alone: who may import whom, no clock or chance in rules, status numbers in one place.
// Loaded by .oxlintrc.json, which holds the table; proved by checks/lint-rules.test.ts. Source: DESIGN.md "Parts", STYLE.md.
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

/** @typedef {{ type: string, [key: string]: any }} Node the parts of an ESTree node that a rule looks at */
/** @typedef {{ cwd: string, filename: string, options: any[], report(what: { node: any, message: string }): void }} Context */

const isTest = (/** @type {string} */ path) => /\.test\.tsx?$|(^|\/)testing\//.test(path)

/** The path below the folder in which the linter runs, with forward slashes; undefined when it lies outside. */
function projectPath(/** @type {Context} */ context, /** @type {string} */ path) {
  const below = relative(context.cwd, path)
  return below.startsWith('..') || isAbsolute(below) ? undefined : below.split(sep).join('/')
}

/** Calls `check` for each module that a file names, however it does so. */
function onEveryImport(/** @type {(specifier: Node) => void} */ check) {
  const source = (/** @type {Node} */ node) => {
    if (node.source?.type === 'Literal') check(node.source)
  }
  return {
    ImportDeclaration: source,
    ExportNamedDeclaration: source,
    ExportAllDeclaration: source,
    ImportExpression: source,
    TSImportType: source,
    CallExpression(/** @type {Node} */ node) {
      const [first] = node.arguments
      if (node.callee.type === 'Identifier' && node.callee.name === 'require' && first?.type === 'Literal')
        check(first)
    },
  }
}

/**
 * Options: `parts`, folder → the parts that it may import ("any" for what stands outside the product); `tests`,
 * the parts that every test may import too; `packages`, folder → the only packages that its product code may import; `layers`, upper to lower, of `<feature>.<layer>.ts`.
 */
const importsGoDown = {
  meta: { schema: false },
  create(/** @type {Context} */ context) {
    /** @type {{ parts: Record<string, string[] | 'any'>, tests: string[], packages: Record<string, string[]>, layers: string[] }} */
    const { parts, tests, packages, layers } = context.options[0]
    const path = projectPath(context, context.filename)
    if (path === undefined || !path.includes('/')) return {}
    const part = path.slice(0, path.indexOf('/'))
    const mayImport = parts[part]
    const layerOf = (/** @type {string} */ file) => layers.indexOf(/\.(\w+)\.ts$/.exec(file)?.[1] ?? '')

    return onEveryImport((node) => {
      const specifier = String(node.value)
      const refuse = (/** @type {string} */ message) => context.report({ node, message })
      if (mayImport === undefined) {
        return refuse(`the folder ${part} is not in the table of who may import whom`)
      }
      if (!specifier.startsWith('.')) {
        if (/^@?countersign(\/|$)/.test(specifier)) return refuse('name our own parts by relative path')
        const allowed = packages[part]
        const isAllowed = allowed?.some((name) => specifier === name || specifier.startsWith(`${name}/`))
        if (isAllowed === false && !isTest(path)) refuse(`${part} may not import the package ${specifier}`)
        return
      }
      const target = projectPath(context, resolve(dirname(context.filename), specifier))
      if (target === undefined) return refuse('this path leaves the project')
      const targetPart = target.split('/', 1)[0] ?? ''
      const isForTests = isTest(path) && tests.includes(targetPart)
      if (targetPart !== part && mayImport !== 'any' && !mayImport.includes(targetPart) && !isForTests) {
        return refuse(`${part} may not import ${targetPart}`)
      }
      if (isTest(target) && !isTest(path) && mayImport !== 'any') {
        return refuse('product code may not import what only tests use')
      }
      const [own, other] = [layerOf(path), layerOf(target)]
      if (part === targetPart && own !== -1 && other !== -1 && other < own) {
        refuse(`imports go down: ${layers.join(' → ')}; ${layers[own]} may not import ${layers[other]}`)
      }
    })
  },
}

/** What reads the clock or throws dice, as `object.property`; `new Date()` and the imports are looked for apart. */
const clockAndChance = new Set([
  'Date.now',
  'performance.now',
  'process.hrtime',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
])
/** Imports that do so, by module. */
const clockAndChanceImports = new Map([
  [
    'node:crypto',
    new Set(['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'getRandomValues']),
  ],
  ['node:perf_hooks', new Set(['performance'])],
  ['uuid', new Set(['v1', 'v4', 'v6', 'v7'])],
])

const noClockOrChance = {
  create(/** @type {Context} */ context) {
    const refuse = (/** @type {Node} */ node, /** @type {string} */ what) =>
      context.report({ node, message: `${what}: time and randomness are arguments here` })
    const isDate = (/** @type {Node} */ node) => node.type === 'Identifier' && node.name === 'Date'
    return {
      MemberExpression(/** @type {Node} */ node) {
        const name = `${node.object.name}.${node.property.name ?? node.property.value}`
        if (clockAndChance.has(name)) refuse(node, name)
      },
      NewExpression(/** @type {Node} */ node) {
        if (isDate(node.callee) && node.arguments.length === 0) refuse(node, 'new Date()')
      },
      CallExpression(/** @type {Node} */ node) {
        if (isDate(node.callee)) refuse(node, 'Date()')
      },
      ImportDeclaration(/** @type {Node} */ node) {
        const names = clockAndChanceImports.get(node.source.value)
        if (names === undefined || node.importKind === 'type') return
        for (const specifier of node.specifiers) {
          // A default or namespace import brings every name with it, so it cannot be looked through.
          const name = specifier.imported?.name ?? '*'
          if (name === '*' || names.has(name)) refuse(specifier, `${node.source.value} ${name}`)
        }
      },
    }
  },
}

/** HTTP status numbers of redirects and failures; success is the caller's own business. */
const isFailureStatus = (/** @type {Node | undefined} */ node) =>
  node?.type === 'Literal' && Number.isInteger(node.value) && node.value >= 300 && node.value <= 599
const isStatusName = (/** @type {string | undefined} */ name) => name === 'status' || name === 'statusCode'
const answering = new Set(['code', 'status', 'sendStatus', 'writeHead', 'redirect'])

const noStatusNumbers = {
  create(/** @type {Context} */ context) {
    const refuse = (/** @type {Node} */ node) =>
      context.report({
        node,
        message: 'say it by an error code of contract/errors.ts, not by a status number',
      })
    const readsStatus = (/** @type {Node} */ node) =>
      node.type === 'ChainExpression'
        ? isStatusName(node.expression.property?.name)
        : isStatusName(node.property?.name ?? node.name)
    return {
      CallExpression(/** @type {Node} */ node) {
        if (!answering.has(node.callee.property?.name)) return
        for (const argument of node.arguments) if (isFailureStatus(argument)) refuse(argument)
      },
      Property(/** @type {Node} */ node) {
        if (isStatusName(node.key.name) && isFailureStatus(node.value)) refuse(node.value)
      },
      AssignmentExpression(/** @type {Node} */ node) {
        if (readsStatus(node.left) && isFailureStatus(node.right)) refuse(node.right)
      },
      BinaryExpression(/** @type {Node} */ node) {
        if (readsStatus(node.left) && isFailureStatus(node.right)) refuse(node.right)
        if (readsStatus(node.right) && isFailureStatus(node.left)) refuse(node.left)
      },
      SwitchCase(/** @type {Node} */ node) {
        if (isFailureStatus(node.test) && readsStatus(node.parent.discriminant)) refuse(node.test)
      },
    }
  },
}

// The linter takes a plugin as a default export only.
export default {
  meta: { name: 'countersign' },
  rules: {
    'imports-go-down': importsGoDown,
    'no-clock-or-chance': noClockOrChance,
    'no-status-numbers': noStatusNumbers,
  },
}
