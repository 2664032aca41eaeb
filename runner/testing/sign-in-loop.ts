// The loop of a sign-in as tests need it: perceive, decide, act, and again, in a real browser against the stand-ins.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { prepareKey } from '../../otp/prepared-key.ts'
import { stepAt, totp } from '../../otp/totp.ts'
import { selectorsOf, type JoinedPack } from '../../contract/service-pack.ts'
import { act } from '../act/act.ts'
import { decide } from '../decide/decide.ts'
import type { Decision, Done } from '../decide/decision.ts'
import { looksOf } from '../decide/looks-of.ts'
import { withoutForeignFrames, type SignInConnection } from '../decide/situation.ts'
import { perceive } from '../perceive/perceive.ts'
import { recognise } from '../recognise/recognise.ts'
import type { StandInAccount } from './stand-ins/world.ts'

const MOST_ROUNDS = 120

export interface SignedInOrNot {
  end: Extract<Decision, { do: 'stop' | 'signed_in' }>
  states: string[]
  done: Done[]
}

/** Codes as the broker hands them out: none twice, each of a later step, when that step is there. */
export interface Codes {
  next(): Promise<string>
}

export function codesOf({ secret }: StandInAccount, clock: { now(): number; skip(ms: number): void }): Codes {
  const key = prepareKey(secret)
  let last = 0
  return {
    next() {
      const step = Math.max(stepAt(clock.now()), last + 1)
      last = step
      // The clock of these tests can be moved on; nobody waits for half a minute.
      const early = step * 30_000 - clock.now()
      if (early > 0) clock.skip(early)
      return Promise.resolve(totp(key, step * 30_000))
    },
  }
}

/** A clock that goes on by itself and can be put forward. */
export function clockThatSkips() {
  let skipped = 0
  return {
    now: () => Date.now() + skipped,
    skip(ms: number) {
      skipped += ms
    },
  }
}

export async function signIn(
  page: Page,
  {
    pack,
    connection,
    password,
    codes,
  }: {
    pack: JoinedPack
    connection: SignInConnection
    password: string
    codes: Codes
  },
): Promise<SignedInOrNot> {
  await page.goto(connection.url)
  const done: Done[] = []
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const perceived = await perceive(page, selectorsOf(pack))
    const perception = withoutForeignFrames(perceived.perception, { pack, connection })
    const decision = decide({
      perception: perceived.perception,
      recognised: recognise(perception),
      pack,
      done,
      connection,
      now: new Date(),
    })
    if (decision.do === 'stop' || decision.do === 'signed_in') {
      return { end: decision, states: done.map(({ state }) => state), done }
    }
    done.push({ state: decision.state, decision, page: looksOf(perceived.perception), at: new Date() })
    const acted = await act(decision, {
      page,
      perception: perceived.perception,
      elementOf: perceived.elementOf,
      valueOf: (what) =>
        what === 'code'
          ? codes.next()
          : Promise.resolve(what === 'password' ? password : connection.username),
      url: connection.url,
      refusedHosts: () => [],
    })
    // A page that was another one by then is looked at again; what was typed counts all the same.
    if (!acted.done && acted.typed.length === 0) done.pop()
  }
  throw new Error(`no end after ${MOST_ROUNDS} rounds: ${done.map(({ state }) => state).join(' ')}`)
}

const programs = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']

export async function openTestBrowser(args: readonly string[]): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const executablePath = [
    process.env.COUNTERSIGN_TEST_BROWSER,
    ...programs.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find((path) => path !== undefined && path !== '' && existsSync(path))
  if (executablePath === undefined) throw new Error('There is no Chromium: npm test gets one.')
  return chromium.launch({
    executablePath,
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
  })
}
