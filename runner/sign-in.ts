// One sign-in: perceive, decide, act, perceive again, until the page is the dashboard or there is a cause to stop.
import type { Page } from 'playwright-core'
import type { CauseCode } from '../contract/causes.ts'
import { selectorsOf, type JoinedPack } from '../contract/service-pack.ts'
import { decide } from './decide/decide.ts'
import type { Acted } from './act/act.ts'
import type { Decision, Done } from './decide/decision.ts'
import { looksOf } from './decide/looks-of.ts'
import { withoutForeignFrames, type SignInConnection } from './decide/situation.ts'
import type { Perceived } from './perceive/perceive.ts'
import type { Perception } from './perceive/perception.ts'
import type { Recognised } from './recognise/recognised.ts'

/** What a decision says was done, as people are told it. */
export interface SeenStep {
  what:
    | 'opened'
    | 'typed_username'
    | 'typed_password'
    | 'typed_username_and_password'
    | 'typed_code'
    | 'typed_password_and_code'
    | 'pressed'
    | 'taken_over'
    | 'signed_in'
    | 'stopped'
  /** The state: which page it was taken for. */
  page: string
  host: string
}

export interface ActOn {
  page: Page
  perceived: Perceived
  ready: Promise<void>
  look: () => void
}

export interface SignInPorts {
  page: () => Page
  perceive: (page: Page, selectors: readonly string[]) => Promise<Perceived>
  recognise: (perception: Perception) => Recognised
  /**
   * Carries out one decision. A value is asked for when it is typed, for the origin of the frame. `ready`: nothing is touched
   * before. `look`: to be called when the page can be read again.
   */
  act: (decision: Decision, on: ActOn) => Promise<Acted>
  /** Before each act, and at the end, with the page as it is then. */
  onStep: (step: SeenStep) => Promise<void>
  /** What the browser would ask for instead of the page. */
  loginDialog: () => Promise<{ origin: string } | undefined>
  /** HTTP status of the last document, where it was seen. */
  lastStatus: () => number | undefined
  clock: () => Date
  /** Whoever lost the lease touches the account no more. */
  stop: AbortSignal
}

export interface SignInEnd {
  /** Nothing where it is signed in. */
  cause?: CauseCode
  waitMinutes?: number
  /** Whether a name, a password or a code was typed. */
  hasTyped: boolean
  /** The browser was asked for the login, and is again whenever it is a new one: there is no session to keep. */
  isAskedEachTime?: boolean
}

/** `giveUpInTime` ends it long before; this bound holds whatever the rules do. */
const MOST_ROUNDS = 400

export async function signIn(
  { pack, connection }: { pack: JoinedPack; connection: SignInConnection },
  ports: SignInPorts,
): Promise<SignInEnd> {
  const selectors = selectorsOf(pack)
  const done: Done[] = []
  const hasTyped = () =>
    done.some(({ decision }) => decision.do === 'fill' || decision.do === 'answer_dialog')
  let ahead: { page: Page; perceived: Promise<Perceived> } | undefined
  const look = () => {
    const page = ports.page()
    ahead = { page, perceived: ports.perceive(page, selectors) }
    ahead.perceived.catch(() => {}) // whoever waits for it is told
  }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    ports.stop.throwIfAborted()
    const page = ports.page()
    // A window may have opened or closed since.
    const perceived = await (ahead?.page === page ? ahead.perceived : ports.perceive(page, selectors))
    ahead = undefined
    const status = ports.lastStatus()
    const dialog = await ports.loginDialog()
    const perception: Perception = {
      ...perceived.perception,
      ...(status === undefined ? {} : { status }),
      ...(dialog === undefined ? {} : { dialog }),
    }
    const recognised = ports.recognise(withoutForeignFrames(perception, { pack, connection }))
    const now = ports.clock()
    const decision = decide({ perception, recognised, pack, done, connection, now })
    const step = stepOf(decision, perception)
    const ready = step === undefined ? Promise.resolve() : ports.onStep(step)
    ready.catch(() => {}) // whoever waits for it is told
    if (decision.do === 'signed_in' || decision.do === 'stop') await ready
    if (decision.do === 'signed_in') {
      const isAskedEachTime = done.some((one) => one.decision.do === 'answer_dialog')
      return { hasTyped: hasTyped(), isAskedEachTime }
    }
    if (decision.do === 'stop') {
      const { cause, waitMinutes } = decision
      return { cause, hasTyped: hasTyped(), ...(waitMinutes === undefined ? {} : { waitMinutes }) }
    }
    ports.stop.throwIfAborted()
    // Written down before it is done: whatever happens in the middle, it is not done a second time without a look.
    done.push({ state: decision.state, decision, page: looksOf(perception), at: now })
    const acted = await ports.act(decision, { page, perceived, ready, look })
    await ready
    if (acted.done) continue
    ahead = undefined
    if (acted.why === 'address_refused' || acted.why === 'unreachable' || acted.why === 'took_too_long') {
      return { cause: acted.why, hasTyped: hasTyped() }
    }
    // The page was another one by then. What had left our hands counts; what had not was never done.
    if (acted.typed.length === 0) done.pop()
  }
  return { cause: 'took_too_long', hasTyped: hasTyped() }
}

/** Nothing for what nobody needs to hear of. */
function stepOf(decision: Decision, { url, dialog }: Perception): SeenStep | undefined {
  const what = whatOf(decision)
  if (what === undefined) return undefined
  const at = /^https?:/.test(url) ? url : (dialog?.origin ?? '')
  return { what, page: decision.state, host: URL.canParse(at) ? new URL(at).host : '' }
}

function whatOf(decision: Decision): SeenStep['what'] | undefined {
  switch (decision.do) {
    case 'fill': {
      const typed = new Set(
        decision.fields.flatMap(({ what, withCode }) => (withCode === true ? [what, 'code'] : [what])),
      )
      if (typed.has('code')) return typed.has('password') ? 'typed_password_and_code' : 'typed_code'
      if (!typed.has('password')) return 'typed_username'
      return typed.has('username') ? 'typed_username_and_password' : 'typed_password'
    }
    case 'answer_dialog':
      return 'typed_username_and_password'
    case 'click':
    case 'press_enter':
      return 'pressed'
    case 'open':
      return 'opened'
    case 'stop':
      return 'stopped'
    case 'signed_in':
      return 'signed_in'
    default:
      return undefined
  }
}
