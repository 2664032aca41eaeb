// The heap of a process that makes a lot of garbage: run in a process of its own, whose V8 it sets.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Twice as much where new objects have to wait until old ones are marked. */
const MOST_MIB = 16

const module = fileURLToPath(new URL('./heap-size.ts', import.meta.url))

// Objects that live for a while, as those of requests under way do, made in short turns, as requests are.
const program = (isKept: boolean) => `
  const { keepHeapSmall } = await import(${JSON.stringify(module)})
  const { getHeapSpaceStatistics } = await import('node:v8')
  const mib = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20
  const work = async () => {
    let alive = []
    for (let i = 0; i < 6_000_000; i += 1) {
      alive[i % 400_000] = { i, more: [i] }
      if (i % 2_000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  // When V8 grows the space depends on when it collects: one that may not grow does not by working longer, either.
  const workUntilGrown = async () => {
    for (let round = 0; round < 8 && (round === 0 || mib() < 16); round += 1) await work()
  }
  if (${isKept}) keepHeapSmall()()
  await workUntilGrown()
  const first = mib()
  // V8 gives the space back at a collection that finds little allocated in the last seconds.
  let quiet = mib()
  for (let i = 0; ${isKept} && i < 30 && quiet >= 16; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    gc()
    quiet = mib()
  }
  await workUntilGrown()
  console.log(JSON.stringify({ first, quiet, again: mib() }))`

function newSpaceMib(isKept: boolean): { first: number; quiet: number; again: number } {
  const args = ['--max-semi-space-size=64', '--expose-gc', '--input-type=module', '-e', program(isKept)]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return JSON.parse(stdout) as { first: number; quiet: number; again: number }
}

test('new objects get 16 MiB and no more, and the same again after a quiet hour', () => {
  const { first, quiet, again } = newSpaceMib(true)
  expect(first).toBeGreaterThanOrEqual(16)
  expect(first).toBeLessThanOrEqual(MOST_MIB)
  expect(quiet).toBeLessThan(16)
  expect(again).toBeGreaterThanOrEqual(16)
  expect(again).toBeLessThanOrEqual(MOST_MIB)
})

test('what reading the modules left behind is given back', () => {
  const program = `
    const { keepHeapSmall } = await import(${JSON.stringify(module)})
    const mib = () => process.memoryUsage().heapTotal / 2 ** 20
    const modulesAreRead = keepHeapSmall()
    let left = Array.from({ length: 400_000 }, (_, i) => ({ i, more: [i] }))
    const read = left.length > 0 && mib()
    left = undefined
    modulesAreRead()
    console.log(JSON.stringify({ read, after: mib(), seesGc: typeof gc }))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  const { read, after, seesGc } = JSON.parse(stdout) as { read: number; after: number; seesGc: string }
  expect(read).toBeGreaterThan(30)
  expect(after).toBeLessThan(15)
  expect(seesGc).toBe('undefined')
})

test('V8 would take more', () => {
  expect(newSpaceMib(false).first).toBeGreaterThan(MOST_MIB)
})

test('no import brings along what fetch is made of, 14 MB that no sign-in needs', () => {
  const modules = fileURLToPath(new URL('./http/start-server.ts', import.meta.url))
  const program = `
    await import(${JSON.stringify(modules)})
    const isRead = () => process.moduleLoadList.some((name) => name.includes('undici'))
    const before = isRead()
    await import('node:http')
    console.log(JSON.stringify({ before, after: isRead() }))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true })
})
