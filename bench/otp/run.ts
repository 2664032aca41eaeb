// The OTP library beside others: `node bench/otp/run.ts [--rounds=15]`, after `npm ci --ignore-scripts` in bench/.
//
// Everything runs in one process, by turns of a few milliseconds, so that whatever else the machine does
// falls on all alike. What counts is CPU time (of all threads, so that collecting garbage is not free), and of
// each contestant the median of the rounds. Of a library with several forms the fastest counts, row by row.
// Between turns the garbage of the last one is collected, so that everyone pays for his own.
import { cpus } from 'node:os'
import process from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { decodeBase32 } from '../../otp/base32.ts'
import type { Algorithm } from '../../otp/hotp.ts'
import { ours, rivals, type Contestant, type Form } from './contestants.ts'

type Work = (step: number) => unknown

interface Row {
  name: string
  /** How many times the fastest of the four OTP libraries we want to be. */
  target?: number
  workOf: (form: Form) => Work | undefined
}

const SECRET_TEXT = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const secret = (): Uint8Array<ArrayBuffer> => Uint8Array.from(decodeBase32(SECRET_TEXT))
const codeWith = (algorithm: Algorithm) => (form: Form) => form.prepare(secret(), algorithm)?.code
const WRONG_CODE = '999999'

const rows: Row[] = [
  { name: 'a code, key prepared', target: 13, workOf: codeWith('SHA1') },
  {
    name: 'a wrong code over three steps, key prepared',
    target: 13,
    workOf: (form) => {
      const prepared = form.prepare(secret(), 'SHA1')
      return prepared && ((step) => prepared.isRight(WRONG_CODE, step))
    },
  },
  {
    name: 'a code, secret parsed each time',
    target: 5,
    workOf: ({ codeOfText }) => codeOfText && ((step) => codeOfText(SECRET_TEXT, step)),
  },
  { name: 'a code, SHA-256, key prepared', target: 4, workOf: codeWith('SHA256') },
  { name: 'a code, SHA-512, key prepared', workOf: codeWith('SHA512') },
]

const FIRST_STEP = 56_666_666
const TURN_MS = 20
let lastResult: unknown

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void

/**
 * The young garbage only: a full collection shrinks the space for it, and whoever makes much is slow for a while.
 * What node:crypto holds outside the heap is let go when the event loop comes round.
 */
async function clearedUp(): Promise<void> {
  collectGarbage({ type: 'minor' })
  await setImmediate()
}

/** CPU milliseconds for `calls` calls, each with another step, so that nothing can be remembered. */
function cpuMsOf(work: Work, calls: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i += 1) lastResult = work(FIRST_STEP + i)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

interface Entry {
  contestant: Contestant
  form: Form
  work: Work
  calls: number
  ratesPerSecond: number[]
}

async function warmedUp(contestant: Contestant, row: Row): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const form of contestant.forms) {
    const work = row.workOf(form)
    if (work === undefined) continue
    await clearedUp()
    let calls = 100
    let spentMs = 0
    // Long enough for the compiler to have done its best.
    for (let totalMs = 0; totalMs < 150 || spentMs < TURN_MS; totalMs += spentMs) {
      spentMs = cpuMsOf(work, calls)
      if (spentMs < TURN_MS) calls *= 2
    }
    entries.push({
      contestant,
      form,
      work,
      calls: Math.ceil((calls * TURN_MS) / spentMs),
      ratesPerSecond: [],
    })
  }
  return entries
}

/** Every form must make the same codes, and tell right from wrong, before its speed counts. */
function requireRightAnswers(): void {
  for (const algorithm of ['SHA1', 'SHA256', 'SHA512'] as const) {
    const [reference] = ours.forms.map((form) => form.prepare(secret(), algorithm))
    for (const { name, forms } of rivals) {
      for (const form of forms) {
        const prepared = form.prepare(secret(), algorithm)
        for (let step = FIRST_STEP; step < FIRST_STEP + 50; step += 1) {
          const code = reference!.code(step)
          const answers = [prepared?.code(step) ?? code, form.codeOfText?.(SECRET_TEXT, step) ?? code]
          const expected = [code, algorithm === 'SHA1' ? code : answers[1]]
          const found = [-1, 0, 1].map((offset) => prepared?.isRight(code, step + offset) ?? true)
          const isWrongRefused = prepared?.isRight(WRONG_CODE, step) !== true
          if (answers.join() !== expected.join() || found.includes(false) || !isWrongRefused) {
            throw new Error(`${name}, ${form.name}, ${algorithm}: other answers than ours`)
          }
        }
      }
    }
  }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

async function measure(row: Row, rounds: number): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const contestant of [ours, ...rivals]) entries.push(...(await warmedUp(contestant, row)))
  for (let round = 0; round < rounds; round += 1) {
    // Another one begins each round: nobody is always first.
    for (let turn = 0; turn < entries.length; turn += 1) {
      const entry = entries[(turn + round) % entries.length]!
      await clearedUp()
      const rate = (entry.calls * 1000) / cpuMsOf(entry.work, entry.calls)
      entry.ratesPerSecond.push(rate)
    }
  }
  return entries
}

const thousands = (rate: number): string =>
  Math.round(rate / 1000)
    .toLocaleString('en')
    .padStart(9)

/** Prints one row and says whether its target was reached. */
function report(row: Row, entries: Entry[]): boolean {
  const [own, ...others] = [ours, ...rivals].flatMap((contestant) => {
    const forms = entries.filter((entry) => entry.contestant === contestant)
    const sorted = forms
      .map(({ form, ratesPerSecond }) => ({ contestant, form, rate: median(ratesPerSecond) }))
      .toSorted((a, b) => b.rate - a.rate)
    return sorted.slice(0, 1)
  })
  console.log(`\n${row.name}`)
  console.log('  1000/CPU-s   we are   which')
  console.log(`  ${thousands(own!.rate)}            ${own!.contestant.name}`)
  for (const { contestant, form, rate } of others) {
    const times = (own!.rate / rate).toFixed(1).padStart(6)
    console.log(`  ${thousands(rate)}  ${times} ×   ${contestant.name} (${form.name})`)
  }
  const fastest = others
    .filter(({ contestant }) => contestant.isOtpLibrary)
    .sort((a, b) => b.rate - a.rate)[0]!
  const times = own!.rate / fastest.rate
  const isReached = row.target === undefined || times >= row.target
  const target =
    row.target === undefined ? 'no target' : `target ${row.target}, ${isReached ? 'reached' : 'MISSED'}`
  console.log(
    `  → ${times.toFixed(1)} times the fastest of the four OTP libraries, ${fastest.contestant.name} (${target})`,
  )
  return isReached
}

function roundsWanted(): number {
  const argument = process.argv[2] ?? '--rounds=15'
  const rounds = Number(/^--rounds=([1-9][0-9]{0,3})$/.exec(argument)?.[1])
  if (Number.isNaN(rounds)) throw new Error('Usage: node bench/otp/run.ts [--rounds=15]')
  return rounds
}

// Speakeasy makes its buffers as Node 4 did, and Node says so.
process.noDeprecation = true
const rounds = roundsWanted()
requireRightAnswers()
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${rounds} rounds`,
)
const reached: boolean[] = []
for (const row of rows) reached.push(report(row, await measure(row, rounds)))
if (lastResult === undefined || reached.includes(false)) process.exitCode = 1
