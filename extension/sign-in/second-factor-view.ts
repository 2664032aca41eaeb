// The second step of a sign-in: a code of the app, or one from paper or from an admin.
import type { App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import { keptSignIn, type PendingSignIn } from '../app/kept.ts'
import { asides, notice, quietButton, view } from '../app/view.ts'
import { finishSignIn } from './keep-sign-in.ts'

const ways = {
  totp: {
    route: 'POST /api/v1/sign-in/totp',
    title: 'signIn.code.title',
    lead: 'signIn.code.lead',
    label: 'code.label',
  },
  recovery_code: {
    route: 'POST /api/v1/sign-in/recovery-code',
    title: 'signIn.recovery.title',
    lead: 'signIn.recovery.lead',
    label: 'signIn.recovery.label',
  },
  bypass_code: {
    route: 'POST /api/v1/sign-in/bypass-code',
    title: 'signIn.bypass.title',
    lead: 'signIn.bypass.lead',
    label: 'signIn.bypass.label',
  },
} as const

type Way = keyof typeof ways

/** A passkey, and the answer of a phone, are for the console so far. */
const isWay = (method: string): method is Way => Object.hasOwn(ways, method)

export function secondFactorView(app: App, pending: PendingSignIn, chosen?: Way): HTMLElement {
  const { t, api } = app
  const offered = pending.methods.filter(isWay)
  const way = chosen ?? offered[0]
  const startAgain = quietButton(t('signIn.startAgain'), () => {
    void keptSignIn.forget().then(() => app.start())
  })
  if (way === undefined) {
    const title = t('signIn.code.title')
    return view({ title }, notice('info', t('signIn.noApp')), asides(startAgain))
  }
  const { route, title, lead, label } = ways[way]
  const form = makeForm(app, {
    fields: [
      {
        name: 'code',
        label: t(label),
        autocomplete: way === 'totp' ? 'one-time-code' : 'off',
        isMono: true,
        ...(way === 'totp' ? { inputmode: 'numeric' as const } : {}),
      },
    ],
    submitLabel: t('signIn.submit'),
    async submit({ code }) {
      const { session } = await api.client.call(route, { body: { challenge: pending.challenge, code } })
      await finishSignIn(app, pending.email, session)
      await app.start()
    },
  })
  const others = offered
    .filter((other) => other !== way)
    .map((other) =>
      quietButton(t(`signIn.use.${other}`), () => app.show(secondFactorView(app, pending, other))),
    )
  return view({ title: t(title), lead: t(lead) }, form, asides(...others, startAgain))
}
