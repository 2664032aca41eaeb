// The enrolment inside a sign-in, where an admin requires a second factor and there is none yet. In a tab of its own: a
// popup closes at the first look elsewhere, and with it the recovery codes would be gone.
import { ApiError } from '../../contract/client.ts'
import { failureSentence, type App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { keptSignIn, withoutKey, type PendingSignIn } from '../app/kept.ts'
import { asides, copyButton, quietButton, spokenNotice, view } from '../app/view.ts'
import { passkeyForm } from '../passkeys/passkey-form.ts'
import { makePasskey, mayHavePasskeys } from '../passkeys/passkey-window.ts'
import { finishSignIn, isStillPending } from './keep-sign-in.ts'
import { startAgain } from './start-again.ts'

type Begun = PendingSignIn & { enrolment: NonNullable<PendingSignIn['enrolment']> }

export async function enrolView(app: App, pending: PendingSignIn): Promise<HTMLElement> {
  const { enrolment } = pending
  if (enrolment !== undefined) return scanView(app, { ...pending, enrolment })
  if (pending.needsTicket) return ticketView(app, pending)
  try {
    return scanView(app, await begin(app, pending, {}))
  } catch (error) {
    if (!isAboutTicket(error)) throw error
    return ticketView(app, await askForTicket(pending))
  }
}

/** The rule may have come after the password, and a ticket may have run out since it was typed. */
const isAboutTicket = (error: unknown): boolean =>
  error instanceof ApiError && /^second_factor\.ticket_(required|wrong)$/.test(error.code)

/** A key that was begun without one counts for nothing any more. */
async function askForTicket(pending: PendingSignIn): Promise<PendingSignIn> {
  const anew = { ...withoutKey(pending), needsTicket: true }
  await keptSignIn.set(anew)
  return anew
}

/** @param note why it is asked for now */
function ticketView(app: App, pending: PendingSignIn, note?: string): HTMLElement {
  const { t } = app
  const form = makeForm(app, {
    fields: [{ name: 'ticket', label: t('signIn.ticket.label'), autocomplete: 'off', isMono: true }],
    submitLabel: t('action.continue'),
    async submit({ ticket }) {
      app.show(scanView(app, await begin(app, pending, { ticket })))
    },
  })
  return view(
    { title: t('signIn.ticket.title'), lead: t('signIn.ticket.lead') },
    note !== undefined && spokenNotice('bad', note),
    form,
    asides(startAgain(app)),
  )
}

/** What the server gave is kept for this tab: it may be scanned already when the page is loaded anew. */
async function begin(app: App, pending: PendingSignIn, ticket: { ticket?: string }): Promise<Begun> {
  const body = { challenge: pending.challenge, ...ticket }
  const { qrSvg, secret } = await app.api.client.call('POST /api/v1/sign-in/enrolment', { body })
  const begun = { ...pending, enrolment: { qrSvg, secret, ...ticket } }
  if (await isStillPending(app, pending.challenge)) await keptSignIn.set(begun)
  return begun
}

function scanView(app: App, begun: Begun): HTMLElement {
  const { t, api } = app
  const { challenge } = begun
  const { qrSvg, secret } = begun.enrolment
  // As a picture: nothing that stands in it runs.
  const picture = `data:image/svg+xml,${encodeURIComponent(qrSvg)}`
  const form = makeForm(app, {
    fields: [
      {
        name: 'code',
        label: t('code.label'),
        autocomplete: 'one-time-code',
        inputmode: 'numeric',
        isMono: true,
      },
    ],
    submitLabel: t('enrolment.confirm'),
    async submit({ code }) {
      const body = { challenge, code }
      const answer = await api.client
        .call('POST /api/v1/sign-in/enrolment/confirm', { body })
        .catch(async (error: unknown) => {
          const isOver = error instanceof ApiError && error.code === 'second_factor.enrolment_over'
          if (isOver && (await isStillPending(app, challenge))) await keptSignIn.set(withoutKey(begun))
          throw error
        })
      await finishSignIn(app, answer.session)
      app.show(recoveryCodesView(app, answer.recoveryCodes))
    },
  })
  const byPasskey =
    mayHavePasskeys(app.address) &&
    quietButton(t('signIn.use.passkey'), () => app.show(passkeyView(app, begun)))
  return view(
    { title: t('enrolment.title'), lead: t('enrolment.lead') },
    element('img', { class: 'qr', src: picture, alt: t('enrolment.qr') }),
    element(
      'p',
      { class: 'key' },
      element('span', { class: 'quiet' }, t('enrolment.key')),
      element('code', {}, secret),
    ),
    form,
    asides(byPasskey, startAgain(app)),
  )
}

function passkeyView(app: App, begun: Begun): HTMLElement {
  const { t } = app
  const { client } = app.api
  const { challenge } = begun
  const { ticket } = begun.enrolment
  const form = passkeyForm(app, {
    task: 'passkey',
    submitLabel: t('enrolment.passkey.submit'),
    async ask(isShown) {
      const body = { challenge, ...(ticket === undefined ? {} : { ticket }) }
      let options
      try {
        options = await client.call('POST /api/v1/sign-in/enrolment/passkey', { body })
      } catch (error) {
        if (!isAboutTicket(error) || !isShown() || !(await isStillPending(app, challenge))) throw error
        const sentence = failureSentence(error, t, app.address)
        return app.show(ticketView(app, await askForTicket(begun), sentence))
      }
      const passkey = await makePasskey(app, options, isShown)
      if (!(await isStillPending(app, challenge))) return app.start(t('error.sign_in.challenge_over'))
      const answer = await client.call('POST /api/v1/sign-in/enrolment/passkey/confirm', {
        body: { challenge, passkey },
      })
      await finishSignIn(app, answer.session)
      app.show(recoveryCodesView(app, answer.recoveryCodes))
    },
  })
  return view(
    { title: t('enrolment.title'), lead: t('enrolment.passkey') },
    form,
    asides(
      quietButton(t('signIn.use.totp'), () => app.show(scanView(app, begun))),
      startAgain(app),
    ),
  )
}

function recoveryCodesView(app: App, codes: readonly string[]): HTMLElement {
  const { t } = app
  // They are shown only now: whoever closes the tab by mistake is asked first.
  const hold = (event: Event) => event.preventDefault()
  window.addEventListener('beforeunload', hold)
  const goOn = () => {
    window.removeEventListener('beforeunload', hold)
    void app.start()
  }
  return view(
    { title: t('recoveryCodes.title'), lead: t('recoveryCodes.lead') },
    element(
      'ol',
      { class: 'recovery-codes', 'aria-label': t('recoveryCodes.list') },
      ...codes.map((code) => element('li', {}, element('code', {}, code))),
    ),
    element(
      'div',
      { class: 'actions' },
      copyButton(codes.join('\n'), t),
      element('button', { type: 'button', onclick: goOn }, t('recoveryCodes.saved')),
    ),
  )
}
