// Keeps the process small. V8 takes what the machine has, 64 MiB for new objects alone where there are 24 GB, while
// all objects in use are 25 MiB. Source: V8's flags (`node --v8-options`); bench/sign-in measures what they change.
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Both halves of the space for new objects. With half as much a session check costs a twentieth more, and a code step nothing. */
const NEW_SPACE_BYTES = 16 * 2 ** 20

/** Old objects are collected when they have grown by so much since the last time. */
const OLD_GROWTH_PERCENT = 30

/**
 * To be called before the modules are read, which alone would let the heap grow; and what it returns when they are.
 *
 * V8 looks at these flags whenever it decides about growing, so they may be set while it runs; of the one that says
 * the most for new objects (`--max-semi-space-size`) this is not so.
 */
export function keepHeapSmall(): () => void {
  setFlagsFromString(`--heap-growing-percent=${OLD_GROWTH_PERCENT}`)
  // New objects are collected while old ones are marked, too. Else they gather for as long as that takes, 40 MB of them, and
  // the pause at its end is 50 ms instead of 5.
  setFlagsFromString('--no-separate-gc-phases')
  letNewSpaceGrow(false)
  return () => {
    collectAll()
    let mayGrow = true
    letNewSpaceGrow(mayGrow)
    // For as long as it runs: in a quiet hour V8 gives the space back, and the morning after needs it again.
    const observer = new PerformanceObserver(() => {
      if (newSpaceBytes() < NEW_SPACE_BYTES === mayGrow) return
      mayGrow = !mayGrow
      letNewSpaceGrow(mayGrow)
    })
    observer.observe({ entryTypes: ['gc'] })
  }
}

/** Reading a thousand modules leaves 10 MB behind that V8 would keep for what is to come. Takes 60 ms, once. */
function collectAll(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}

function letNewSpaceGrow(mayGrow: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
}

function newSpaceBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0
}
