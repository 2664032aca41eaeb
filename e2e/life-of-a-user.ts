// One user from being added to signing out, step by step, and a ledger of what the server has acknowledged of it.
// A step that was sent and never answered is in doubt: it happened whole or not at all, and the next try finds out.
import { ApiError, ConnectionError } from '../contract/client.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { codeOf } from './authenticator-app.ts'
import type { CountersignProcess } from './countersign-process.ts'
import { beginChallenge, giveCode, giveRecoveryCode, tokenOf, type Person } from './sign-in-by-api.ts'

const order = [
  'add',
  'begin to enrol',
  'get the key',
  'confirm',
  'begin with a code',
  'give the code',
  'begin with a recovery code',
  'give the recovery code',
  'sign out',
  'finished',
] as const

export type Step = (typeof order)[number]

export interface Life {
  person: Person
  next: Step
  /** The step `next` was sent and no answer came. */
  isInDoubt: boolean
  challenge: string
  secret: string
  /** The code of a step in doubt. */
  sentCode: string
  /** What follows was acknowledged, or found to have happened when it was in doubt. */
  isAdded: boolean
  isEnrolled: boolean
  spentCodes: string[]
  /** Nothing when the answer that held them was lost. */
  recoveryCodes: string[] | undefined
  usedRecoveryCodes: string[]
  liveTokens: string[]
  endedTokens: string[]
}

export function newLife(person: Person): Life {
  return {
    person,
    next: 'add',
    isInDoubt: false,
    challenge: '',
    secret: '',
    sentCode: '',
    isAdded: false,
    isEnrolled: false,
    spentCodes: [],
    recoveryCodes: undefined,
    usedRecoveryCodes: [],
    liveTokens: [],
    endedTokens: [],
  }
}

/**
 * Takes the next step of a life. False when the server went away before it answered.
 *
 * @throws what the server says against a step that is right
 */
export async function takeStep(life: Life, server: CountersignProcess, adminToken: string): Promise<boolean> {
  const step = life.next
  if (step === 'finished') throw new Error('this life is over')
  try {
    const isDone = await steps[step](life, server, adminToken)
    life.isInDoubt = false
    if (isDone) life.next = order[order.indexOf(step) + 1] ?? 'finished'
    return true
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    life.isInDoubt = true
    return false
  }
}

type TakeStep = (life: Life, server: CountersignProcess, adminToken: string) => Promise<boolean>

/** Each tells whether it is done; if not it is taken once more. */
const steps: Record<Exclude<Step, 'finished'>, TakeStep> = {
  async add(life, server, adminToken) {
    const call = server
      .client(adminToken)
      .call('POST /api/v1/users', { body: { ...life.person, requireSecondFactor: true } })
    await doneOr(call, life.isInDoubt ? ['user.email_taken'] : [])
    life.isAdded = true
    return true
  },
  async 'begin to enrol'(life, server) {
    life.challenge = await beginChallenge(server.client(), life.person, 'enrol')
    return true
  },
  async 'get the key'(life, server) {
    const body = { challenge: life.challenge }
    life.secret = (await server.client().call('POST /api/v1/sign-in/enrolment', { body })).secret
    return true
  },
  async confirm(life, server) {
    // By the code before the current one, so that the current one can sign in after it.
    if (!life.isInDoubt) life.sentCode = codeOf(life.secret, -1)
    const body = { challenge: life.challenge, code: life.sentCode }
    const call = server.client().call('POST /api/v1/sign-in/enrolment/confirm', { body })
    const done = await doneOr(call, ['second_factor.code_expired', ...overIfInDoubt(life)])
    if (done === 'second_factor.code_expired') return false
    life.isEnrolled = true
    life.spentCodes.push(life.sentCode)
    if (typeof done === 'string') return true
    life.recoveryCodes = done.recoveryCodes
    life.liveTokens.push(tokenOf(done))
    return true
  },
  async 'begin with a code'(life, server) {
    life.challenge = await beginChallenge(server.client(), life.person)
    return true
  },
  async 'give the code'(life, server) {
    if (!life.isInDoubt) life.sentCode = codeOf(life.secret)
    const call = giveCode(server.client(), life.challenge, life.sentCode)
    const done = await doneOr(call, ['second_factor.code_expired', ...overIfInDoubt(life)])
    if (done === 'second_factor.code_expired') return false
    life.spentCodes.push(life.sentCode)
    if (typeof done !== 'string') life.liveTokens.push(tokenOf(done))
    return true
  },
  async 'begin with a recovery code'(life, server) {
    life.challenge = await beginChallenge(server.client(), life.person)
    return true
  },
  async 'give the recovery code'(life, server) {
    const code = life.recoveryCodes?.[0]
    if (code === undefined) return true
    const call = giveRecoveryCode(server.client(), life.challenge, code)
    const done = await doneOr(call, overIfInDoubt(life))
    life.usedRecoveryCodes.push(code)
    if (typeof done !== 'string') life.liveTokens.push(tokenOf(done))
    return true
  },
  async 'sign out'(life, server) {
    const token = life.liveTokens.at(-1)
    if (token === undefined) return true
    const call = server.client(token).call('DELETE /api/v1/session')
    await doneOr(call, life.isInDoubt ? ['session.required'] : [])
    life.liveTokens.pop()
    life.endedTokens.push(token)
    return true
  },
}

/** A challenge that is over tells that the step in doubt happened. */
function overIfInDoubt(life: Life): ErrorCode[] {
  return life.isInDoubt ? ['sign_in.challenge_over'] : []
}

/** The answer, or the code of a failure that is expected here. */
async function doneOr<Result>(call: Promise<Result>, expected: ErrorCode[]): Promise<Result | ErrorCode> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiError && expected.includes(error.code)) return error.code
    throw error
  }
}
