// The enrolment inside a sign-in, where an admin requires a second factor and there is none yet. In a tab of its own: a
// popup closes at the first look elsewhere, and with it the recovery codes would be gone.
import type { Answer } from '../../contract/client.ts'
import type { App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { keptSignIn, type PendingSignIn } from '../app/kept.ts'
import { asides, copyButton, quietButton, view } from '../app/view.ts'
import { finishSignIn } from './keep-sign-in.ts'

export async function enrolView(app: App, pending: PendingSignIn): Promise<HTMLElement> {
  const { t, api } = app
  const { challenge } = pending
  const startAgain = quietButton(t('signIn.startAgain'), () => {
    void keptSignIn.forget().then(() => app.start())
  })
  if (!pending.needsTicket) {
    const begun = await api.client.call('POST /api/v1/sign-in/enrolment', { body: { challenge } })
    return scanView(app, pending, begun, startAgain)
  }
  const form = makeForm(app, {
    fields: [{ name: 'ticket', label: t('signIn.ticket.label'), autocomplete: 'off', isMono: true }],
    submitLabel: t('action.continue'),
    async submit({ ticket }) {
      const begun = await api.client.call('POST /api/v1/sign-in/enrolment', { body: { challenge, ticket } })
      app.show(scanView(app, pending, begun, startAgain))
    },
  })
  return view({ title: t('signIn.ticket.title'), lead: t('signIn.ticket.lead') }, form, asides(startAgain))
}

function scanView(
  app: App,
  pending: PendingSignIn,
  { qrSvg, secret }: Answer<'POST /api/v1/sign-in/enrolment'>,
  startAgain: HTMLElement,
): HTMLElement {
  const { t, api } = app
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
      const body = { challenge: pending.challenge, code }
      const answer = await api.client.call('POST /api/v1/sign-in/enrolment/confirm', { body })
      await finishSignIn(app, pending.email, answer.session)
      app.show(recoveryCodesView(app, answer.recoveryCodes))
    },
  })
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
    asides(startAgain),
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
