// Step-up: where the server asks for a fresh proof, the person is asked, and what was begun goes on.
import { ApiError } from '../../contract/client.ts'
import type { App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { keptSession } from '../app/kept.ts'
import { asides, linkTo, quietButton } from '../app/view.ts'

/** Runs an action; throws what it threw, also when the person closes the question. */
export async function freshly<Result>(app: App, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'access.step_up_required') throw error
    if (!(await askForProof(app))) throw error
    return action()
  }
}

async function askForProof(app: App): Promise<boolean> {
  const { t, api } = app
  const [{ secondFactor, account }, { items: authenticators }] = await Promise.all([
    api.client.call('GET /api/v1/me'),
    api.client.call('GET /api/v1/me/authenticators'),
  ])
  const kind = secondFactor.enrolled ? 'code' : 'password'
  const hasApp = authenticators.some(({ kind, state }) => kind === 'totp' && state === 'active')
  return new Promise((resolve) => {
    const dialog = element('dialog', { 'aria-labelledby': 'step-up-title' })
    // Where the session itself is over, the question goes away with it.
    const within: App = {
      ...app,
      async start(note) {
        dialog.close()
        await app.start(note)
      },
    }
    const form = makeForm(within, {
      fields: [
        secondFactor.enrolled
          ? {
              name: 'proof',
              label: t('code.label'),
              autocomplete: 'one-time-code',
              inputmode: 'numeric',
              isMono: true,
            }
          : {
              name: 'proof',
              label: t('field.password'),
              type: 'password',
              autocomplete: 'current-password',
            },
      ],
      submitLabel: t('action.continue'),
      async submit({ proof }) {
        const { token } = await api.client.call('POST /api/v1/me/step-up', { body: { [kind]: proof } })
        if (token !== undefined) {
          // The token before it has ended.
          api.setToken(token)
          await keptSession.set({ address: app.address, token, email: account.email })
        }
        resolve(true)
        dialog.close()
      },
    })
    // A passkey is proven in the console: a box for a code that nothing makes would be the end of the way.
    const isDeadEnd = kind === 'code' && !hasApp
    dialog.append(
      element('h2', { id: 'step-up-title' }, t('stepUp.title')),
      element('p', { class: 'lead' }, t(isDeadEnd ? 'stepUp.noApp' : `stepUp.${kind}`)),
      isDeadEnd ? asides(linkTo(app.address, t('action.openConsole'))) : form,
      quietButton(t('action.cancel'), () => dialog.close()),
    )
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(false)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
