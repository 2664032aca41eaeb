// The first step of a sign-in: e-mail address and password, as client `extension`.
import type { Answer } from '../../contract/client.ts'
import { forgetAddress } from '../address/address-view.ts'
import { hostOf, type App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import { keptSession, keptSignIn } from '../app/kept.ts'
import { asides, notice, quietButton, view } from '../app/view.ts'

type StartedSession = Answer<'POST /api/v1/sign-in/totp'>['session']

export function passwordView(app: App, note?: string): HTMLElement {
  const { t, api } = app
  const form = makeForm(app, {
    fields: [
      { name: 'email', label: t('field.email'), type: 'email', autocomplete: 'username' },
      { name: 'password', label: t('field.password'), type: 'password', autocomplete: 'current-password' },
    ],
    submitLabel: t('signIn.submit'),
    async submit({ email, password }) {
      const body = { email, password, client: 'extension' as const }
      const answer = await api.client.call('POST /api/v1/sign-in', { body })
      const { step, challenge = '', expiresAt = '', methods = [], needsTicket = false, session } = answer
      if (step !== 'done') {
        await keptSignIn.set({ email, step, challenge, methods, needsTicket, expiresAt })
        return app.start()
      }
      if (session !== undefined) await finishSignIn(app, email, session)
      return app.start()
    },
  })
  return view(
    { title: t('signIn.title'), lead: t('signIn.lead', { host: hostOf(app.address) }) },
    note !== undefined && notice('info', note),
    form,
    asides(
      quietButton(t('address.other'), () => {
        void forgetAddress(app.address).then(() => app.start())
      }),
    ),
  )
}

/** Keeps the session, in memory alone. */
export async function finishSignIn(app: App, email: string, { token }: StartedSession): Promise<void> {
  if (token === undefined) throw new Error('A session of this client has a token.')
  await keptSession.set({ token, email })
  await keptSignIn.forget()
  app.api.setToken(token)
}
