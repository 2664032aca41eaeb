// The answer of a phone as the second step: it is asked, two digits are shown that have to be typed there, and waited for. A
// popup that was closed meanwhile shows the same digits again, and asks nobody anew.
import { ApiError, ConnectionError } from '../../contract/client.ts'
import { failureSentence, startAgainWhenOver, waitSecondsOf, type App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { keptSignIn, type PendingSignIn } from '../app/kept.ts'
import { notice, spokenNotice, view } from '../app/view.ts'
import { finishSignIn, isStillPending, readStillPending } from './keep-sign-in.ts'

/**
 * @param isChosen by the person, who has thereby said that the phone may be asked: nobody is rung because a popup is opened
 * @param beside what there is to choose instead
 */
export function approvalView(
  app: App,
  pending: PendingSignIn,
  isChosen: boolean,
  beside: HTMLElement,
): HTMLElement {
  const { approval } = pending
  if (approval !== undefined) return waitingView(app, { ...pending, approval }, beside)
  const asking = askingView(app, pending, beside)
  // Once it is shown.
  if (isChosen) queueMicrotask(() => asking.querySelector('form')?.requestSubmit())
  return asking
}

/** @param note why it has to be asked again */
function askingView(app: App, pending: PendingSignIn, beside: HTMLElement, note?: string): HTMLElement {
  const { t, api } = app
  const { challenge } = pending
  const form = makeForm(app, {
    fields: [],
    submitLabel: t('signIn.approval.ask'),
    async submit() {
      const asked = await api.client.call('POST /api/v1/sign-in/approval', { body: { challenge } })
      const approval = { number: asked.number, endsAtMs: api.onOurClock(asked.expiresAt) }
      if (!(await isStillPending(app, challenge))) return app.start(t('error.sign_in.challenge_over'))
      await keptSignIn.set({ ...pending, approval })
      // Whoever has chosen another way meanwhile stays there, and finds the digits when coming back.
      if (form.isConnected) app.show(waitingView(app, { ...pending, approval }, beside))
    },
  })
  return view(
    { title: t('signIn.approval.title') },
    note !== undefined && spokenNotice('bad', note),
    form,
    beside,
  )
}

type Asked = PendingSignIn & { approval: NonNullable<PendingSignIn['approval']> }

const TICK_MS = 250
const AGAIN_AFTER_MS = 3_000

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The phone is still asked: a server that is busy for a moment, or not to be reached, ends nothing. */
function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true
  return error instanceof ApiError && !/^(approval\.|sign_in\.challenge_over$)/.test(error.code)
}

function waitingView(app: App, pending: Asked, beside: HTMLElement): HTMLElement {
  const { t } = app
  const { number, endsAtMs } = pending.approval
  const digits = element('div', {
    class: 'approval-number',
    role: 'status',
    'aria-label': t('signIn.approval.number'),
  })
  const left = element('p', { class: 'quiet left' })
  const region = element('div', { role: 'alert' })
  const shown = view(
    { title: t('signIn.approval.title'), lead: t('signIn.approval.lead') },
    digits,
    left,
    region,
    beside,
  )

  async function countDown(): Promise<void> {
    while (shown.isConnected) {
      const seconds = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1000))
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
      // For the eyes: read aloud, it would be read every second.
      left.ariaHidden = seconds > 0 ? 'true' : null
      left.textContent =
        seconds > 0 ? t('signIn.approval.left', { left: clock }) : t('signIn.approval.lastLook')
      await pause(TICK_MS)
    }
  }

  /** As long as somebody waits here, also over a connection that is lost for a while. */
  async function waitForAnswer(): Promise<void> {
    const { challenge } = pending
    const body = { challenge }
    while (shown.isConnected) {
      try {
        // In another window another sign-in may have been begun, or another Countersign chosen.
        if (!(await isStillPending(app, challenge))) return await app.start(t('error.sign_in.challenge_over'))
        const { session } = await app.api.client.call('POST /api/v1/sign-in/approval/wait', { body })
        region.replaceChildren()
        if (session === undefined) continue
        // A session that came is taken, also where one was just about to choose another way.
        await finishSignIn(app, session)
        return await app.start()
      } catch (error) {
        if (!shown.isConnected) return
        if (!isPassing(error)) return tellEnd(error)
        const isBroken = error instanceof ConnectionError
        const sentence = isBroken ? t('signIn.approval.broken') : failureSentence(error, t, app.address)
        region.replaceChildren(notice('bad', sentence))
        await pause(Math.max(AGAIN_AFTER_MS, waitSecondsOf(error) * 1000))
      }
    }
  }

  async function tellEnd(error: unknown): Promise<void> {
    if (await startAgainWhenOver(app, error)) return
    const sentence = failureSentence(error, t, app.address)
    if (error instanceof ApiError && error.code === 'approval.refused') {
      // The sign-in has ended with it.
      await keptSignIn.forgetChallenge(pending.challenge)
      return app.start(sentence)
    }
    const kept = await readStillPending(app, pending.challenge)
    // Another window may have asked the phone anew.
    if (kept?.approval?.endsAtMs !== endsAtMs) return app.start(sentence)
    const { approval: _, ...anew } = kept
    await keptSignIn.set(anew)
    app.show(askingView(app, anew, beside, sentence))
  }

  // Once it is shown: screen readers speak what changes inside a region that is there already.
  setTimeout(() => (digits.textContent = number))
  queueMicrotask(() => {
    void countDown()
    void waitForAnswer()
  })
  return shown
}
