// The first step of a sign-in: e-mail address and password, as client `extension`; or a passkey, which is all of it.
import { forgetAddress } from '../address/reach.ts'
import { hostOf, type App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import { asides, quietButton, spokenNotice, view } from '../app/view.ts'
import { mayHavePasskeys } from '../passkeys/passkey-window.ts'
import { passkeyForm } from '../passkeys/passkey-form.ts'
import { finishSignIn, keepSignIn } from './keep-sign-in.ts'
import { signInAlone } from './passkey-alone.ts'

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
      const { step, session } = answer
      if (step !== 'done') await keepSignIn(app, { ...answer, step })
      if (session !== undefined) await finishSignIn(app, session)
      return app.start()
    },
  })
  return view(
    { title: t('signIn.title'), lead: t('signIn.lead', { host: hostOf(app.address) }) },
    note !== undefined && spokenNotice('info', note),
    form,
    mayHavePasskeys(app.address) && passkeyAlone(app),
    asides(
      quietButton(t('address.other'), () => {
        void forgetAddress(app.address).then(() => app.start())
      }),
    ),
  )
}

function passkeyAlone(app: App): HTMLElement {
  const form = passkeyForm(app, {
    task: 'passkey-alone',
    submitLabel: app.t('signIn.passkey'),
    ask: (isShown) => signInAlone(app, isShown),
  })
  form.querySelector('button')?.classList.add('default')
  return form
}
