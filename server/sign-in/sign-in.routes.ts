// The sign-in over HTTP: one protocol for every client; only the way the session travels differs.
import { AppError } from '../app-error.ts'
import type { Call, Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { tellSession } from '../sessions/new-session.ts'
import { askForApproval, waitForApproval } from './approval-step.rules.ts'
import { giveBypassCode, giveRecoveryCode, giveTotp, type Finished } from './code-step.rules.ts'
import { confirmEnrolment, startEnrolment } from './enrolment-step.rules.ts'
import { askForPasskeyAlone, signInWithPasskey } from './passkey-alone.rules.ts'
import {
  askForPasskey,
  confirmPasskeyEnrolment,
  givePasskey,
  startPasskeyEnrolment,
} from './passkey-step.rules.ts'
import { signIn } from './password-step.rules.ts'

export function registerSignIn(router: Router, services: Services): void {
  /** Counts how a step ended, by its outcome or the code of its failure. */
  async function counted<Result>(
    step: string,
    run: () => Promise<Result>,
    outcomeOf: (result: Result) => string,
  ) {
    try {
      const result = await run()
      services.metrics.signIns.inc({ step, outcome: outcomeOf(result) })
      return result
    } catch (error) {
      services.metrics.signIns.inc({
        step,
        outcome: error instanceof AppError ? error.code : 'server.failed',
      })
      throw error
    }
  }

  router.on('POST /api/v1/sign-in', async (call) => {
    const run = () => signIn(services, call.facts, call.body)
    const { step, session, trust } = await counted('password', run, (result) => result.step.step)
    if (session !== undefined && call.body.client === 'web') {
      await call.setSessionCookie(session.token, session.expiresAt, session.newDeviceToken)
    }
    if (trust !== undefined) call.setTrustCookie(trust)
    return step
  })

  router.on('POST /api/v1/sign-in/totp', async (call) => {
    const run = () => giveTotp(services, call.facts, call.body)
    return finish(call, await counted('totp', run, () => 'done'))
  })

  router.on('POST /api/v1/sign-in/recovery-code', async (call) => {
    const run = () => giveRecoveryCode(services, call.facts, call.body)
    return finish(call, await counted('recovery_code', run, () => 'done'))
  })

  router.on('POST /api/v1/sign-in/bypass-code', async (call) => {
    const run = () => giveBypassCode(services, call.facts, call.body)
    return finish(call, await counted('bypass_code', run, () => 'done'))
  })

  router.on('POST /api/v1/sign-in/approval', ({ facts, body }) =>
    askForApproval(services, facts, body.challenge),
  )

  router.on('POST /api/v1/sign-in/approval/wait', async (call) => {
    const run = () => waitForApproval(services, call.facts, call.body.challenge)
    const finished = await counted('approval', run, (result) => (result === undefined ? 'waiting' : 'done'))
    return finished === undefined ? { step: 'waiting' as const } : finish(call, finished)
  })

  router.on('POST /api/v1/sign-in/passkey/options', ({ facts, body }) =>
    askForPasskey(services, facts, body.challenge),
  )

  router.on('POST /api/v1/sign-in/passkey', async (call) => {
    const run = () => givePasskey(services, call.facts, call.body)
    return finish(call, await counted('passkey', run, () => 'done'))
  })

  router.on('POST /api/v1/sign-in/passkey-alone/options', async ({ facts }) =>
    askForPasskeyAlone(services, facts),
  )

  router.on('POST /api/v1/sign-in/passkey-alone', async (call) => {
    const run = () => signInWithPasskey(services, call.facts, call.body)
    return finish(call, await counted('passkey_alone', run, () => 'done'))
  })

  router.on('POST /api/v1/sign-in/enrolment/passkey', ({ facts, body }) =>
    startPasskeyEnrolment(services, facts, body),
  )

  router.on('POST /api/v1/sign-in/enrolment/passkey/confirm', async (call) => {
    const run = () => confirmPasskeyEnrolment(services, call.facts, call.body)
    const finished = await counted('enrolment', run, () => 'done')
    return { ...(await finish(call, finished)), recoveryCodes: finished.recoveryCodes }
  })

  router.on('POST /api/v1/sign-in/enrolment', ({ facts, body }) => startEnrolment(services, facts, body))

  router.on('POST /api/v1/sign-in/enrolment/confirm', async (call) => {
    const run = () => confirmEnrolment(services, call.facts, call.body)
    const finished = await counted('enrolment', run, () => 'done')
    return { ...(await finish(call, finished)), recoveryCodes: finished.recoveryCodes }
  })
}

/** The answer that ends a sign-in; the web's token goes into its cookie and nowhere else. */
export async function finish(
  call: Pick<Call<'POST /api/v1/setup'>, 'setSessionCookie' | 'setTrustCookie'>,
  { session, client, trust }: Finished,
) {
  if (client === 'web') await call.setSessionCookie(session.token, session.expiresAt, session.newDeviceToken)
  if (trust !== undefined) call.setTrustCookie(trust)
  return { step: 'done' as const, session: tellSession(session, client) }
}
