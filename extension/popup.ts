// The popup: looks at what is kept, and shows what comes next: the address, the sign-in, or the codes.
import { addressView } from './address/address-view.ts'
import { mayReach } from './address/reach.ts'
import { openApi } from './app/api.ts'
import { failureSentence, startAgainWhenOver, type App } from './app/app.ts'
import { browserApi } from './app/browser-api.ts'
import { element } from './app/element.ts'
import { keptAddress, keptSession, keptSignIn, type PendingSignIn } from './app/kept.ts'
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
  // A popup is in no tab.
  const tab = await browserApi.tabs.getCurrent()
  document.body.dataset.place = tab === undefined ? 'popup' : 'tab'
  const address = await keptAddress.read()
  if (address === undefined || !(await mayReach(address))) return show(addressView(t, address, start))
  const session = await keptSession.readAt(address)
  const pending = await keptSignIn.readAt(address, Date.now())
  const api = openApi(address, session?.token)
  const app: App = { t, address, api, challenge: pending?.challenge, show, start }
  try {
    if (session !== undefined) return show(await codesView(app, session))
    if (pending === undefined) return show(passwordView(app, note))
    if (pending.step === 'code') return show(secondFactorView(app, pending))
    if (tab?.id === undefined) return await goOnInTab(pending)
    await keptSignIn.set({ ...pending, tabId: tab.id })
    return show(await enrolView(app, pending))
  } catch (error) {
    if (!(await startAgainWhenOver(app, error))) show(failureView(app, error))
  }
}

/** Where the enrolment stands already, its key may have been scanned: another tab would make another key. */
async function goOnInTab({ tabId }: PendingSignIn): Promise<void> {
  const tabs = await browserApi.runtime.getContexts({ contextTypes: ['TAB'] })
  const open = tabs.find((tab) => tabId !== undefined && tab.tabId === tabId)
  if (open === undefined) await browserApi.tabs.create({ url: browserApi.runtime.getURL('popup.html') })
  else {
    await browserApi.tabs.update(open.tabId, { active: true })
    await browserApi.windows.update(open.windowId, { focused: true })
  }
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
