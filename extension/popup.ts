// The popup: looks at what is kept, and shows what comes next: the address, the sign-in, or the codes.
import { addressView } from './address/address-view.ts'
import { mayReach } from './address/reach.ts'
import { openApi } from './app/api.ts'
import { failureSentence, startAgainWhenOver, type App } from './app/app.ts'
import { browserApi } from './app/browser-api.ts'
import { element } from './app/element.ts'
import { keptAddress, keptSession, keptSignIn, type PendingSignIn } from './app/kept.ts'
import { beginTask, closeTab, takeTask } from './app/tab-task.ts'
import { asides, linkTo, notice, quietButton, view } from './app/view.ts'
import { codesView } from './codes/codes-view.ts'
import { stepUpView } from './sessions/step-up.ts'
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
  const place = tab === undefined ? 'popup' : 'tab'
  document.body.dataset.place = place
  const address = await keptAddress.read()
  if (address === undefined || !(await mayReach(address))) return show(addressView(t, address, start))
  const session = await keptSession.readAt(address)
  const pending = await keptSignIn.readAt(address, Date.now())
  const api = openApi(address, session?.token)
  const app: App = { t, address, api, challenge: pending?.challenge, place, show, start }
  const task = takeTask()
  try {
    if (session !== undefined) {
      show(task === 'step-up' ? stepUpView(app) : await codesView(app))
    } else if (pending === undefined) {
      show(passwordView(app, note))
    } else if (pending.step === 'code') {
      show(secondFactorView(app, pending, task === 'passkey' ? task : undefined))
    } else {
      const open = await findEnrolment(pending)
      const isElsewhere = open !== undefined && open.tabId !== tab?.id
      if (tab?.id === undefined || isElsewhere) await goOnInTab(open)
      else show(await enrolView(app, await enrolIn(tab.id, pending)))
    }
    beginTask(task)
  } catch (error) {
    if (!(await startAgainWhenOver(app, error))) show(failureView(app, error))
  }
}

interface OpenTab {
  tabId: number
  windowId: number
}

/** Where the enrolment stands already, its key may have been scanned: another tab would make another key. */
async function findEnrolment({ tabId }: PendingSignIn): Promise<OpenTab | undefined> {
  const tabs = await browserApi.runtime.getContexts({ contextTypes: ['TAB'] })
  return tabs.find((tab) => tab.tabId === tabId)
}

async function goOnInTab(open: OpenTab | undefined): Promise<void> {
  if (open === undefined) await browserApi.tabs.create({ url: browserApi.runtime.getURL('popup.html') })
  else {
    await browserApi.tabs.update(open.tabId, { active: true })
    await browserApi.windows.update(open.windowId, { focused: true })
  }
  await closeTab()
}

/** A key that was shown in a tab is shown there again, and in no other one. */
async function enrolIn(tabId: number, pending: PendingSignIn): Promise<PendingSignIn> {
  const { enrolment, ...rest } = pending
  const here = {
    ...rest,
    tabId,
    ...(pending.tabId === tabId && enrolment !== undefined ? { enrolment } : {}),
  }
  await keptSignIn.set(here)
  return here
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
