// The popup: looks at what is kept, and shows what comes next: the address, the sign-in, or the codes.
import { addressView, mayReach } from './address/address-view.ts'
import { openApi } from './app/api.ts'
import { failureSentence, startAgainWhenOver, type App } from './app/app.ts'
import { browserApi } from './app/browser-api.ts'
import { element } from './app/element.ts'
import { keptAddress, keptSession, keptSignIn } from './app/kept.ts'
import { asides, linkTo, notice, quietButton, view } from './app/view.ts'
import { codesView } from './codes/codes-view.ts'
import { enrolView } from './sign-in/enrol-view.ts'
import { passwordView } from './sign-in/password-view.ts'
import { secondFactorView } from './sign-in/second-factor-view.ts'
import { chooseLanguage, translator } from './texts/texts.ts'

const language = chooseLanguage(navigator.languages)
const t = translator(language)

function show(next: Node): void {
  document.querySelector('#app')?.replaceChildren(next)
  document.querySelector<HTMLElement>('#app [autofocus]')?.focus()
}

async function start(note?: string): Promise<void> {
  const place = (await isPopup()) ? 'popup' : 'tab'
  document.body.dataset.place = place
  const address = await keptAddress.read()
  if (address === undefined || !(await mayReach(address))) return show(addressView(t, address, start))
  const session = await keptSession.read()
  const app: App = { t, address, api: openApi(address, session?.token), show, start }
  try {
    if (session !== undefined) return show(await codesView(app, session))
    const pending = await keptSignIn.read(Date.now())
    if (pending === undefined) return show(passwordView(app, note))
    if (pending.step === 'code') return show(secondFactorView(app, pending))
    if (place === 'popup') return await goOnInTab()
    return show(await enrolView(app, pending))
  } catch (error) {
    if (!(await startAgainWhenOver(app, error))) show(failureView(app, error))
  }
}

async function isPopup(): Promise<boolean> {
  return (await browserApi.tabs.getCurrent()) === undefined
}

async function goOnInTab(): Promise<void> {
  await browserApi.tabs.create({ url: browserApi.runtime.getURL('popup.html') })
  window.close()
}

function failureView({ address }: App, error: unknown): HTMLElement {
  return view(
    { title: 'Countersign' },
    notice('bad', failureSentence(error, t, address)),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', onclick: () => void start() }, t('action.tryAgain')),
    ),
    asides(
      linkTo(address, t('action.openTab')),
      quietButton(t('address.other'), () => show(addressView(t, address, start))),
    ),
  )
}

document.documentElement.lang = language
void start()
