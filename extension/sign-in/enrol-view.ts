// The enrolment inside a sign-in, where an admin requires a second factor and there is none yet. In a tab of its own: a
// popup closes at the first look elsewhere, and with it the recovery codes would be gone.
import type { App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { keptSignIn, type PendingSignIn } from '../app/kept.ts'
import { asides, copyButton, quietButton, view } from '../app/view.ts'
import { passkeyForm } from '../passkeys/passkey-form.ts'
import { makePasskey, mayHavePasskeys } from '../passkeys/passkey-window.ts'
import { finishSignIn, isStillPending } from './keep-sign-in.ts'

type Begun = PendingSignIn & { enrolment: NonNullable<PendingSignIn['enrolment']> }

export async function enrolView(app: App, pending: PendingSignIn): Promise<HTMLElement> {
  const { t } = app
  const { enrolment } = pending
  if (enrolment !== undefined) return scanView(app, { ...pending, enrolment })
  if (!pending.needsTicket) return scanView(app, await begin(app, pending, {}))
  const form = makeForm(app, {
    fields: [{ name: 'ticket', label: t('signIn.ticket.label'), autocomplete: 'off', isMono: true }],
    submitLabel: t('action.continue'),
    async submit({ ticket }) {
      app.show(scanView(app, await begin(app, pending, { ticket })))
    },
  })
  return view(
    { title: t('signIn.ticket.title'), lead: t('signIn.ticket.lead') },
    form,
    asides(startAgain(app)),
  )
}

/** What the server gave is kept for this tab: it may be scanned already when the page is loaded anew. */
async function begin({ api }: App, pending: PendingSignIn, ticket: { ticket?: string }): Promise<Begun> {
  const body = { challenge: pending.challenge, ...ticket }
  const { qrSvg, secret } = await api.client.call('POST /api/v1/sign-in/enrolment', { body })
  const begun = { ...pending, enrolment: { qrSvg, secret, ...ticket } }
  await keptSignIn.set(begun)
  return begun
}

function startAgain(app: App): HTMLElement {
  return quietButton(app.t('signIn.startAgain'), () => {
    void keptSignIn.forget().then(() => app.start())
  })
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
      const answer = await api.client.call('POST /api/v1/sign-in/enrolment/confirm', {
        body: { challenge, code },
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
    async ask() {
      const body = { challenge, ...(ticket === undefined ? {} : { ticket }) }
      const options = await client.call('POST /api/v1/sign-in/enrolment/passkey', { body })
      const passkey = await makePasskey(app, options)
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
