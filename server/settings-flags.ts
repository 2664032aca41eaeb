// The names that settings come by: flags on the command line, variables in the environment; unknown ones are refused.
import { flagOf, settingRows, type SettingRow } from './settings-table.ts'

interface Flags {
  /** By the name of the variable. */
  flags: Map<string, string>
  errors: string[]
}

/** `--base-url X` and `--base-url=X`. */
export function readFlags(args: readonly string[]): Flags {
  const flags = new Map<string, string>()
  const errors: string[] = []
  for (let at = 0; at < args.length; at++) {
    const [name = '', ...parts] = (args[at] ?? '').split('=')
    const row = settingRows.find((candidate) => flagOf(candidate) === name)
    if (row === undefined) {
      errors.push(describeUnknown(name, at))
      // Its value is not one more mistake.
      if (name.startsWith('--') && parts.length === 0 && !args[at + 1]?.startsWith('--')) at++
      continue
    }
    const value = parts.length > 0 ? parts.join('=') : args[++at]
    if (value === undefined || value === '') errors.push(`${name} needs a value${exampleOf(row)}.`)
    else if (flags.has(row.variable)) errors.push(`${name} is given more than once.`)
    else flags.set(row.variable, value)
  }
  return { flags, errors }
}

/** One sentence for each variable with our prefix that no setting has. */
export function findUnknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = settingRows.map((row) => row.variable as string)
  return Object.keys(env)
    .filter((name) => name.startsWith('COUNTERSIGN_') && !known.includes(name))
    .filter((name) => !name.startsWith('COUNTERSIGN_TEST_')) // those choose what `npm test` runs on
    .toSorted()
    .map((name) => `${name} is not a setting of Countersign${suggest(name, known)}`)
}

// A stray argument is not repeated: it may be a part of a password that wanted quotes.
function describeUnknown(name: string, index: number): string {
  if (name.startsWith('-'))
    return `${name} is not a flag of Countersign${suggest(name, settingRows.map(flagOf))}`
  return `Argument ${index + 1} does not begin with --: settings are written --name value, with quotes around a value that holds spaces.`
}

function exampleOf(row: SettingRow): string {
  return row.fallback === undefined ? '' : `, such as ${row.fallback}`
}

function suggest(name: string, known: readonly string[]): string {
  const [closest] = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  const isClose = closest !== undefined && closest.distance <= Math.max(2, name.length / 4)
  return isClose ? `; did you mean ${closest.candidate}?` : ': countersign --help names them all.'
}

/** How many letters to put in, take out or change to make one of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
