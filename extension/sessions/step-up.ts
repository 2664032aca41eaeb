// Step-up: where the server asks for a fresh proof, the person is asked, and what was begun goes on. By a passkey it is asked in
// a tab, and begun once more in the popup.
import { ApiError, type Client } from '../../contract/client.ts'
import { keptSession } from '../app/kept.ts'
import type { App } from '../app/app.ts'
import { element } from '../app/element.ts'
import { makeForm } from '../app/form.ts'
import { closeTab } from '../app/tab-task.ts'
import { asides, linkTo, quietButton, view } from '../app/view.ts'
import { passkeyForm } from '../passkeys/passkey-form.ts'
import { mayHavePasskeys, provePasskey } from '../passkeys/passkey-window.ts'

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

/** In a tab of its own: what was begun in the popup, which has closed meanwhile, is begun there again. */
export async function stepUpView(app: App): Promise<HTMLElement> {
  const { t } = app
  const ways = await waysOf(app.api.client, app.address)
  const onProven = () =>
    app.show(
      view(
        { title: t('stepUp.done'), lead: t('stepUp.goOn') },
        element(
          'div',
          { class: 'actions' },
          element(
            'button',
            { type: 'button', autofocus: true, onclick: () => void closeTab() },
            t('action.done'),
          ),
        ),
      ),
    )
  const ask = (way: Proof | undefined): HTMLElement => {
    const turnTo = (other: Proof) => app.show(ask(other))
    const { lead, parts } = question(app, ways, way, { onProven, turnTo, cancel: () => void closeTab() })
    return view({ title: t('stepUp.title'), lead }, ...parts)
  }
  return ask(ways[0])
}

type Proof = 'passkey' | 'code' | 'password'

/** What this account can prove itself by, the first choice first. */
async function waysOf(client: Client, address: string): Promise<Proof[]> {
  const [{ secondFactor }, { items: authenticators }] = await Promise.all([
    client.call('GET /api/v1/me'),
    client.call('GET /api/v1/me/authenticators'),
  ])
  if (!secondFactor.enrolled) return ['password']
  const has = (kind: string) => authenticators.some((one) => one.kind === kind && one.state === 'active')
  const isByPasskey = has('passkey') && mayHavePasskeys(address)
  return [...(isByPasskey ? (['passkey'] as const) : []), ...(has('totp') ? (['code'] as const) : [])]
}

async function askForProof(app: App): Promise<boolean> {
  const { t } = app
  const ways = await waysOf(app.api.client, app.address)
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
    const onProven = () => {
      resolve(true)
      dialog.close()
    }
    const ask = (way: Proof | undefined): void => {
      const cancel = () => dialog.close()
      const { lead, parts } = question(within, ways, way, { onProven, turnTo: ask, cancel })
      dialog.replaceChildren(
        element('h2', { id: 'step-up-title' }, t('stepUp.title')),
        element('p', { class: 'lead' }, lead),
        ...parts,
      )
      dialog.querySelector<HTMLElement>('input, [autofocus]')?.focus()
    }
    ask(ways[0])
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(false)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

/** By one way, and beside it the others. */
function question(
  app: App,
  ways: readonly Proof[],
  way: Proof | undefined,
  on: { onProven: () => void; turnTo: (other: Proof) => void; cancel: () => void },
): { lead: string; parts: HTMLElement[] } {
  const { t } = app
  const others = ways
    .filter((other) => other !== way)
    .map((other) =>
      quietButton(t(other === 'code' ? 'signIn.use.totp' : 'signIn.use.passkey'), () => on.turnTo(other)),
    )
  return {
    lead: t(`stepUp.${way ?? 'none'}`),
    parts: [
      way === undefined
        ? asides(linkTo(app.address, t('action.openConsole')))
        : proofForm(app, way, on.onProven),
      asides(...others, quietButton(t('action.cancel'), on.cancel)),
    ],
  }
}

function proofForm(app: App, way: Proof, onProven: () => void): HTMLFormElement {
  const { t } = app
  const { client } = app.api
  if (way === 'passkey') {
    return passkeyForm(app, {
      task: 'step-up',
      submitLabel: t('signIn.passkey.submit'),
      async ask(isShown) {
        const options = await client.call('POST /api/v1/me/step-up/passkey', { body: {} })
        const passkey = await provePasskey(app, options, isShown)
        // Minutes may have gone by: a session that another window has begun meanwhile stays.
        if ((await keptSession.readAt(app.address))?.token !== app.api.token()) return app.start()
        await goOnUnderNewToken(app, await client.call('POST /api/v1/me/step-up', { body: { passkey } }))
        onProven()
      },
    })
  }
  return makeForm(app, {
    fields: [
      way === 'code'
        ? {
            name: 'proof',
            label: t('code.label'),
            autocomplete: 'one-time-code',
            inputmode: 'numeric',
            isMono: true,
          }
        : { name: 'proof', label: t('field.password'), type: 'password', autocomplete: 'current-password' },
    ],
    submitLabel: t('action.continue'),
    async submit({ proof }) {
      await goOnUnderNewToken(app, await client.call('POST /api/v1/me/step-up', { body: { [way]: proof } }))
      onProven()
    },
  })
}

/** The token before it has ended. */
async function goOnUnderNewToken(
  { address, api }: App,
  { token }: { token?: string | undefined },
): Promise<void> {
  if (token === undefined) return
  api.setToken(token)
  await keptSession.set({ address, token })
}
