// The popup: looks at what is kept, and shows what comes next: the address, the sign-in, or the codes.
import { addressView } from './address/address-view.ts'
import { mayReach } from './address/reach.ts'
import { openApi } from './app/api.ts'
import { failureSentence, startAgainWhenOver, type App } from './app/app.ts'
import { browserApi } from './app/browser-api.ts'
import { element } from './app/element.ts'
import { keptAddress, keptSession, keptSignIn, withoutKey, type PendingSignIn } from './app/kept.ts'
import { beginTask, closeTab, openTab, takeTask, type TabTask } from './app/tab-task.ts'
import { asides, linkTo, quietButton, spokenNotice, view } from './app/view.ts'
import { codesView } from './codes/codes-view.ts'
import { signOut } from './sessions/sign-out.ts'
import { stepUpView } from './sessions/step-up.ts'
import { enrolView } from './sign-in/enrol-view.ts'
import { passwordView } from './sign-in/password-view.ts'
import { secondFactorView } from './sign-in/second-factor-view.ts'
import { startAgain } from './sign-in/start-again.ts'
import { chooseLanguage, translator, type Translate } from './texts/texts.ts'

const language = chooseLanguage(navigator.languages)
const t = translator(language)

function show(next: Node): void {
  document.querySelector('#app')?.replaceChildren(next)
  // What held the focus is gone: it goes to what there is to do, or to what there is to read.
  const first = document.querySelector<HTMLElement>('#app [autofocus]')
  ;(first ?? document.querySelector<HTMLElement>('#app h1'))?.focus()
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
      show(await (task === 'step-up' ? stepUpView(app) : codesView(app)))
    } else if (pending === undefined) {
      show(passwordView(app, note ?? whatIsOver(t, task)))
    } else if (pending.step === 'code') {
      show(secondFactorView(app, pending, task === 'passkey' ? task : undefined))
    } else {
      const open = await findEnrolment(pending)
      const isElsewhere = open !== undefined && open.tabId !== tab?.id
      if (tab?.id === undefined || isElsewhere) await goOnInTab(pending, open)
      else show(await enrolView(app, await enrolIn(tab.id, pending)))
    }
    beginTask(task)
  } catch (error) {
    if (!(await startAgainWhenOver(app, error))) show(failureView(app, error))
  }
}

/** What the tab was opened for, where it is gone by now: nothing else is begun in its place. */
function whatIsOver(t: Translate, task: TabTask | undefined): string | undefined {
  if (task === 'passkey') return t('error.sign_in.challenge_over')
  return task === 'step-up' ? t('error.session.required') : undefined
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

async function goOnInTab(pending: PendingSignIn, open: OpenTab | undefined): Promise<void> {
  if (open === undefined) {
    // The key of a tab that was closed is not shown again.
    await keptSignIn.set(withoutKey(pending))
    await openTab('popup.html')
  } else {
    await browserApi.tabs.update(open.tabId, { active: true })
    await browserApi.windows.update(open.windowId, { focused: true })
  }
  await closeTab()
}

/** A key that was shown in a tab is shown there again, and in no other one. */
async function enrolIn(tabId: number, pending: PendingSignIn): Promise<PendingSignIn> {
  const here = { ...(pending.tabId === tabId ? pending : withoutKey(pending)), tabId }
  await keptSignIn.set(here)
  return here
}

function failureView(app: App, error: unknown): HTMLElement {
  const { address } = app
  return view(
    { title: 'Countersign' },
    spokenNotice('bad', failureSentence(error, t, address)),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', onclick: () => void start() }, t('action.tryAgain')),
    ),
    asides(
      linkTo(address, t('action.openTab')),
      app.challenge !== undefined && startAgain(app),
      app.api.token() !== undefined && quietButton(t('action.signOut'), () => void signOut(app)),
      quietButton(t('address.other'), () => show(addressView(t, address, start))),
    ),
  )
}

document.documentElement.lang = language
void start()
