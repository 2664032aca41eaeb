// From "sign in now" to the first frame of the connection's dashboard, and how much of that is the sign-in.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServices, type Service } from './services.ts'
import { startWall, type Wall } from './wall.ts'

export interface FirstFrame {
  isBrowserThere: boolean
  answerAfterMs: number
  signInMs: number
  frameMs: number
}

/** A browser of ours that nobody uses is closed after half a minute. */
const UNTIL_CLOSED_MS = 33_000
const MOST_MS = 60_000

export async function measureFirstFrames(options: {
  browser: string
  rounds: number
  distances: number[]
  withStart: boolean
  say: (sentence: string) => void
}): Promise<FirstFrame[]> {
  const { rounds, say } = options
  const services: { service: Service; answerAfterMs: number }[] = []
  for (const answerAfterMs of options.distances) {
    for (const service of await startServices(1, { answerAfterMs })) services.push({ service, answerAfterMs })
  }
  const allow = services.map(({ service }) => `127.0.0.1:${service.standIns.port}`)
  try {
    const wall = await startWall({ browser: options.browser, allow })
    try {
      const turns: FirstFrame[] = []
      for (const { service } of services) await takeTurn(wall, service)
      for (const isBrowserThere of options.withStart ? [true, false] : [true]) {
        for (const { service, answerAfterMs } of services) {
          const most = isBrowserThere ? rounds : Math.min(rounds, 3)
          for (let round = 1; round <= most; round += 1) {
            if (!isBrowserThere) await sleep(UNTIL_CLOSED_MS)
            const turn = { isBrowserThere, answerAfterMs, ...(await takeTurn(wall, service)) }
            turns.push(turn)
            say(
              `browser ${isBrowserThere ? 'there' : 'started'}, answers after ${answerAfterMs} ms, round ${round}: ` +
                `signed in after ${turn.signInMs.toFixed(0)} ms, frame after ${turn.frameMs.toFixed(0)} ms`,
            )
          }
        }
      }
      return turns
    } finally {
      await wall.stop()
    }
  } finally {
    await Promise.all(services.map(({ service }) => service.standIns.close()))
  }
}

/** A connection that never signed in before, with a secret of its own: of one key a code goes out once in half a minute. */
async function takeTurn(wall: Wall, service: Service): Promise<Pick<FirstFrame, 'signInMs' | 'frameMs'>> {
  // In its last seconds a code is not typed any more: the next one is waited for.
  const leftMs = 30_000 - (Date.now() % 30_000)
  if (leftMs < 12_000) await sleep(leftMs)
  service.account.secret = randomBytes(20)
  service.standIns.reset()
  const connection = await wall.addConnection(service)
  const dashboard = await wall.addDashboard(service.url, { connection, refresh: 60 })
  const began = performance.now()
  await wall.signIn(connection)
  let signInMs = 0
  const state = { isOver: false }
  const untilSignedIn = (async () => {
    while (!state.isOver && service.standIns.world.tally.signIns === 0) await sleep(5)
    signInMs = performance.now() - began
  })()
  try {
    await wall.waitForFrame(dashboard, MOST_MS)
    const frameMs = performance.now() - began
    state.isOver = true
    await untilSignedIn
    return { signInMs, frameMs }
  } finally {
    state.isOver = true
    await wall.removeConnection(connection)
  }
}
